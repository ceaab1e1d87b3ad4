/** System calls outside of any launch, on the calling thread. */
import { landlockMissing, landlockOff } from './hint-confinement.js';
import { native } from './load.js';
import { SyscallError } from './process-fd.js';

const hints: Readonly<Record<string, (fd: number, pgid: number) => string>> = {
  ENOTTY: (fd) => `descriptor ${fd} is not the terminal that controls this session; give that one (/dev/tty opens it)`,
  EBADF: (fd) => `descriptor ${fd} is not open in this process; open it first, or give another`,
  EPERM: (_, pgid) => `process group ${pgid} is of another session than the terminal; give one of this session`,
  ESRCH: (_, pgid) => `there is no process group ${pgid}, for its last process may have ended; give one that exists`,
  EINVAL: (_, pgid) => `${pgid} is no number of a process group; give one above 0`,
  EIO: () => 'the terminal may be hung up, or this process group is orphaned; open a new terminal',
};

function checked(syscall: string, result: number, hint?: (code: string) => string | undefined): number {
  if (result >= 0) return result;
  const { code } = new SyscallError(syscall, result);
  const said = hint?.(code);
  throw new SyscallError(syscall, result, said === undefined ? {} : { hint: said });
}

/**
 * The foreground process group of the terminal that controls the caller's session: tcgetpgrp(3), TIOCGPGRP.
 * @returns 0 where that group is in another pid namespace
 * @throws SyscallError ENOTTY, EBADF
 */
export function tcgetpgrp(fd: number): number {
  return checked('ioctl', native().tcgetpgrp(fd), (code) => hints[code]?.(fd, 0));
}

/**
 * Makes a process group of the session the terminal's foreground group, also from the background: tcsetpgrp(3), TIOCSPGRP.
 * @throws SyscallError ENOTTY, EPERM, ESRCH, EINVAL, EBADF, EIO
 */
export function tcsetpgrp(fd: number, pgid: number): void {
  checked('ioctl', native().tcsetpgrp(fd, pgid), (code) => hints[code]?.(fd, pgid));
}

/**
 * Fills `header` (8 bytes) and `data` (24 bytes, or null): capget(2), for another process by its pid in the header. With a
 * version that the kernel does not know it writes the one it prefers into the header: an error with data, none without.
 * @throws SyscallError ESRCH, EINVAL
 */
export function capget(header: Uint8Array, data: Uint8Array | null): void {
  checked('capget', native().capget(header, data));
}

const LANDLOCK_CREATE_RULESET_VERSION = 1;
const unavailable: Readonly<Record<string, string>> = { ENOSYS: landlockMissing, EOPNOTSUPP: landlockOff };

/**
 * The version of Landlock that this kernel has: landlock_create_ruleset(2).
 * @throws SyscallError ENOSYS, EOPNOTSUPP where it has none, or what a seccomp filter says
 */
export function landlockVersion(): number {
  const result = native().landlockCreateRuleset(null, LANDLOCK_CREATE_RULESET_VERSION);
  return checked('landlock_create_ruleset', result, (code) => unavailable[code]);
}

/**
 * A new ruleset: landlock_create_ruleset(2), a `struct landlock_ruleset_attr`. The descriptor is close-on-exec and the caller's.
 * @throws SyscallError EINVAL, E2BIG, ENOMSG
 */
export function landlockCreateRuleset(attr: Uint8Array): number {
  return checked('landlock_create_ruleset', native().landlockCreateRuleset(attr, 0), (code) => unavailable[code]);
}

/** landlock_add_rule(2): type 1 is a `landlock_path_beneath_attr`, 2 a `landlock_net_port_attr`. Gives 0 or a negated errno. */
export function landlockAddRule(ruleset: number, type: 1 | 2, attr: Uint8Array): number {
  return native().landlockAddRule(ruleset, type, attr);
}
