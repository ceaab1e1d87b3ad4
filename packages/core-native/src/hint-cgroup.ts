/** Starting in a cgroup: clone3(2) CLONE_INTO_CGROUP, cgroups(7) `cgroup.procs`. */
import { word } from './format-text.js';
import { namespaceRules } from './hint-namespaces.js';
import { tooManyDescriptors, tooManyProcesses } from './hint-causes.js';
import type { Failure } from './hint.js';
import type { Rules } from './hint-rules.js';
import type { Scene } from './hint-scene.js';

function descriptor({ step, plan }: Failure): number {
  return (step?.op === 'joinCgroup' ? step.fd : plan.clone.cgroupFd) ?? -1;
}

/** Its name, where this process can still tell. */
function pathOf({ failure, machine }: Scene): string | undefined {
  return failure.plan.clone.cgroupPath ?? machine.readLink(`/proc/self/fd/${descriptor(failure)}`);
}

function directory(scene: Scene): string {
  const path = pathOf(scene);
  return path === undefined ? `descriptor ${descriptor(scene.failure)}` : word(path);
}

const entering = {
  EBUSY: (scene: Scene) =>
    `${directory(scene)} gives controllers to its children (cgroup.subtree_control) and so takes no processes itself; ` +
    'use a child of it',
  EACCES: (scene: Scene) =>
    `${directory(scene)}, or the nearest cgroup above it and this process's own, is not writable; ` +
    'have the subtree that holds both delegated (systemd: Delegate=yes)',
  EAGAIN: (scene: Scene) => {
    const max = scene.value(`${pathOf(scene)}/pids.max`);
    return max === undefined || max === 'max'
      ? tooManyProcesses(scene)
      : `pids.max of ${directory(scene)} (${max}) may be reached; end some processes or raise it`;
  },
  'ENODEV ENOENT': (scene: Scene) =>
    pathOf(scene)?.endsWith(' (deleted)')
      ? `the cgroup ${directory(scene)} was removed; make a new one`
      : `${directory(scene)} is not the directory of a cgroup; open one below /sys/fs/cgroup`,
  EOPNOTSUPP: (scene: Scene) =>
    `${directory(scene)} may be threaded or in an invalid state (cgroup.type); use one whose type is domain`,
  'EBADF ENOTDIR': (scene: Scene) =>
    scene.failure.plan.clone.cgroupPath !== undefined || scene.machine.isOpen(descriptor(scene.failure))
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
  // Of the directory, by its path.
  open: {
    ENOENT: (scene: Scene) => `there is no cgroup ${directory(scene)}; make it (mkdir)`,
    ENOTDIR: entering['EBADF ENOTDIR'],
    'EMFILE ENFILE': tooManyDescriptors,
  },
  // What the clone itself says stands behind what a cgroup says.
  clone3: { ...entering, ...namespaceRules.clone3, EAGAIN: entering.EAGAIN },
};
