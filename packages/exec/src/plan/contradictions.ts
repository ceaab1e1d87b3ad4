/**
 * Attributes that cannot be meant together: what the kernel is certain to refuse, and what would do nothing. What depends
 * on the machine or on privileges is left to the kernel, whose answer names the step.
 */
import { CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWTIME, CLONE_NEWUSER, CLONE_NEWUTS } from '@forkexec/attrs';
import { InvalidAttrError } from '../errors.js';
import type { Given } from './asked.js';
import { hasHeir } from './namespaces.js';

interface Contradiction {
  /** The field to blame. */
  readonly path: string;
  readonly when: (asked: Given) => boolean;
  readonly problem: string;
}

const inEither = (asked: Given, flag: number): boolean => ((asked.cloneflags | asked.unshareflags) & flag) !== 0;
const mapsGroups = (asked: Given): boolean => asked.gidMappings !== undefined || asked.idMap.length > 0;
const closed = (asked: Given, fd: number): boolean => (asked.files[fd] ?? -1) === -1;

const isDropped = (asked: Given, cap: number): boolean => asked.boundingCaps?.includes(cap) === false;

const table: readonly Contradiction[] = [
  {
    path: 'init',
    when: (a) => a.init && (a.cloneflags & CLONE_NEWPID) === 0,
    problem: 'needs CLONE_NEWPID in cloneflags: it is process 1 of that namespace',
  },
  {
    path: 'init',
    when: (a) => a.init && hasHeir(a),
    problem: 'cannot be set together with a new time namespace before Linux 6.3, where only a fork gets into that',
  },
  {
    path: 'init',
    when: (a) => a.init && a.ptrace,
    problem: 'cannot be set together with ptrace: the program is a child of the init, not of this process',
  },
  {
    path: 'setctty',
    when: (a) => a.setctty && a.foreground,
    problem: 'cannot be set together with foreground, for which ctty is a descriptor of the parent',
  },
  {
    path: 'setctty',
    when: (a) => a.setctty && !a.setsid,
    problem: 'needs setsid: only the leader of a session can get a controlling terminal, ioctl_tty(2)',
  },
  {
    path: 'ctty',
    when: (a) => a.setctty && closed(a, a.ctty),
    problem: 'expected a descriptor of the child, one that files leaves open',
  },
  {
    path: 'ctty',
    when: (a) => a.ctty !== 0 && !a.setctty && !a.foreground,
    problem: 'does nothing without setctty or foreground',
  },
  {
    path: 'noctty',
    when: (a) => a.noctty && a.setctty,
    problem: 'cannot be set together with setctty',
  },
  {
    path: 'noctty',
    when: (a) => a.noctty && a.setsid,
    problem: 'cannot be set together with setsid: a new session has no terminal to give up (ENOTTY)',
  },
  {
    path: 'noctty',
    when: (a) => a.noctty && closed(a, 0),
    problem: 'needs the terminal as descriptor 0, which files leaves closed',
  },
  {
    path: 'setpgid',
    when: (a) => a.setpgid && a.setsid,
    problem: 'cannot be set together with setsid: the leader of a session cannot change its group, setpgid(2)',
  },
  {
    path: 'foreground',
    when: (a) => a.foreground && a.setsid,
    problem: 'cannot be set together with setsid: a new session has no terminal yet, and it implies setpgid',
  },
  {
    path: 'pgid',
    when: (a) => a.pgid !== 0 && !a.setpgid && !a.foreground,
    problem: 'does nothing without setpgid or foreground',
  },
  {
    path: 'unshareflags',
    when: (a) => (a.cloneflags & a.unshareflags & CLONE_NEWUSER) !== 0,
    problem: 'CLONE_NEWUSER is in cloneflags already: whose id maps are meant',
  },
  {
    path: 'uidMappings',
    when: (a) => a.uidMappings !== undefined && !inEither(a, CLONE_NEWUSER),
    problem: 'needs CLONE_NEWUSER in cloneflags or unshareflags',
  },
  {
    path: 'gidMappings',
    when: (a) => a.gidMappings !== undefined && !inEither(a, CLONE_NEWUSER),
    problem: 'needs CLONE_NEWUSER in cloneflags or unshareflags',
  },
  {
    path: 'idMap',
    when: (a) => a.idMap.length > 0 && (a.uidMappings !== undefined || a.gidMappings !== undefined),
    problem: 'cannot be set together with uidMappings or gidMappings: it stands for both',
  },
  {
    path: 'idMap',
    when: (a) => a.idMap.length > 0 && !inEither(a, CLONE_NEWUSER),
    problem: 'needs CLONE_NEWUSER in cloneflags or unshareflags',
  },
  {
    path: 'gidMappingsEnableSetgroups',
    when: (a) => a.gidMappingsEnableSetgroups && !mapsGroups(a),
    problem: 'does nothing without gidMappings or idMap',
  },
  {
    path: 'credential.groups',
    when: (a) => a.credential !== undefined && a.credential.noSetGroups && a.credential.groups.length > 0,
    problem: 'cannot be set together with noSetGroups',
  },
  {
    path: 'credential.groups',
    when: (a) =>
      a.credential !== undefined && a.credential.groups.length > 0 && mapsGroups(a) && !a.gidMappingsEnableSetgroups,
    problem: 'needs gidMappingsEnableSetgroups: setgroups is denied in the new user namespace (EPERM)',
  },
  {
    path: 'credential.initGroups',
    when: (a) => a.credential?.initGroups === true && a.credential.groups.length > 0,
    problem: 'cannot be set together with groups: it sets those of the database',
  },
  {
    path: 'credential.initGroups',
    when: (a) => a.credential?.initGroups === true && a.credential.noSetGroups,
    problem: 'cannot be set together with noSetGroups',
  },
  {
    path: 'credential.initGroups',
    when: (a) => a.credential?.initGroups === true && mapsGroups(a) && !a.gidMappingsEnableSetgroups,
    problem: 'needs gidMappingsEnableSetgroups: setgroups is denied in the new user namespace (EPERM)',
  },
  {
    path: 'hostname',
    when: (a) => a.hostname !== undefined && !inEither(a, CLONE_NEWUTS),
    problem: "needs CLONE_NEWUTS in cloneflags or unshareflags: it would be the whole machine's",
  },
  {
    path: 'mountProc',
    when: (a) => a.mountProc !== undefined && !inEither(a, CLONE_NEWNS),
    problem: 'needs CLONE_NEWNS in cloneflags or unshareflags: everybody would see the mount',
  },
  {
    path: 'propagation',
    when: (a) => a.propagation !== undefined && !inEither(a, CLONE_NEWNS),
    problem: "needs CLONE_NEWNS in cloneflags or unshareflags: it would be the whole machine's mounts",
  },
  {
    path: 'inheritableCaps',
    when: (a) => a.inheritableCaps?.some((cap) => isDropped(a, cap)) === true,
    problem: 'has a capability that boundingCaps leaves out: it could not become inheritable, capabilities(7)',
  },
  {
    path: 'ambientCaps',
    when: (a) => a.ambientCaps.some((cap) => isDropped(a, cap)),
    problem: 'has a capability that boundingCaps leaves out: it could not become inheritable, capabilities(7)',
  },
  {
    path: 'ambientCaps',
    when: (a) => a.ambientCaps.length > 0 && a.securebits.set?.includes('no_cap_ambient_raise') === true,
    problem: 'cannot be raised where securebits sets no_cap_ambient_raise',
  },
  {
    path: 'securebits.clear',
    when: (a) => a.securebits.clear?.some((bit) => a.securebits.set?.includes(bit)) === true,
    problem: 'has a bit that set has too',
  },
  {
    path: 'ptrace',
    when: (a) => a.ptrace && inEither(a, CLONE_NEWTIME) && a.caller.execEntersTime !== true,
    problem: 'cannot be set together with CLONE_NEWTIME before Linux 6.3, where another process becomes the program',
  },
  {
    path: 'timeOffsets',
    when: (a) => a.timeOffsets !== undefined && !inEither(a, CLONE_NEWTIME),
    problem: 'needs CLONE_NEWTIME in cloneflags or unshareflags',
  },
  {
    path: 'cgroup',
    when: (a) => a.cgroup !== undefined && a.useCgroupFD,
    problem: 'cannot be set together with useCgroupFD: which one is meant',
  },
  {
    path: 'cgroupFD',
    when: (a) => a.useCgroupFD && a.cgroupFD === undefined,
    problem: 'expected the descriptor of a cgroup directory, since useCgroupFD is set',
  },
  {
    path: 'cgroupFD',
    when: (a) => !a.useCgroupFD && a.cgroupFD !== undefined && a.cgroupFD !== 0,
    problem: 'does nothing without useCgroupFD',
  },
  {
    path: 'landlockFD',
    when: (a) => a.useLandlock && a.landlockFD === undefined,
    problem: 'expected the descriptor of a Landlock ruleset, since useLandlock is set',
  },
  {
    path: 'landlockFD',
    when: (a) => !a.useLandlock && a.landlockFD !== undefined && a.landlockFD !== 0,
    problem: 'does nothing without useLandlock',
  },
  {
    path: 'landlockFlags',
    when: (a) => !a.useLandlock && a.landlockFlags !== 0,
    problem: 'does nothing without useLandlock',
  },
];

/** Throws for the first contradiction. Go's zero values (false, 0, no groups) ask for nothing and contradict nothing. */
export function refuseContradictions(asked: Given): void {
  const found = table.find(({ when }) => when(asked));
  if (found) throw new InvalidAttrError(found.path, found.problem);
}
