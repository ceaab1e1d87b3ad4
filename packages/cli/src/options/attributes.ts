import {
  CLONE_NEWCGROUP,
  CLONE_NEWIPC,
  CLONE_NEWNET,
  CLONE_NEWNS,
  CLONE_NEWPID,
  CLONE_NEWTIME,
  CLONE_NEWUSER,
  CLONE_NEWUTS,
  type ProcAttr,
  signalName,
  type SysProcAttr,
} from '@forkexec/attrs';
import type { Ask, Namespace } from '../ask.js';
import { ownsGroup } from '../supervise/ask.js';
import { credential } from './credential.js';
import { environment } from './environment.js';
import { type IdMaps, idMaps, makesUser } from './id-maps.js';
import { privileges } from './privileges.js';

const flagOf: Readonly<Record<Namespace, number>> = {
  user: CLONE_NEWUSER,
  mount: CLONE_NEWNS,
  pid: CLONE_NEWPID,
  net: CLONE_NEWNET,
  ipc: CLONE_NEWIPC,
  uts: CLONE_NEWUTS,
  cgroup: CLONE_NEWCGROUP,
  time: CLONE_NEWTIME,
};

/** `--unshare-all`: not time, which bwrap(1) leaves too, and which takes a copy of our memory before Linux 6.3. */
const all = (Object.keys(flagOf) as Namespace[]).filter((name) => name !== 'time');

/**
 * The attributes that a command line asks for.
 * @throws Failure for ids that have no name inside the user namespace.
 */
export function attributes(ask: Ask): ProcAttr {
  const env = environment(ask);
  return {
    files: files(ask.preserveFds),
    ...(ask.wd !== undefined && { dir: ask.wd }),
    ...(env && { env }),
    sys: system(ask),
  };
}

/** Each in its own place, those between closed. */
function files(preserved: readonly number[]): number[] {
  const highest = Math.max(2, ...preserved);
  return Array.from({ length: highest + 1 }, (_, fd) => (fd < 3 || preserved.includes(fd) ? fd : -1));
}

function process(ask: Ask): SysProcAttr {
  const ignored = [...ask.dispositions].flatMap(([signal, what]) => (what === 'ignore' ? [signal] : []));
  return {
    ...(ask.propagation !== undefined && { propagation: ask.propagation }),
    ...(ask.noctty && { noctty: true }),
    ...(ask.pgid !== undefined && { setpgid: true, ...(ask.pgid > 0 && { pgid: ask.pgid }) }),
    ...(ask.nice !== undefined && { nice: ask.nice }),
    ...(ask.umask !== undefined && { umask: ask.umask }),
    ...(ignored.length > 0 && { ignoreSignals: inOrder(ignored) }),
    ...(ask.blocked.size > 0 && { blockSignals: inOrder([...ask.blocked]) }),
  };
}

const inOrder = (numbers: readonly number[]): string[] => numbers.toSorted((a, b) => a - b).map(signalName);

function system(ask: Ask): SysProcAttr {
  const maps = idMaps(ask);
  const identity = credential(ask, maps);
  const pdeathsig = ask.dieWithParent ? 'SIGKILL' : ask.pdeathsig;
  return {
    ...namespaces(ask, maps),
    ...(maps.users.length > 0 && { uidMappings: maps.users }),
    ...(maps.groups.length > 0 && { gidMappings: maps.groups }),
    ...(ask.setgroups === 'allow' && { gidMappingsEnableSetgroups: true }),
    ...(ask.root !== undefined && { chroot: ask.root }),
    ...(ask.mountProc !== undefined && { mountProc: ask.mountProc }),
    ...(ask.hostname !== undefined && { hostname: ask.hostname }),
    ...(identity && { credential: identity }),
    ...(ask.noNewPrivs && { noNewPrivs: true }),
    ...((ask.setsid || ask.ctty) && { setsid: true }),
    ...(ownsGroup(ask.supervision) && !ask.setsid && !ask.ctty && { setpgid: true }),
    ...(ask.foregroundGroup && { foreground: true }),
    ...(ask.supervision.init && { init: true }),
    ...(ask.ctty && { setctty: true, ctty: 0 }),
    ...(pdeathsig !== undefined && { pdeathsig }),
    ...(ask.cgroup !== undefined && { cgroup: ask.cgroup }),
    ...(ask.timeOffsets !== undefined && { timeOffsets: ask.timeOffsets }),
    ...(ask.rlimits.size > 0 && { rlimits: Object.fromEntries(ask.rlimits) }),
    ...privileges(ask, { newUser: makesUser(ask) }),
    ...process(ask),
  };
}

/** The mount namespace by unshare, which makes its mounts private; the others, pid above all, by the clone. */
function namespaces(ask: Ask, maps: IdMaps): Pick<SysProcAttr, 'cloneflags' | 'unshareflags'> {
  const wanted = new Set(ask.unshareAll ? [...all, ...ask.namespaces] : ask.namespaces);
  if (ask.shareNet) wanted.delete('net');
  if (maps.users.length + maps.groups.length > 0) wanted.add('user');
  if (ask.mountProc !== undefined || ask.propagation !== undefined) wanted.add('mount');
  if (ask.hostname !== undefined) wanted.add('uts');
  if (ask.timeOffsets !== undefined) wanted.add('time');
  if (ask.supervision.init) wanted.add('pid');
  const unshareflags = wanted.delete('mount') ? CLONE_NEWNS : 0;
  const cloneflags = [...wanted].reduce((flags, name) => flags | flagOf[name], 0);
  return { ...(cloneflags !== 0 && { cloneflags }), ...(unshareflags !== 0 && { unshareflags }) };
}
