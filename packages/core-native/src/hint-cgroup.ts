/** Starting in a cgroup: clone3(2) CLONE_INTO_CGROUP, cgroups(7) `cgroup.procs`. */
import { word } from './format-text.js';
import { namespaceRules } from './hint-namespaces.js';
import { tooManyProcesses } from './hint-causes.js';
import type { Rules } from './hint-rules.js';
import type { Scene } from './hint-scene.js';

/** The directory by its name, where this process can still tell. */
function directory({ failure, machine }: Scene): string {
  const { step, plan } = failure;
  const fd = step?.op === 'joinCgroup' ? step.fd : plan.clone.cgroupFd;
  const path = machine.readLink(`/proc/self/fd/${fd}`);
  return path === undefined ? `descriptor ${fd}` : word(path);
}

const entering = {
  EBUSY: (scene: Scene) =>
    `${directory(scene)} gives controllers to its children (cgroup.subtree_control), so it takes no processes itself; use a child of it`,
  EACCES: (scene: Scene) =>
    `cgroup.procs of ${directory(scene)}, or of the nearest cgroup above both it and this process's own, is not writable; ` +
    'have the subtree that holds both delegated (systemd: Delegate=yes)',
  EAGAIN: (scene: Scene) => {
    const max = scene.machine.read(`${directory(scene)}/pids.max`)?.trim();
    return max === undefined || max === 'max'
      ? tooManyProcesses(scene)
      : `pids.max of ${directory(scene)} (${max}) may be reached; end some processes or raise it`;
  },
  'ENODEV ENOENT': (scene: Scene) =>
    directory(scene).includes('(deleted)')
      ? `the cgroup ${directory(scene)} was removed; make a new one`
      : `${directory(scene)} is not the directory of a cgroup; open one below /sys/fs/cgroup`,
  EOPNOTSUPP: (scene: Scene) =>
    `${directory(scene)} may be threaded or in an invalid state (cgroup.type); use one whose type is domain`,
  'EBADF ENOTDIR': (scene: Scene) =>
    scene.machine.isOpen(scene.failure.plan.clone.cgroupFd ?? -1)
      ? `${directory(scene)} is not the directory of a cgroup; open one below /sys/fs/cgroup`
      : `${directory(scene)} is not open in this process`,
};

export const cgroupRules: Rules = {
  joinCgroup: {
    ...entering,
    EPERM: entering.EACCES,
    ENOSPC: 'a version 1 cpuset takes no process before cpuset.cpus and cpuset.mems are set; write those first',
    EROFS: 'the cgroup file system is mounted read-only, as in containers; have it mounted writable',
  },
  clone3: { ...entering, ...without(namespaceRules.clone3, 'EAGAIN') },
};

/** The rows for the clone itself, where a cgroup has nothing to say. */
function without<T extends object>(rows: T | undefined, ...codes: string[]): T {
  return Object.fromEntries(Object.entries(rows ?? {}).filter(([code]) => !codes.includes(code))) as T;
}
