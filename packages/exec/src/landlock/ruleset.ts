import { closeSync, openSync } from 'node:fs';
import { encodeLandlockNetPort, encodeLandlockPathBeneath, encodeLandlockRuleset } from '@forkexec/attrs';
import { landlockAddRule, landlockCreateRuleset, landlockVersion, SyscallError } from '@forkexec/core-native';
import { InvalidAttrError } from '../errors.js';
import { boolean, record } from '../plan/kinds.js';
import { fit } from './fit.js';
import { type FsRule, type LandlockRules, type NetRule, readRules } from './rules.js';

/** A ruleset of the kernel's, to be used as `sys: { noNewPrivs: true, useLandlock: true, landlockFD: fd }`. */
export interface LandlockRuleset {
  /** Close-on-exec, and the caller's: any number of launches can use it, then closeSync(fd) of node:fs. */
  readonly fd: number;
  /** The version of Landlock that this kernel has. */
  readonly abi: number;
  /** What `bestEffort` left out since this kernel does not know it, in the order of the kinds: `['truncate', 'signal']`. */
  readonly dropped: readonly string[];
}

/**
 * The version of Landlock that this kernel has: 1 is Linux 5.13, 2 is 5.19, 3 is 6.2, 4 is 6.7, 5 is 6.10, 6 is 6.12, 7 is 6.15.
 * @returns 0 where there is none: an older kernel, one that has it off, a seccomp filter. Why, an error of
 *   {@link landlockRuleset} tells.
 * @throws NativeLoadError
 */
export function landlockABI(): number {
  try {
    return landlockVersion();
  } catch (error) {
    if (error instanceof SyscallError && /^(ENOSYS|EOPNOTSUPP|EPERM)$/.test(error.code)) return 0;
    throw error;
  }
}

/**
 * Makes a ruleset: what is denied to a program that is launched with it, but for the exceptions. Needs no privilege.
 *
 * @param rules - {@link LandlockRules}: `{ fs: [{ path: '/usr', access: ['execute', 'read_file', 'read_dir'] }] }`
 * @param options.bestEffort - leave out what this kernel's Landlock does not know, and report it as `dropped`; false: an error
 * @returns the descriptor (the caller's), the kernel's version, and what was left out
 * @throws InvalidAttrError for what cannot be meant, and for a right that this kernel does not know, naming the version that
 *   does. SyscallError for a path that cannot be opened, and ENOSYS or EOPNOTSUPP where there is no Landlock, also with
 *   `bestEffort`: see {@link landlockABI}. No descriptor stays open then.
 */
export function landlockRuleset(
  rules: LandlockRules,
  options: { readonly bestEffort?: boolean } = {},
): LandlockRuleset {
  const { bestEffort = false } = record({ bestEffort: boolean }, { prefix: false })(options, 'options');
  const asked = readRules(rules);
  const abi = landlockVersion();
  const { known, dropped } = fit(asked, abi, bestEffort);
  const { fs, net, scope } = known.handled;
  const attr = { handledAccessFs: fs, handledAccessNet: net, scoped: scope };
  if (fs === 0 && net === 0 && scope === 0)
    throw new InvalidAttrError('rules', `nothing is left of them: this kernel has Landlock ABI ${abi}`);
  const fd = landlockCreateRuleset(encodeLandlockRuleset(attr));
  try {
    for (const rule of known.fs) addPath(fd, rule);
    for (const rule of known.net) addPort(fd, rule);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return { fd, abi, dropped };
}

const O_PATH = 0o10000000; // open(2); node:fs has no name for it
const PATH_BENEATH = 1;
const NET_PORT = 2;

/** Opened with O_PATH: nothing is read, a FIFO or a device does not notice, and it needs only the way to it. */
function addPath(ruleset: number, { path, access, place }: FsRule): void {
  const fd = typeof path === 'string' ? openPath(path) : path.fd;
  try {
    const result = landlockAddRule(ruleset, PATH_BENEATH, encodeLandlockPathBeneath(access, fd));
    if (result < 0) throw refused(result, place, path);
  } finally {
    if (typeof path === 'string') closeSync(fd);
  }
}

function openPath(path: string): number {
  try {
    return openSync(path, O_PATH); // O_CLOEXEC is Node's own addition
  } catch (error) {
    throw new SyscallError('open', (error as NodeJS.ErrnoException).errno ?? -5, { path });
  }
}

/** landlock_add_rule(2), ERRORS. */
const causes: Readonly<Record<string, string>> = {
  EINVAL:
    'it is no directory, and only execute, write_file, read_file, truncate and ioctl_dev are rights to a file; ' +
    'leave the others out, or name the directory',
  EBADF: 'the descriptor is not open in this process; open it first (O_PATH is enough)',
  EBADFD: 'it is on a file system that has no files of its own (a pipe, a socket, nsfs); no rule can be made for it',
};

function refused(result: number, place: string, path: string | { readonly fd: number }): SyscallError {
  const hint = causes[new SyscallError('landlock_add_rule', result).code];
  return new SyscallError('landlock_add_rule', result, {
    ...(typeof path === 'string' && { path }),
    hint: `${place}: ${hint ?? 'the kernel refuses the rule'}`,
  });
}

function addPort(ruleset: number, { port, access }: NetRule): void {
  const result = landlockAddRule(ruleset, NET_PORT, encodeLandlockNetPort(access, port));
  if (result < 0) throw new SyscallError('landlock_add_rule', result);
}
