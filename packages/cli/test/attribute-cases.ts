/** Every option at least once, and what it makes of a launch: what attributes.test.ts goes through. */
import { readFileSync } from 'node:fs';
import { capName, parseIDMappings } from '@forkexec/attrs';

const uid = process.geteuid!();
const gid = process.getegid!();
const rootMap = {
  uidMappings: [{ containerID: 0, hostID: uid, size: 1 }],
  gidMappings: [{ containerID: 0, hostID: gid, size: 1 }],
};
const sameMap = {
  uidMappings: [{ containerID: uid, hostID: uid, size: 1 }],
  gidMappings: [{ containerID: gid, hostID: gid, size: 1 }],
};

/** Every id of our own namespace, as itself: what a word asks for that needs no line of anybody's. */
const parentMap = (kind: 'uid' | 'gid') =>
  parseIDMappings(readFileSync(`/proc/self/${kind}_map`, 'utf8')).map(({ containerID, size }) => {
    return { containerID, hostID: containerID, size };
  });

const chown = ['CAP_CHOWN'];

/** The capabilities that the kernel has. */
export const every = Array.from({ length: lastCap() + 1 }, (_, cap) => capName(cap));
function lastCap(): number {
  return Number(readFileSync('/proc/sys/kernel/cap_last_cap', 'utf8'));
}
const daemon = {
  A: '1',
  HOME: '/usr/sbin',
  SHELL: '/usr/sbin/nologin',
  USER: 'daemon',
  LOGNAME: 'daemon',
  PATH: '/usr/local/bin:/bin:/usr/bin',
};

