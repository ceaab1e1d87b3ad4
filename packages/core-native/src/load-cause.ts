/** Why an addon that is there is not loaded, or does not load: what kind of file it is, its mount, what forbids it. */
import { isBelow } from './hint-paths.js';
import { thisMachine } from './hint-machine.js';
import { readMounts } from './hint-scene.js';
import { AGAIN } from './load-file.js';
import { type Obstacle, PERMISSIONS } from './load-places.js';

/** @param error - what dlopen(3) or the runtime said */
export function refusal(file: string, error: unknown): Obstacle {
  const said = error instanceof Error ? error.message : String(error);
  const { code } = error as NodeJS.ErrnoException;
  const cause =
    code === 'ERR_DLOPEN_DISABLED' || /NotCapable|allow-ffi/.test(`${(error as Error).name} ${said}`)
      ? { found: 'may not be loaded', hint: `allow it: ${PERMISSIONS}; node also without --no-addons` }
      : (unmappable(file, said) ?? foreign(said));
  return { found: `${cause.found} (${said.replace(/\s+/g, ' ').trim()})`, hint: cause.hint };
}

/** mmap(2), ERRORS: EPERM for PROT_EXEC on a file system that is mounted noexec; a filter or a policy may say the same. */
function unmappable(file: string, said: string): Obstacle | undefined {
  if (!/failed to map|cannot (?:enable|make)|not permitted|permission denied/i.test(said)) return undefined;
  const real = thisMachine.realPath(file) ?? file;
  const above = readMounts(thisMachine).filter(({ point }) => isBelow(real, point));
  const mount = above.toSorted((a, b) => a.point.length - b.point.length).at(-1);
  if (mount?.options.includes('noexec')) {
    return {
      found: `is on ${mount.point}, which is mounted noexec`,
      hint: `install the package on another file system, or as root: mount -o remount,exec ${mount.point}`,
    };
  }
  const filtered = /^Seccomp:\s*2$/m.test(thisMachine.read('/proc/self/status') ?? '');
  const who = filtered ? 'the seccomp filter of this process' : 'a policy of this machine (SELinux, fapolicyd)';
  const hint = filtered
    ? 'let the filter allow mmap and mprotect with PROT_EXEC (docker: --security-opt seccomp=unconfined shows whether it is that)'
    : 'ausearch -m avc or journalctl names the policy: allow this file there';
  return { found: `may not be mapped as code, perhaps by ${who}`, hint };
}

/** A C library or a runtime that lacks a name. */
function foreign(said: string): Obstacle {
  const [, name] = /(?:undefined symbol: ?|symbol not found: ?|relocating .*: )(\w+)/i.exec(said) ?? [];
  if (name?.startsWith('napi_') === true) {
    return { found: `needs ${name}, which this runtime does not have`, hint: 'use Node 20.19 or later, Bun, or Deno' };
  }
  if (name !== undefined) return { found: `needs ${name}, which no library here has`, hint: 'use glibc or musl' };
  return { found: 'does not load', hint: `${AGAIN}; if that does not help, report it with this message` };
}
