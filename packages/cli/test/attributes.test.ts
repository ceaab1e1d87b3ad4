import { readFileSync } from 'node:fs';
import {
  CLONE_NEWNS,
  CLONE_NEWUSER,
  cloneFlagsToText,
  NAMESPACE_FLAGS,
  parseIDMappings,
  type ProcAttr,
} from '@forkexec/attrs';
import { plan } from '@forkexec/exec';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { attributes } from '../src/options/attributes.js';
import { refuseContradictions } from '../src/options/contradictions.js';
import { parse } from '../src/options/parse.js';
import { belongsTo } from '../src/options/option.js';
import { sections } from '../src/options/table.js';

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

function attr(args: readonly string[]): ProcAttr {
  const { ask } = parse('run', args);
  refuseContradictions(ask);
  return attributes(ask);
}

/** The attributes with their namespace flags in words. */
function told(args: readonly string[]): Record<string, unknown> {
  const { sys = {}, files, ...rest } = attr(args);
  const { cloneflags, unshareflags, ...others } = sys;
  return {
    ...rest,
    ...others,
    ...(cloneflags !== undefined && { clone: cloneFlagsToText(cloneflags as number) }),
    ...(unshareflags !== undefined && { unshare: cloneFlagsToText(unshareflags as number) }),
    ...(files?.length !== 3 && { files }),
  };
}

beforeEach(() => {
  vi.stubEnv('KEPT', 'yes');
  vi.stubEnv('GONE', 'yes');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** Every option at least once: what it makes of the launch. */
const cases: readonly (readonly [option: string, args: string[], attr: Record<string, unknown>])[] = [
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
  ['ambient-caps', ['--ambient-caps', '+net_raw,+CAP_CHOWN'], { ambientCaps: [13, 0] }],
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
  ['preserve-status', ['--preserve-status', '--timeout', '0', '--foreground'], {}],
  ['exec', ['--exec'], {}],
  ['pid-file', ['--pid-file', 'x'], {}],
  ['json-status-fd', ['--json-status-fd', '3'], {}],
  ['help', ['-h'], {}],
  ['version', ['-V'], {}],
];

describe('options become attributes', () => {
  test.each(cases)('%s: %j', (_option, args, expected) => {
    expect(told(args)).toEqual(expected);
  });

  test('every option is exercised', () => {
    const launching = sections.flatMap(({ options }) => options.filter((option) => belongsTo(option, 'run')));
    const all = launching.map(({ long }) => long);
    expect([...new Set(cases.map(([option]) => option)), 'map-auto'].toSorted()).toEqual(all.toSorted());
  });

  test('--map-auto is both words, which go beside -r and -c', () => {
    // What becomes of it depends on the lines of /etc/subuid: test/kernel/id-maps.test.ts.
    expect(parse('run', ['--map-auto']).ask).toMatchObject({ userBlock: 'auto', groupBlock: 'auto' });
    expect(parse('run', ['--map-users=auto']).ask).toMatchObject({ userBlock: 'auto', groupBlock: undefined });
    const { ask } = parse('run', ['-rm', '--map-auto', '--map-groups', 'all', '--setgroups=allow']);
    expect(ask).toMatchObject({ userBlock: 'auto', groupBlock: 'all', mapSelfTo: new Set(['root']) });
    expect(() => refuseContradictions(ask)).not.toThrow();
  });

  test('an unset variable is gone and the others stay', () => {
    const { env } = attr(['--unset', 'GONE']) as { env: Record<string, string> };
    expect(env['KEPT']).toBe('yes');
    expect(env).not.toHaveProperty('GONE');
  });

  test('without options nothing is changed', () => {
    expect(attr([])).toEqual({ files: [0, 1, 2], sys: {} });
  });

  test('+all are the capabilities that the kernel has', () => {
    const { ambientCaps } = attr(['--ambient-caps', '+all']).sys!;
    expect(ambientCaps!.length).toBeGreaterThan(35);
    expect(ambientCaps).toEqual(ambientCaps!.map((_, i) => i));
  });

  test('all namespaces that there are but for time', () => {
    const { cloneflags, unshareflags } = attr(['--unshare-all']).sys as { cloneflags: number; unshareflags: number };
    expect(cloneflags | unshareflags).toBe(NAMESPACE_FLAGS & ~0x80);
    expect(unshareflags).toBe(CLONE_NEWNS);
    expect(cloneflags & CLONE_NEWUSER).toBe(CLONE_NEWUSER);
  });

  test('every row of the table of cases is a launch that plan() accepts', () => {
    for (const [, args] of cases) expect(() => plan('/bin/true', ['true'], attr(args)), args.join(' ')).not.toThrow();
  });
});