/** Every option at least once: what it makes of the launch. */
export const cases: readonly (readonly [option: string, args: string[], attr: Record<string, unknown>])[] = [
  ['user', ['-U'], { clone: 'NEWUSER' }],
  ['user', ['--user'], { clone: 'NEWUSER' }],
  ['mount', ['-m'], { unshare: 'NEWNS' }],
  ['pid', ['-p'], { clone: 'NEWPID' }],
  ['net', ['-n'], { clone: 'NEWNET' }],
  ['ipc', ['-i'], { clone: 'NEWIPC' }],
  ['uts', ['-u'], { clone: 'NEWUTS' }],
  ['cgroup', ['-C'], { clone: 'NEWCGROUP' }],
  ['cgroup', ['-UmpniuC'], { clone: 'NEWUSER|NEWCGROUP|NEWUTS|NEWIPC|NEWPID|NEWNET', unshare: 'NEWNS' }],
  [
    'unshare-all',
    ['--unshare-all'],
    { clone: 'NEWUSER|NEWCGROUP|NEWUTS|NEWIPC|NEWPID|NEWNET', unshare: 'NEWNS', ...sameMap },
  ],
  [
    'share-net',
    ['--unshare-all', '--share-net'],
    { clone: 'NEWUSER|NEWCGROUP|NEWUTS|NEWIPC|NEWPID', unshare: 'NEWNS', ...sameMap },
  ],
  ['map-root-user', ['-r'], { clone: 'NEWUSER', ...rootMap }],
  ['map-root-user', ['-Urm'], { clone: 'NEWUSER', unshare: 'NEWNS', ...rootMap }],
  ['map-current-user', ['-c'], { clone: 'NEWUSER', ...sameMap }],
  [
    'map-users',
    ['-r', '--map-users', '1:100000:65536', '--map-users=70000:5:1'],
    {
      clone: 'NEWUSER',
      ...rootMap,
      uidMappings: [
        ...rootMap.uidMappings,
        { containerID: 1, hostID: 100000, size: 65536 },
        { containerID: 70000, hostID: 5, size: 1 },
      ],
    },
  ],
  [
    'map-groups',
    ['--map-groups', '0:5:1'],
    { clone: 'NEWUSER', gidMappings: [{ containerID: 0, hostID: 5, size: 1 }] },
  ],
  ['map-users', ['--map-users', 'subids', '--map-users=all'], { clone: 'NEWUSER', uidMappings: parentMap('uid') }],
  ['setgroups', ['-r', '--setgroups', 'allow'], { clone: 'NEWUSER', ...rootMap, gidMappingsEnableSetgroups: true }],
  ['setgroups', ['-r', '--setgroups=deny'], { clone: 'NEWUSER', ...rootMap }],
  ['root', ['-R', '/srv'], { chroot: '/srv' }],
  ['root', ['--root=/srv'], { chroot: '/srv' }],
  ['wd', ['-w/tmp'], { dir: '/tmp' }],
  ['wd', ['--chdir', '/tmp'], { dir: '/tmp' }],
  ['mount-proc', ['--mount-proc'], { unshare: 'NEWNS', mountProc: true }],
  ['mount-proc', ['--mount-proc=/tmp'], { unshare: 'NEWNS', mountProc: '/tmp' }],
  ['hostname', ['--hostname', 'box'], { clone: 'NEWUTS', hostname: 'box' }],
  ['reuid', ['--reuid', '33'], { credential: { uid: 33, gid, noSetGroups: true } }],
  ['regid', ['--regid', '33', '--keep-groups'], { credential: { uid, gid: 33, noSetGroups: true } }],
  ['groups', ['--reuid', '1', '--regid', '2', '--groups', '3,4'], { credential: { uid: 1, gid: 2, groups: [3, 4] } }],
  ['groups', ['--groups', '3'], { credential: { uid, gid, groups: [3] } }],
  ['groups', ['--groups='], { credential: { uid, gid, groups: [] } }],
  ['clear-groups', ['--regid', '2', '--clear-groups'], { credential: { uid, gid: 2, groups: [] } }],
  ['keep-groups', ['--reuid', '1', '--keep-groups'], { credential: { uid: 1, gid, noSetGroups: true } }],
  ['reuid', ['--reuid', 'root'], { credential: { uid: 'root', gid, noSetGroups: true } }],
  ['regid', ['--regid', 'root', '--keep-groups'], { credential: { uid, gid: 'root', noSetGroups: true } }],
  ['groups', ['--groups', '3,root,0004'], { credential: { uid, gid, groups: [3, 'root', 4] } }],
  ['init-groups', ['--reuid', 'root', '--init-groups'], { credential: { uid: 'root', initGroups: true } }],
  [
    'init-groups',
    ['--reuid', '0', '--regid', 'root', '--init-groups'],
    { credential: { uid: 0, gid: 'root', initGroups: true } },
  ],
  [
    'reuid',
    ['-r', '--reuid', '0'],
    { clone: 'NEWUSER', ...rootMap, credential: { uid: 0, gid: 0, noSetGroups: true } },
  ],
  ['no-new-privs', ['--no-new-privs'], { noNewPrivs: true }],
  ['no-new-privs', ['--nnp'], { noNewPrivs: true }],
  ['ambient-caps', ['--ambient-caps', '+net_raw,+CAP_CHOWN'], { ambientCaps: ['CAP_CHOWN', 'CAP_NET_RAW'] }],
  [
    'ambient-caps',
    ['-U', '--ambient-caps=+chown,+kill', '--ambient-caps', '-kill'],
    { clone: 'NEWUSER', clearAmbient: true, ambientCaps: chown },
  ],
  ['inh-caps', ['-U', '--inh-caps', '+chown'], { clone: 'NEWUSER', inheritableCaps: chown }],
  ['inh-caps', ['-U', '--inh-caps=-all'], { clone: 'NEWUSER', inheritableCaps: [] }],
  ['bounding-set', ['--bounding-set=-all,+cap_0'], { boundingCaps: chown }],
  ['keep-caps', ['-U', '--keep-caps'], { clone: 'NEWUSER', ambientCaps: every }],
  [
    'securebits',
    ['--securebits', '+noroot,-no_setuid_fixup'],
    { securebits: { set: ['noroot'], clear: ['no_setuid_fixup'] } },
  ],
  ['landlock-access', ['--landlock-access', 'fs'], {}],
  ['landlock-best-effort', ['--landlock-access', 'fs', '--landlock-best-effort'], {}],
  ['landlock-flags', ['--landlock-access', 'fs', '--landlock-flags', 'log-same-exec-off,log-subdomains-off'], {}],
  ['landlock-rule', ['--landlock-access', 'fs', '--landlock-rule', 'path-beneath::/'], {}],
  ['euid', ['--euid', '5'], { credential: { uid: 5, gid, ruid: uid, noSetGroups: true } }],
  ['ruid', ['--ruid', 'root'], { credential: { uid, gid, ruid: 'root', noSetGroups: true } }],
  ['egid', ['--egid=5', '--clear-groups'], { credential: { uid, gid: 5, rgid: gid, groups: [] } }],
  ['rgid', ['--rgid=5', '--egid=6', '--keep-groups'], { credential: { uid, gid: 6, rgid: 5, noSetGroups: true } }],
  ['userspec', ['--userspec=+7:+5'], { credential: { uid: 7, gid: 5, initGroups: true } }],
  ['userspec', ['--userspec=root:5'], { credential: { uid: 'root', gid: 5, initGroups: true } }],
  ['userspec', ['--userspec', ':5', '--groups=7'], { credential: { uid, gid: 5, groups: [7] } }],
  ['userspec', ['--userspec', 'root', '--clear-groups'], { credential: { uid: 'root', groups: [] } }],
  ['setuid', ['-S', '5'], { credential: { uid: 5, gid, noSetGroups: true } }],
  ['setgid', ['-G', '5'], { credential: { uid, gid: 5, groups: [] } }],
  ['map-user', ['--map-user', '7'], { clone: 'NEWUSER', uidMappings: [{ containerID: 7, hostID: uid, size: 1 }] }],
  ['map-group', ['--map-group', '7'], { clone: 'NEWUSER', gidMappings: [{ containerID: 7, hostID: gid, size: 1 }] }],
  ['map-users', ['--map-users=5,0,3'], { clone: 'NEWUSER', uidMappings: [{ containerID: 0, hostID: 5, size: 3 }] }],
  ['propagation', ['--propagation', 'slave'], { unshare: 'NEWNS', propagation: 'slave' }],
  ['noctty', ['--noctty'], { noctty: true }],
  ['pgid', ['--pgid', '0'], { setpgid: true }],
  ['pgid', ['--pgid=7'], { setpgid: true, pgid: 7 }],
  ['foreground-group', ['--foreground-group'], { foreground: true }],
  ['foreground-group', ['--foreground-group', '--pgid=7'], { foreground: true, setpgid: true, pgid: 7 }],
  ['foreground-group', ['--foreground-group', '--timeout=7'], { foreground: true, setpgid: true }],
  ['pdeathsig', ['--pdeathsig', 'clear'], { pdeathsig: 0 }],
  ['kill-child', ['--kill-child'], { pdeathsig: 9 }],
  ['kill-child', ['--kill-child=INT'], { pdeathsig: 2 }],
  ['ignore-signal', ['--ignore-signal=INT,HUP', '--default-signal=INT'], { ignoreSignals: ['SIGHUP'] }],
  ['default-signal', ['--ignore-signal', '--default-signal'], {}],
  ['block-signal', ['--block-signal=15', '--block-signal=usr1'], { blockSignals: ['SIGUSR1', 'SIGTERM'] }],
  ['adjustment', ['--nice', '-5'], { nice: -5 }],
  ['adjustment', ['--nice=+100'], { nice: 40 }],
  ['umask', ['--umask=027'], { umask: '027' }],
  [
    'reset-env',
    ['--reset-env', '--reuid', 'daemon', '--unset', 'TERM', '-E', 'A=1'],
    { env: daemon, credential: { uid: 'daemon', gid, noSetGroups: true } },
  ],
  ['setsid', ['--setsid'], { setsid: true }],
  ['ctty', ['--ctty'], { setsid: true, setctty: true, ctty: 0 }],
  ['pdeathsig', ['--pdeathsig', 'term'], { pdeathsig: 15 }],
  ['die-with-parent', ['--die-with-parent'], { pdeathsig: 'SIGKILL' }],
  [
    'rlimit',
    ['--rlimit', 'nofile=1024:4096', '--rlimit', 'CORE=0', '--rlimit', 'as=1:unlimited'],
    {
      rlimits: {
        '7': { soft: 1024n, hard: 4096n },
        '4': { soft: 0n, hard: 0n },
        '9': { soft: 1n, hard: 2n ** 64n - 1n },
      },
    },
  ],
  ['rlimit', ['--rlimit=core=0:-1'], { rlimits: { '4': { soft: 0n, hard: 2n ** 64n - 1n } } }],
  ['rlimit', ['--rlimit', 'nofile=1', '--rlimit', 'RLIMIT_NOFILE=2'], { rlimits: { '7': { soft: 2n, hard: 2n } } }],
  ['time', ['-T'], { clone: 'NEWTIME' }],
  ['monotonic', ['--monotonic', '86400'], { clone: 'NEWTIME', timeOffsets: { monotonic: 86_400_000 } }],
  [
    'boottime',
    ['-T', '--boottime=-0.5', '--monotonic', '1'],
    { clone: 'NEWTIME', timeOffsets: { boottime: -500, monotonic: 1000 } },
  ],
  ['into-cgroup', ['--into-cgroup', '/sys/fs/cgroup/x'], { cgroup: '/sys/fs/cgroup/x' }],
  ['env', ['--clear-env', '-EA=1', '-E', 'B=x=y', '--env=C='], { env: { A: '1', B: 'x=y', C: '' } }],
  ['env', ['--clear-env', '-E', 'KEPT', '-E', 'NOT_SET'], { env: { KEPT: 'yes', NOT_SET: undefined } }],
  ['unset', ['--clear-env', '-E', 'A=1', '-E', 'B=2', '--unset', 'A'], { env: { B: '2' } }],
  ['clear-env', ['-E', 'A=1', '--clear-env'], { env: { A: '1' } }],
  ['preserve-fd', ['--preserve-fd', '5', '--preserve-fd', '3'], { files: [0, 1, 2, 3, -1, 5] }],
  ['timeout', ['--timeout', '1.5m'], { setpgid: true }],
  ['foreground', ['--timeout', '1', '--foreground'], {}],
  ['init', ['--init'], { clone: 'NEWPID', init: true }],
  ['init', ['--init', '--timeout', '1'], { clone: 'NEWPID', init: true }],
  // What does not change the attributes is looked at below.
  ['argv0', ['-a', 'name'], {}],
  ['signal', ['-s', 'INT', '--timeout', '0', '--foreground'], {}],
  ['kill-after', ['-k', '1'], {}],
  ['verbose', ['-v', '--timeout', '0', '--foreground'], {}],
  ['preserve-status', ['--preserve-status', '--timeout', '0', '--foreground'], {}],
  ['exec', ['--exec'], {}],
  ['pid-file', ['--pid-file', 'x'], {}],
  ['json-status-fd', ['--json-status-fd', '3'], {}],
  ['help', ['-h'], {}],
  ['version', ['-V'], {}],
];
