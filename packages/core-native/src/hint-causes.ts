/** Causes that more than one op has: what a container, a distribution or a limit puts in the way. */
import { word } from './format-text.js';
import { CAP, NEWUSER, type Scene } from './hint-scene.js';

/** What may refuse a call beside the kernel's own rules, the likeliest first. */
export function obstacle(scene: Scene): string | undefined {
  const { code, step } = scene.failure;
  // Filters mostly say EPERM, AppArmor mostly EACCES; and one who could make a user namespace got past the filter.
  if (code === 'EACCES') return restricted(scene) ?? confined(scene) ?? filter(scene);
  if (step && scene.makes(NEWUSER)) return restricted(scene) ?? filter(scene) ?? confined(scene);
  return filter(scene) ?? restricted(scene) ?? confined(scene);
}

/** seccomp(2): which calls a filter refuses cannot be asked. */
export function filter(scene: Scene): string | undefined {
  if (!scene.filtered) return undefined;
  return (
    `a seccomp filter, as containers have one, may refuse ${scene.failure.syscall}; ` +
    'allow it there (docker: --security-opt seccomp=unconfined)'
  );
}

/**
 * Ubuntu since 23.10: an unconfined program without CAP_SYS_ADMIN may make a user namespace but gets no capability in it,
 * or may not even make it (apparmor.d(5), "userns").
 */
function restricted(scene: Scene): string | undefined {
  const sysctl = 'kernel.apparmor_restrict_unprivileged_userns';
  if (!scene.makes(NEWUSER) || scene.sysctl(sysctl) !== '1' || scene.has(CAP.sysAdmin) !== false) return undefined;
  return (
    `AppArmor may refuse it, for ${sysctl} is 1; ` +
    `give ${word(process.execPath)} an AppArmor profile with "userns,", or set that to 0 (sysctl, as root)`
  );
}

/** The label of this process, as container runtimes and distributions give one. */
function confined(scene: Scene): string | undefined {
  const label = scene.machine.read('/proc/self/attr/apparmor/current')?.replaceAll('\0', '').trim();
  if (label === undefined || label === '' || /^unconfined\b/.test(label)) return undefined;
  return `AppArmor may refuse it, for it confines this process as ${word(label)}; allow it in that profile`;
}

/** fork(2), EAGAIN: limits on processes and threads, of the user and of the cgroup. */
export function tooManyProcesses(scene: Scene): string {
  const full = fullCgroup(scene);
  if (full !== undefined) return full;
  const nproc = scene.limit(6);
  const user = nproc === undefined || nproc.soft === 'unlimited' ? '' : `RLIMIT_NPROC (${nproc.soft}), `;
  return `a limit on processes may be reached: ${user}pids.max of a cgroup, or kernel.threads-max; end some or raise it`;
}

/** The own cgroup or one above it, version 2 or 1, that may hold no more processes. */
function fullCgroup(scene: Scene): string | undefined {
  const lines = scene.machine.read('/proc/self/cgroup')?.split('\n') ?? [];
  for (const line of lines) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (path === undefined || (controllers !== '' && !controllers!.split(',').includes('pids'))) continue;
    const root = controllers === '' ? '/sys/fs/cgroup' : '/sys/fs/cgroup/pids';
    for (let at = path; at.startsWith('/') && at !== '/'; at = at.slice(0, at.lastIndexOf('/')) || '/') {
      const max = scene.value(`${root}${at}/pids.max`);
      const now = scene.value(`${root}${at}/pids.current`);
      if (max !== undefined && now !== undefined && Number(now) >= Number(max)) {
        return `pids.max of the cgroup ${word(at)} is ${max}, and ${now} are there; end some or raise it`;
      }
    }
  }
  return undefined;
}

/** getrlimit(2) RLIMIT_NOFILE. */
export function tooManyDescriptors(scene: Scene): string {
  const limit = scene.limit(7);
  return `this process has as many descriptors as RLIMIT_NOFILE allows${limit ? ` (${limit.soft})` : ''}; close some or raise it`;
}

/** getrlimit(2) RLIMIT_AS; nothing is known of a machine that has no memory left. */
export function noMemory(scene: Scene): string | undefined {
  const limit = scene.limit(9);
  if (limit === undefined || limit.soft === 'unlimited') return undefined;
  return `RLIMIT_AS (${limit.soft} bytes) may be reached by this process; raise it`;
}

/** Every file of /proc that a launch writes to or reads is missing then. */
export function noProc(scene: Scene): string | undefined {
  if (typeof scene.machine.stat('/proc/self') !== 'string') return undefined;
  return 'no proc is mounted on /proc; mount it (mount -t proc proc /proc)';
}
