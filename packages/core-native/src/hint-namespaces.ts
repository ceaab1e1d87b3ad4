/** Making namespaces: clone(2), unshare(2), namespaces(7), user_namespaces(7). */
import { filter, noMemory, obstacle, tooManyDescriptors, tooManyProcesses } from './hint-causes.js';
import { contains, idMap, isOutermost } from './hint-id-maps.js';
import { enumerate, type Rules } from './hint-rules.js';
import { CAP, NEWCGROUP, NEWIPC, NEWNET, NEWNS, NEWPID, NEWUSER, NEWUTS, type Scene } from './hint-scene.js';

const NEWTIME = 0x80;

/** The name is that of the file in /proc/self/ns and in user.max_<name>_namespaces. */
const kinds = [
  { flag: NEWUSER, word: 'user', name: 'user', config: 'CONFIG_USER_NS' },
  { flag: NEWNS, word: 'mount', name: 'mnt', config: 'CONFIG_NAMESPACES' },
  { flag: NEWPID, word: 'pid', name: 'pid', config: 'CONFIG_PID_NS' },
  { flag: NEWNET, word: 'net', name: 'net', config: 'CONFIG_NET_NS' },
  { flag: NEWUTS, word: 'uts', name: 'uts', config: 'CONFIG_UTS_NS' },
  { flag: NEWIPC, word: 'ipc', name: 'ipc', config: 'CONFIG_IPC_NS' },
  { flag: NEWCGROUP, word: 'cgroup', name: 'cgroup', config: 'CONFIG_CGROUPS, Linux 4.6' },
  { flag: NEWTIME, word: 'time', name: 'time', config: 'CONFIG_TIME_NS, Linux 5.6' },
];

/** The kinds that the call that failed was to make. */
function asked({ failure: { step, plan } }: Scene) {
  const flags = step?.op === 'unshare' ? step.flags : plan.clone.flags;
  return kinds.filter(({ flag }) => (flags & flag) !== 0);
}

function forbidden(scene: Scene): string | undefined {
  const flags = asked(scene);
  if (flags.some(({ flag }) => flag === NEWUSER)) return noUserNamespace(scene);
  if (flags.length > 0 && scene.lacks(CAP.sysAdmin)) {
    const words = enumerate(flags.map(({ word }) => word));
    return `new ${words} namespaces need CAP_SYS_ADMIN; make a user namespace as well (CLONE_NEWUSER, -U), or run as root`;
  }
  return obstacle(scene);
}

function noUserNamespace(scene: Scene): string | undefined {
  const { machine } = scene;
  // Debian's patch asks for CAP_SYS_ADMIN outside of all user namespaces.
  const privileged = scene.has(CAP.sysAdmin) !== false && isOutermost(machine);
  if (scene.sysctl('kernel.unprivileged_userns_clone') === '0' && !privileged) {
    return 'kernel.unprivileged_userns_clone is 0; set it to 1 (sysctl, as root), or run as root';
  }
  if (isChrooted(scene)) return 'a process in a chroot may not make user namespaces; start it outside of the chroot';
  if (!contains(idMap(machine, 'uid'), machine.euid) || !contains(idMap(machine, 'gid'), machine.egid)) {
    return "this process's own ids have no mapping in its user namespace; map them there first";
  }
  return obstacle(scene);
}

/** By an earlier step, or from before: then no mount is at `/`, unless the chroot led to a mount point. */
export function isChrooted(scene: Scene): boolean {
  const mounts = scene.mounts();
  return scene.done('chroot').length > 0 || (mounts.length > 0 && !mounts.some(({ point }) => point === '/'));
}

function tooMany(scene: Scene): string {
  const names = asked(scene).map(({ name }) => `user.max_${name}_namespaces`);
  const zero = names.filter((name) => scene.sysctl(name) === '0');
  if (zero.length === 1) return `${zero[0]} is 0; raise it (sysctl, as root)`;
  if (zero.length > 1) return `${enumerate(zero)} are 0; raise them (sysctl, as root)`;
  const limits = names.map((name) => `${name} (${scene.sysctl(name) ?? 'unknown'})`);
  return `too many namespaces may exist for ${enumerate(limits)}, or nest deeper than 32; end some or raise the limit`;
}

function unknown(scene: Scene): string | undefined {
  const flags = asked(scene);
  if (flags.length === 0) return undefined;
  const known = (name: string) => typeof scene.machine.stat(`/proc/self/ns/${name}`) !== 'string';
  const missing = flags.find(({ name }) => known('mnt') && !known(name));
  if (missing) return `this kernel has no ${missing.word} namespaces; it needs ${missing.config}`;
  return 'an emulator or a sandboxed kernel (qemu-user, gVisor) may not know these namespaces; try it without them';
}

/** pid_namespaces(7): once the first process of a pid namespace is gone, no other can start in it. */
function noInit({ machine }: Scene): string | undefined {
  const own = machine.readLink('/proc/self/ns/pid');
  const next = machine.readLink('/proc/self/ns/pid_for_children');
  if (own === undefined || next === undefined || own === next) return undefined;
  return 'this process has unshared its pid namespace, and the first process in there may have ended; start anew outside';
}

const making = {
  'EPERM EACCES': forbidden,
  'ENOSPC EUSERS': tooMany,
  EINVAL: unknown,
  EAGAIN: tooManyProcesses,
  EMFILE: tooManyDescriptors, // for the pidfd
  ENOMEM: (scene: Scene) => noInit(scene) ?? noMemory(scene),
};

function tooOld(scene: Scene, call: string, since: string): string {
  const here = scene.sysctl('kernel.osrelease') ?? 'older';
  return filter(scene) ?? `${call} came with Linux ${since}, and this is ${here}; use a later one`;
}

export const namespaceRules: Rules = {
  clone: making,
  clone3: making,
  unshare: making,
  pthread_create: { EAGAIN: tooManyProcesses },
  pipe2: { EMFILE: tooManyDescriptors },
  eventfd2: { 'EMFILE ENFILE': tooManyDescriptors },
  epoll_create1: { 'EMFILE ENFILE': tooManyDescriptors },
  malloc: { ENOMEM: noMemory },
  mmap: { ENOMEM: noMemory },
  pidfd_open: { EMFILE: tooManyDescriptors, ENOSYS: (scene) => tooOld(scene, 'pidfd_open(2)', '5.3') },
  waitid: { 'EINVAL ENOSYS EPERM': (scene) => tooOld(scene, 'waitid(2) for a pidfd', '5.4') },
  epoll_ctl: { ENOSPC: 'fs.epoll.max_user_watches is reached; raise it (sysctl, as root)' },
  sched_setattr: {
    EPERM:
      'the thread that launches was started from one with a lower priority than this thread has, and to go up takes ' +
      'CAP_SYS_NICE or RLIMIT_NICE; start the first process from the thread with the highest priority, or let workers lower theirs later',
  },
  fcntl: {
    'EMFILE EINVAL': (scene) =>
      `a descriptor of the plan is too near to RLIMIT_NOFILE (${scene.limit(7)?.soft ?? 'unknown'}); raise it`,
  },
};
