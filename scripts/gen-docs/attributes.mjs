// README.md: every attribute. The types keep the list complete: without a row for each field this does not compile.
import { code, table } from './table.mjs';

/** @import { ProcAttr, SysProcAttr } from '@forkexec/attrs' */

/** @typedef {readonly [go: string, type: string, needs: string]} Row the name in Go's syscall package, or '' */

/** @type {{ readonly [K in Exclude<keyof ProcAttr, 'sys'>]: Row }} */
const procAttr = {
  dir: ['Dir', 'path', ''],
  env: ['Env', "`{ KEY: 'value' }` or `['KEY=value']`", 'left out: the own one'],
  files: ['Files', "descriptors: the index is the child's, -1 closes", 'left out: `[0, 1, 2]`'],
};

/** @type {{ readonly [K in keyof SysProcAttr]-?: Row }} */
const sysProcAttr = {
  chroot: ['Chroot', 'path', 'CAP_SYS_CHROOT'],
  credential: [
    'Credential',
    "`{ uid: 'www-data', initGroups: true }`, `{ uid, gid?, groups?, noSetGroups?, ruid?, rgid? }`",
    'CAP_SETUID, CAP_SETGID',
  ],
  setsid: ['Setsid', 'boolean', ''],
  setpgid: ['Setpgid', 'boolean', ''],
  pgid: ['Pgid', 'process group', '`setpgid` or `foreground`'],
  setctty: ['Setctty', 'boolean', '`setsid`, a terminal in `files`'],
  noctty: ['Noctty', 'boolean', 'the terminal as descriptor 0'],
  ctty: ['Ctty', 'descriptor', "`setctty` (the child's) or `foreground` (ours)"],
  foreground: ['Foreground', 'boolean', 'a controlling terminal'],
  pdeathsig: ['Pdeathsig', "`'SIGKILL'`, `'KILL'` or `9`", ''],
  cloneflags: [
    'Cloneflags',
    "`CLONE_NEW*`, `'NEWUSER|NEWPID'` or `['NEWPID']`",
    'CLONE_NEWUSER with it, or CAP_SYS_ADMIN',
  ],
  unshareflags: ['Unshareflags', 'as `cloneflags`', 'CLONE_NEWUSER with it, or CAP_SYS_ADMIN'],
  uidMappings: [
    'UidMappings',
    '`[{ containerID, hostID, size }]`',
    'CLONE_NEWUSER; CAP_SETUID or newuidmap(1) for more than the own id',
  ],
  gidMappings: ['GidMappings', '`[{ containerID, hostID, size }]`', 'the same, CAP_SETGID or newgidmap(1)'],
  idMap: [
    '',
    "`'root'`, `'self'`, `'auto'`, `'subids'`, `'all'`, or two: `['root', 'auto']`",
    'CLONE_NEWUSER; see [Id maps in words](#id-maps-in-words)',
  ],
  gidMappingsEnableSetgroups: [
    'GidMappingsEnableSetgroups',
    'boolean',
    '`gidMappings` or `idMap`; CAP_SETGID or a range of subgid(5)',
  ],
  ambientCaps: ['AmbientCaps', "`['CAP_NET_RAW', 'net_raw', 13]`", 'the same capabilities, permitted'],
  clearAmbient: ['', 'boolean', 'Linux 4.3'],
  inheritableCaps: ['', "`['net_raw']`, these alone", 'the same capabilities, permitted, or CAP_SETPCAP'],
  boundingCaps: ['', "`['net_raw']`: all others are dropped", 'CAP_SETPCAP'],
  securebits: ['', "`{ set: ['noroot', 'noroot_locked'], clear: [] }`", 'CAP_SETPCAP'],
  cgroup: ['', 'path or descriptor of a cgroup directory', 'write access to `cgroup.procs`'],
  timeOffsets: ['', '`{ monotonic: 86_400_000, boottime: 0 }`, milliseconds', 'CLONE_NEWTIME, Linux 5.6'],
  useCgroupFD: ['UseCgroupFD', 'boolean', '`cgroupFD`'],
  cgroupFD: ['CgroupFD', 'descriptor of a cgroup directory', 'write access to `cgroup.procs`'],
  noNewPrivs: ['NoNewPrivs', 'boolean', ''],
  useLandlock: ['UseLandlock', 'boolean', '`landlockFD`; `noNewPrivs` or CAP_SYS_ADMIN'],
  landlockFD: ['LandlockFD', 'descriptor of a ruleset (`landlockRuleset`)', 'Linux 5.13'],
  landlockFlags: ['LandlockFlags', '`LANDLOCK_RESTRICT_SELF_*`', 'Linux 6.15'],
  hostname: ['', 'up to 64 bytes', 'CLONE_NEWUTS'],
  mountProc: ['', '`true` (`/proc`) or an absolute path', 'CLONE_NEWNS, as a rule CLONE_NEWPID'],
  propagation: ['', "`'private'`, `'slave'`, `'shared'`, `'unchanged'`", 'CLONE_NEWNS'],
  umask: ['', "`0o027` or `'027'`", ''],
  nice: ['', 'what is added to the niceness', 'CAP_SYS_NICE or RLIMIT_NICE below zero'],
  ignoreSignals: ['', "`['HUP', 'SIGINT', 3]`", ''],
  blockSignals: ['', "`['TERM']`", ''],
  ptrace: ['Ptrace', 'boolean', 'not traced itself with `strace -f`; Yama may forbid it'],
  init: ['', 'boolean', 'CLONE_NEWPID in `cloneflags`'],
  rlimits: ['', '`{ nofile: 1024, core: { soft: 0, hard: 0 } }`', 'CAP_SYS_RESOURCE to raise a hard one'],
};

export function attributes() {
  const rows = [
    ...Object.entries(procAttr).map(([field, row]) => line(field, row)),
    ...Object.entries(sysProcAttr).map(([field, row]) => line(`sys.${field}`, row)),
  ];
  return table(['Field', 'Go', 'Value', 'Needs'], rows);
}

/**
 * @param {string} field
 * @param {Row} row
 */
function line(field, [go, value, needs]) {
  return [code(field), code(go), value, needs];
}
