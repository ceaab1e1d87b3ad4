/** Namespaces, each made directly or else inside of a user namespace: namespaces(7). */
import { hostname, release } from 'node:os';
import {
  CLONE_NEWCGROUP,
  CLONE_NEWIPC,
  CLONE_NEWNET,
  CLONE_NEWNS,
  CLONE_NEWPID,
  CLONE_NEWTIME,
  CLONE_NEWUSER,
  CLONE_NEWUTS,
} from '@forkexec/attrs';
import type { Step } from '@forkexec/core-native';
import { attempt, write } from './attempt.js';
import { execEntersTime } from '../plan/caller.js';
import { fails, type Feature, outcome, works } from './feature.js';
import { readProc } from './proc.js';

/** linux/mount.h */
const MS_NOSUID = 2;
const MS_NODEV = 4;
const MS_NOEXEC = 8;
const MS_REC = 0x4000;
const MS_PRIVATE = 0x40000;

const privateMounts: Step = {
  op: 'mount',
  source: 'none',
  target: '/',
  type: null,
  flags: MS_REC | MS_PRIVATE,
  data: null,
};

const freshProc: Step = {
  op: 'mount',
  source: 'proc',
  target: '/proc',
  type: 'proc',
  flags: MS_NOSUID | MS_NODEV | MS_NOEXEC,
  data: null,
};

interface Kind {
  readonly name: string;
  readonly title: string;
  readonly flags: number;
  /** What being allowed to make it is good for: a namespace that gives no rights (AppArmor's way) is none. */
  readonly use: () => readonly Step[];
}

const nothing = () => [];
const kinds: readonly Kind[] = [
  { name: 'mount-namespace', title: 'mount namespace', flags: CLONE_NEWNS, use: () => [privateMounts] },
  { name: 'pid-namespace', title: 'pid namespace', flags: CLONE_NEWPID, use: nothing },
  { name: 'net-namespace', title: 'net namespace', flags: CLONE_NEWNET, use: nothing },
  // The name it has: were the namespace no new one, nothing would change.
  {
    name: 'uts-namespace',
    title: 'uts namespace',
    flags: CLONE_NEWUTS,
    use: () => [{ op: 'sethostname', name: hostname() }],
  },
  { name: 'ipc-namespace', title: 'ipc namespace', flags: CLONE_NEWIPC, use: nothing },
  { name: 'cgroup-namespace', title: 'cgroup namespace', flags: CLONE_NEWCGROUP, use: nothing },
  {
    name: 'proc-mount',
    title: 'fresh proc mount',
    flags: CLONE_NEWPID | CLONE_NEWNS,
    use: () => [privateMounts, freshProc],
  },
  { name: 'init', title: 'init in a pid namespace', flags: CLONE_NEWPID, use: () => [{ op: 'init' }] },
];

/** Not of clone(2)'s flags: made by unshare(2) alone, and only the kernel since 6.3 lets execve(2) enter it. */
const time: Kind = {
  name: 'time-namespace',
  title: 'time namespace',
  flags: 0,
  use: () => [{ op: 'unshare', flags: CLONE_NEWTIME }],
};

export function namespaces(): Feature[] {
  return [userNamespace(), guards(), ...kinds.map(ownNamespace), timeNamespace()];
}

function userNamespace(): Feature {
  const refusal = attempt({ clone: { flags: CLONE_NEWUSER }, child: mapSelf() });
  return outcome('user-namespace', 'user namespace', refusal, 'one id, mapped by the child itself');
}

/** What can keep an ordinary user from user namespaces, whoever asks: the first is the kernel's, the others are distributions'. */
const sysctls = [
  'user.max_user_namespaces',
  'kernel.unprivileged_userns_clone',
  'kernel.apparmor_restrict_unprivileged_userns',
] as const;

/** No feature, but what explains the lack of one. */
function guards(): Feature {
  const values = sysctls.flatMap((name) => {
    const value = readProc(`/proc/sys/${name.replaceAll('.', '/')}`)?.trim();
    return value === undefined ? [] : [`${name} ${value}`];
  });
  if (values.length > 0) return works('user-namespace-guards', 'guards of those', values.join(', '));
  return fails('user-namespace-guards', 'guards of those', {
    reason: '/proc/sys has none of their sysctls: no proc, or no user namespaces in this kernel',
    fix: 'mount proc on /proc, or use a kernel with CONFIG_USER_NS',
  });
}

function timeNamespace(): Feature {
  const feature = ownNamespace(time);
  if (!feature.ok) return feature;
  const entered = execEntersTime(release()) ? 'entered by execve' : 'entered by a fork, before Linux 6.3';
  return { ...feature, detail: `${feature.detail}, ${entered}` };
}

function ownNamespace({ name, title, flags, use }: Kind): Feature {
  const direct = attempt({ clone: { flags }, child: use() });
  if (!direct) return works(name, title, 'directly');
  const refusal = attempt({ clone: { flags: flags | CLONE_NEWUSER }, child: [...mapSelf(), ...use()] });
  if (!refusal) return works(name, title, 'inside a user namespace');
  // Whoever lacks the privilege would be told to make a user namespace: then the refusal of that is the one to know.
  return fails(name, title, /^(clone|unshare)$/.test(direct.syscall) && direct.code === 'EPERM' ? refusal : direct);
}

/** As `unshare -r` does it: user_namespaces(7). */
function mapSelf(): Step[] {
  return [
    write('/proc/self/uid_map', `0 ${process.geteuid!()} 1`),
    write('/proc/self/setgroups', 'deny', true),
    write('/proc/self/gid_map', `0 ${process.getegid!()} 1`),
  ];
}
