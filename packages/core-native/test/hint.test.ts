import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Failure, hintFor } from '../src/hint.js';
import type { FileStat, Machine } from '../src/hint-machine.js';
import { opNames, type Step } from '../src/ops.js';
import type { CloneSpec } from '../src/plan.js';

const NEWNS = 0x20000;
const NEWUTS = 0x4000000;
const NEWUSER = 0x10000000;
const NEWPID = 0x20000000;

const ALL_CAPS = '000001ffffffffff';
const NO_CAPS = '0000000000000000';
const mount = (point: string, options = 'rw', type = 'ext4') => `21 1 0:20 / ${point} ${options} - ${type} none rw\n`;
const status = (caps: string, seccomp = 0) =>
  `Name:\tnode\nUid:\t1000\t1000\t1000\t1000\nCapPrm:\t${caps}\nCapEff:\t${caps}\nNoNewPrivs:\t0\nSeccomp:\t${seccomp}\n`;
const files = (kind: FileStat['kind'], mode: number, uid = 0, gid = 0): FileStat => ({ kind, mode, uid, gid });

/** What a case says of its machine; the rest is an ordinary user's on a machine that forbids nothing. */
interface Facts {
  readonly read?: Readonly<Record<string, string>>;
  readonly stat?: Readonly<Record<string, FileStat>>;
  readonly link?: Readonly<Record<string, string>>;
  readonly real?: Readonly<Record<string, string>>;
  readonly open?: readonly number[];
  readonly cwd?: string;
  readonly euid?: number;
}

function machine({ read = {}, stat = {}, link = {}, real = {}, open = [0, 1, 2], cwd, euid = 1000 }: Facts): Machine {
  const texts: Readonly<Record<string, string>> = {
    '/proc/self/status': status(euid === 0 ? ALL_CAPS : NO_CAPS),
    '/proc/self/uid_map': '         0          0 4294967295\n',
    '/proc/self/gid_map': '         0          0 4294967295\n',
    '/proc/self/setgroups': 'allow\n',
    '/proc/self/mountinfo': mount('/') + mount('/proc', 'rw', 'proc'),
    ...read,
  };
  const known: Readonly<Record<string, FileStat>> = {
    '/': files('directory', 0o755),
    '/proc/self': files('directory', 0o555, euid),
    '/proc/self/status': files('file', 0o444, euid),
    '/proc/self/uid_map': files('file', 0o644, euid),
    ...Object.fromEntries(['user', 'mnt', 'pid'].map((ns) => [`/proc/self/ns/${ns}`, files('file', 0o444)])),
    ...stat,
  };
  return {
    read: (path) => texts[path],
    stat: (path) => known[path] ?? 'ENOENT',
    readLink: (path) => link[path],
    realPath: (path) => real[path] ?? path,
    isOpen: (fd) => open.includes(fd),
    cwd: () => cwd ?? '/home/u',
    euid,
    egid: euid,
    groups: [],
  };
}

const exit: Step = { op: 'exit', status: 0 };

/** The clone itself failed. */
function clone(code: string, spec: CloneSpec, facts: Facts = {}, syscall = 'clone'): string | undefined {
  const plan = { clone: spec, parent: [], child: [exit] };
  return hintFor({ side: 'parent', step: undefined, syscall, code, plan }, machine(facts));
}

/** The last of these steps of the child failed. */
function child(
  code: string,
  steps: readonly Step[],
  facts: Facts = {},
  flags = 0,
  syscall?: string,
): string | undefined {
  const step = steps.at(-1)!;
  const plan = { clone: { flags }, parent: [], child: [...steps, exit] };
  return hintFor({ side: 'child', step, syscall: syscall ?? step.op, code, plan }, machine(facts));
}

/** The last of these steps of the parent failed. */
function parent(code: string, steps: readonly Step[], facts: Facts = {}): string | undefined {
  const step = steps.at(-1)!;
  const plan = { clone: { flags: NEWUSER }, parent: steps, child: [{ op: 'hold' } as const, exit] };
  return hintFor({ side: 'parent', step, syscall: 'write', code, plan }, machine(facts));
}

const write = (path: string, data: string): Step => ({ op: 'writeFile', path, data, optional: false });
const execve = (path: string, argv: readonly string[] = ['x'], env: readonly string[] | null = []): Step => ({
  op: 'execve',
  path,
  argv,
  env,
});
const mountStep = (target: string, type: string | null, flags = 0, source: string | null = 'none'): Step => ({
  op: 'mount',
  source,
  target,
  type,
  flags,
  data: null,
});
const seccomp = { '/proc/self/status': status(NO_CAPS, 2) };
const restricted = { '/proc/sys/kernel/apparmor_restrict_unprivileged_userns': '1\n' };

describe('namespaces', () => {
  const user = { flags: NEWUSER };

  test('a user namespace that a sysctl forbids', () => {
    const debian = { '/proc/sys/kernel/unprivileged_userns_clone': '0\n' };
    expect(clone('EPERM', user, { read: debian })).toMatch(/^kernel\.unprivileged_userns_clone is 0; set it to 1/);
    expect(clone('EPERM', user, { read: debian, euid: 0 })).toBeUndefined();
    // Root inside of another user namespace counts as anybody.
    const inside = { ...debian, '/proc/self/uid_map': '0 1000 1\n', '/proc/self/gid_map': '0 1000 1\n' };
    expect(clone('EPERM', user, { read: inside, euid: 0 })).toMatch(/unprivileged_userns_clone/);
    expect(child('EPERM', [{ op: 'unshare', flags: NEWUSER }], { read: debian })).toMatch(/unprivileged_userns_clone/);
  });

  test('AppArmor, for who has no CAP_SYS_ADMIN', () => {
    const said = clone('EACCES', user, { read: restricted });
    expect(said).toMatch(
      /^AppArmor may refuse it, for kernel\.apparmor_restrict_unprivileged_userns is 1; give .*"userns,"/,
    );
    expect(clone('EPERM', user, { read: restricted })).toBe(said);
    expect(clone('EACCES', user, { read: restricted, euid: 0 })).toBeUndefined();
    expect(
      clone('EACCES', user, { read: { '/proc/sys/kernel/apparmor_restrict_unprivileged_userns': '0' } }),
    ).toBeUndefined();
    const label = { '/proc/self/attr/apparmor/current': 'box (enforce)\n' };
    expect(clone('EACCES', user, { read: label })).toMatch(/confines this process as "box \(enforce\)"/);
    expect(clone('EACCES', user, { read: { '/proc/self/attr/apparmor/current': 'unconfined\n' } })).toBeUndefined();
  });

  test('a filter in front of us, before AppArmor when it says EPERM', () => {
    expect(clone('EPERM', user, { read: seccomp })).toMatch(
      /^a seccomp filter, as containers have one, may refuse clone; .*docker/,
    );
    expect(clone('EPERM', user, { read: { ...seccomp, ...restricted } })).toMatch(/seccomp/);
    expect(clone('EACCES', user, { read: { ...seccomp, ...restricted } })).toMatch(/AppArmor/);
  });

  test('a caller in a chroot', () => {
    const below = { '/proc/self/mountinfo': mount('/proc', 'rw', 'proc') };
    expect(clone('EPERM', user, { read: below })).toMatch(/^a process in a chroot may not make user namespaces/);
    const steps: Step[] = [
      { op: 'chroot', path: '/r' },
      { op: 'unshare', flags: NEWUSER },
    ];
    expect(child('EPERM', steps)).toMatch(/chroot/);
  });

  test('a caller without ids of its own', () => {
    expect(clone('EPERM', user, { read: { '/proc/self/uid_map': '' } })).toMatch(/own ids have no mapping/);
    expect(clone('EPERM', user, { read: { '/proc/self/gid_map': '0 1000 1\n' } })).toMatch(/own ids have no mapping/);
  });

  test('other namespaces need CAP_SYS_ADMIN', () => {
    expect(clone('EPERM', { flags: NEWNS | NEWPID })).toMatch(
      /^new mount and pid namespaces need CAP_SYS_ADMIN; make a user namespace as well \(CLONE_NEWUSER, -U\)/,
    );
    expect(clone('EPERM', { flags: NEWNS }, { euid: 0 })).toBeUndefined();
    expect(clone('EPERM', { flags: NEWNS }, { euid: 0, read: { '/proc/self/status': status(ALL_CAPS, 2) } })).toMatch(
      /seccomp/,
    );
    expect(child('EPERM', [{ op: 'unshare', flags: NEWUTS }])).toMatch(/^new uts namespaces need/);
    expect(child('EPERM', [{ op: 'unshare', flags: NEWUTS }], {}, NEWUSER)).toBeUndefined();
  });

  test('their number is limited', () => {
    const none = { '/proc/sys/user/max_user_namespaces': '0\n' };
    expect(clone('ENOSPC', user, { read: none })).toBe('user.max_user_namespaces is 0; raise it (sysctl, as root)');
    const some = { '/proc/sys/user/max_user_namespaces': '7\n', '/proc/sys/user/max_mnt_namespaces': '0\n' };
    expect(clone('ENOSPC', user, { read: some })).toMatch(/may exist for user\.max_user_namespaces \(7\), or nest/);
    expect(clone('ENOSPC', { flags: NEWUSER | NEWNS }, { read: some })).toMatch(/^user\.max_mnt_namespaces is 0/);
  });

  test('a kernel that does not have them', () => {
    expect(clone('EINVAL', { flags: NEWUTS })).toBe('this kernel has no uts namespaces; it needs CONFIG_UTS_NS');
    expect(clone('EINVAL', user)).toMatch(/qemu-user, gVisor\) may not know/);
    expect(clone('EINVAL', { flags: 0 })).toBeUndefined();
  });

  test('no more processes', () => {
    const limits = `Limit  Soft Limit  Hard Limit  Units\n${'Max x  1  2  u\n'.repeat(6)}Max processes             20                   40                   processes\n`;
    expect(clone('EAGAIN', { flags: 0 }, { read: { '/proc/self/limits': limits } })).toMatch(/RLIMIT_NPROC \(20\)/);
    const full = {
      '/proc/self/cgroup': '0::/a/b\n',
      '/sys/fs/cgroup/a/b/pids.max': 'max\n',
      '/sys/fs/cgroup/a/b/pids.current': '5\n',
      '/sys/fs/cgroup/a/pids.max': '5\n',
      '/sys/fs/cgroup/a/pids.current': '5\n',
    };
    expect(clone('EAGAIN', { flags: 0 }, { read: full })).toMatch(
      /^pids\.max of the cgroup \/a is 5, and 5 are there;/,
    );
    const old = {
      '/proc/self/cgroup': '3:cpu,pids:/a\n0::/\n',
      '/sys/fs/cgroup/pids/a/pids.max': '5',
      '/sys/fs/cgroup/pids/a/pids.current': '6',
    };
    expect(clone('EAGAIN', { flags: 0 }, { read: old })).toMatch(/^pids\.max of the cgroup \/a is 5/);
  });

  test('a pid namespace whose first process is gone', () => {
    const link = { '/proc/self/ns/pid': 'pid:[1]', '/proc/self/ns/pid_for_children': 'pid:[2]' };
    expect(clone('ENOMEM', { flags: 0 }, { link })).toMatch(/unshared its pid namespace/);
    link['/proc/self/ns/pid_for_children'] = 'pid:[1]';
    expect(clone('ENOMEM', { flags: 0 }, { link })).toBeUndefined();
  });

  test('pidfd_open on an old kernel, or behind a filter', () => {
    const old = { '/proc/sys/kernel/osrelease': '4.19.0\n' };
    expect(clone('ENOSYS', { flags: 0 }, { read: old }, 'pidfd_open')).toMatch(/Linux 5\.3; this kernel is 4\.19\.0/);
    expect(clone('ENOSYS', { flags: 0 }, { read: { ...old, ...seccomp } }, 'pidfd_open')).toMatch(
      /may refuse pidfd_open/,
    );
  });
});

describe('id maps', () => {
  const self = '/proc/self/uid_map';
  const theirs = '/proc/<pid>/uid_map';

  test("without privilege only one's own id", () => {
    expect(parent('EPERM', [write(theirs, '0 1000 1\n1 100000 65536')])).toMatch(
      /^without CAP_SETUID only one's own uid \(1000\)/,
    );
    expect(parent('EPERM', [write(theirs, '0 1001 1')])).toMatch(/CAP_SETUID/);
    expect(parent('EPERM', [write(theirs, '0 1000 1')])).toBeUndefined();
    expect(parent('EPERM', [write(theirs, '0 1 2')], { euid: 0 })).toBeUndefined();
  });

  test('a child by itself only its own, whoever it is', () => {
    expect(child('EPERM', [write(self, '0 0 2')], { euid: 0 }, NEWUSER)).toMatch(
      /^a child can map only its own uid \(0\)/,
    );
    expect(child('EPERM', [write('/proc/self/gid_map', '0 5 1')], {}, NEWUSER)).toMatch(/only its own gid \(1000\)/);
  });

  test('gid_map after setgroups was denied', () => {
    const gids = write('/proc/<pid>/gid_map', '0 1000 1');
    expect(parent('EPERM', [gids])).toMatch(/only after setgroups was set to "deny"/);
    expect(parent('EPERM', [write('/proc/<pid>/setgroups', 'allow'), gids])).toMatch(/only after/);
    expect(parent('EPERM', [write('/proc/<pid>/setgroups', 'deny'), gids])).toBeUndefined();
    expect(parent('EPERM', [gids], { euid: 0 })).toBeUndefined();
  });

  test('ids that do not exist here, user 0 without CAP_SETFCAP', () => {
    const inside = { '/proc/self/uid_map': '0 1000 1\n' };
    expect(parent('EPERM', [write(theirs, '0 5 1')], { read: inside, euid: 0 })).toMatch(
      /does not have; use ids of \/proc\/self\/uid_map/,
    );
    const bare = { '/proc/self/status': status(NO_CAPS) };
    expect(child('EPERM', [write(self, '0 0 1')], { read: bare, euid: 0 }, NEWUSER)).toMatch(/CAP_SETFCAP/);
  });

  test('files that belong to root', () => {
    const stat = { '/proc/self/status': files('file', 0o444, 0) };
    expect(parent('EACCES', [write(theirs, '0 1000 1')], { stat })).toMatch(/^this process is not dumpable/);
    const plan: Step[] = [{ op: 'setuid', uid: 0 }];
    const failure: Failure = {
      side: 'child',
      step: write(self, '0 1000 1'),
      syscall: 'open',
      code: 'EACCES',
      plan: { clone: { flags: NEWUSER }, parent: [], child: plan },
    };
    expect(hintFor(failure, machine({}))).toMatch(/^the files in \/proc of a child that will change ids/);
  });

  test('AppArmor lets the namespace be made and then nothing be done with it', () => {
    expect(child('EPERM', [write(self, '0 1000 1')], { read: restricted }, NEWUSER)).toMatch(/^AppArmor may refuse it/);
    expect(child('EACCES', [write('/proc/self/setgroups', 'deny')], { read: restricted }, NEWUSER)).toMatch(/AppArmor/);
  });

  test('setgroups that an outer namespace denies', () => {
    const read = { '/proc/self/setgroups': 'deny\n' };
    expect(parent('EPERM', [write('/proc/<pid>/setgroups', 'allow')], { read })).toMatch(
      /denied in the user namespace/,
    );
  });

  test('a map that is none, a kernel without', () => {
    expect(parent('EINVAL', [write(theirs, '0 0')])).toMatch(/1 to 340 lines/);
    const { '/proc/self/uid_map': _, ...stat } = { '/proc/self/uid_map': 0, '/proc/self': files('directory', 0o555) };
    const without = {
      ...machine({ stat }),
      stat: (path: string) => (path === '/proc/self' ? stat['/proc/self'] : 'ENOENT'),
    };
    const failure: Failure = {
      side: 'parent',
      step: write(theirs, '0 0 1'),
      syscall: 'open',
      code: 'ENOENT',
      plan: { clone: { flags: NEWUSER }, parent: [], child: [] },
    };
    expect(hintFor(failure, without)).toMatch(/CONFIG_USER_NS/);
    expect(hintFor(failure, { ...without, stat: () => 'ENOENT' })).toMatch(/no proc is mounted on \/proc/);
  });
});

describe('ids and capabilities', () => {
  test('need a capability, and a mapping', () => {
    expect(child('EPERM', [{ op: 'setuid', uid: 7 }])).toMatch(/^changing to user 7 needs CAP_SETUID;/);
    expect(child('EPERM', [{ op: 'setgid', gid: 7 }])).toMatch(/^changing to group 7 needs CAP_SETGID;/);
    expect(child('EPERM', [{ op: 'setgroups', gids: [7] }])).toMatch(/^changing groups needs CAP_SETGID;/);
    expect(child('EPERM', [{ op: 'setuid', uid: 7 }], { euid: 0 })).toBeUndefined();
    const map = [write('/proc/self/uid_map', '0 1000 1')];
    expect(child('EINVAL', [...map, { op: 'setuid', uid: 7 }], {}, NEWUSER)).toMatch(/^uid 7 has no mapping/);
    expect(child('EINVAL', [...map, { op: 'setuid', uid: 0 }], {}, NEWUSER)).toBeUndefined();
    expect(child('EINVAL', [{ op: 'setgid', gid: 9 }], { read: { '/proc/self/gid_map': '0 5 2\n' } })).toMatch(
      /^gid 9/,
    );
    expect(child('EINVAL', [{ op: 'setgroups', gids: [1, 9] }], { read: { '/proc/self/gid_map': '0 5 2\n' } })).toMatch(
      /^gid 9/,
    );
  });

  test('setgroups in a user namespace', () => {
    const gids: Step = { op: 'setgroups', gids: [] };
    const map = write('/proc/self/gid_map', '0 1000 1');
    expect(child('EPERM', [write('/proc/self/setgroups', 'deny'), map, gids], {}, NEWUSER)).toMatch(/is denied/);
    expect(child('EPERM', [gids], {}, NEWUSER)).toMatch(/^no gid_map is written/);
    expect(child('EPERM', [map, gids], {}, NEWUSER)).toBeUndefined();
    expect(child('EPERM', [gids], { read: { '/proc/self/setgroups': 'deny\n' } })).toMatch(/is denied/);
  });

  test('capabilities that are not there to be given', () => {
    const read = { '/proc/self/status': status('0000000000000001') };
    const add: Step = { op: 'addCaps', caps: 0b1001n };
    expect(child('EPERM', [add], { read }, 0, 'capset')).toBe(
      'this process does not have cap_fowner; leave it out, or run with it',
    );
    expect(child('EPERM', [{ op: 'setuid', uid: 7 }, add], { read }, 0, 'capset')).toMatch(/emptied the permitted set/);
    expect(child('EPERM', [{ op: 'raiseAmbient', cap: 12 }])).toMatch(
      /^cap_net_admin must be permitted and inheritable/,
    );
    expect(
      child('EPERM', [
        { op: 'addCaps', caps: 1 << 12 },
        { op: 'raiseAmbient', cap: 12 },
      ]),
    ).toMatch(/^SECBIT/);
    const last = { '/proc/sys/kernel/cap_last_cap': '40\n' };
    expect(child('EINVAL', [{ op: 'raiseAmbient', cap: 41 }], { read: last })).toMatch(/0 to 40 only/);
  });
});

describe('mounts and the host name', () => {
  const both = NEWUSER | NEWNS;

  test('whose mounts they are', () => {
    expect(child('EPERM', [mountStep('/', null, 0x44000)])).toMatch(/^mounting needs CAP_SYS_ADMIN;/);
    expect(child('EPERM', [mountStep('/m', 'tmpfs')], {}, NEWUSER)).toMatch(/CLONE_NEWNS, -m/);
    expect(child('EPERM', [mountStep('/m', 'tmpfs')], { euid: 0 })).toBeUndefined();
    const inside = { '/proc/self/uid_map': '0 1000 1\n' };
    expect(child('EPERM', [mountStep('/m', 'tmpfs')], { euid: 0, read: inside })).toMatch(
      /may belong to another user namespace/,
    );
    expect(child('EPERM', [{ op: 'sethostname', name: 'x' }])).toMatch(/^the host name needs CAP_SYS_ADMIN/);
    expect(child('EPERM', [{ op: 'sethostname', name: 'x' }], {}, NEWUSER)).toMatch(/CLONE_NEWUTS, -u/);
    expect(child('EPERM', [{ op: 'sethostname', name: 'x' }], {}, NEWUSER | NEWUTS)).toBeUndefined();
  });

  test('proc needs its namespace, and an uncovered one before it', () => {
    const proc = [mountStep('/proc', 'proc', 14)];
    const covered = {
      '/proc/self/mountinfo': mount('/') + mount('/proc', 'rw', 'proc') + mount('/proc/kcore') + mount('/proc/acpi'),
    };
    expect(child('EPERM', proc, {}, both)).toMatch(/CLONE_NEWPID/);
    expect(child('EPERM', proc, { read: covered }, both | NEWPID)).toMatch(
      /^\/proc\/kcore and \/proc\/acpi are covered, .*systempaths/,
    );
    const harmless = {
      '/proc/self/mountinfo': mount('/') + mount('/proc', 'rw', 'proc') + mount('/proc/sys/fs/binfmt_misc'),
    };
    expect(child('EPERM', proc, { read: harmless }, both | NEWPID)).not.toMatch(/covered/);
    const readOnly = { '/proc/self/mountinfo': mount('/') + mount('/proc', 'ro', 'proc') };
    expect(child('EPERM', proc, { read: readOnly }, both | NEWPID)).toMatch(/read-only/);
    expect(child('EACCES', proc, { read: restricted }, both | NEWPID)).toMatch(/^AppArmor/);
  });

  test('what is not there', () => {
    const stat = { '/m': files('directory', 0o755) };
    expect(child('ENOENT', [mountStep('/m/x', null, 4096, '/m')], { stat })).toMatch(/^\/m\/x does not exist/);
    expect(child('ENOENT', [mountStep('/m', null, 4096, '/n')], { stat })).toMatch(/^\/n does not exist/);
    const read = { '/proc/filesystems': 'nodev\tproc\n\text4\n' };
    expect(child('ENODEV', [mountStep('/m', 'nofs')], { read })).toMatch(/file system nofs/);
    expect(child('ENODEV', [mountStep('/m', 'ext4')], { read })).toBeUndefined();
    expect(child('EINVAL', [mountStep('/m', null, 0x44000)])).toMatch(/^\/m may be no mount point/);
    expect(child('EINVAL', [mountStep('/', null, 0x44000)])).toBeUndefined();
    const below = { '/proc/self/mountinfo': mount('/proc', 'rw', 'proc') };
    expect(child('EINVAL', [mountStep('/', null, 0x44000)], { read: below })).toMatch(/in a chroot/);
  });
});

describe('sessions, terminals, limits, descriptors', () => {
  test.each<[code: string, steps: Step[], hint: RegExp]>([
    ['EPERM', [{ op: 'setsid' }, { op: 'setpgid', pgid: 0 }], /^the leader of a session cannot change its group/],
    ['EPERM', [{ op: 'setpgid', pgid: 99 }], /^99 is no process group of this session/],
    ['EPERM', [{ op: 'setpgid', pgid: 0 }, { op: 'setsid' }], /leads a group/],
    ['EPERM', [{ op: 'setctty', fd: 0 }], /make a session first/],
    ['EPERM', [{ op: 'setsid' }, { op: 'setctty', fd: 0 }], /controls another session/],
    ['ENOTTY', [{ op: 'setctty', fd: 0 }], /is no terminal/],
    ['ENOTTY', [{ op: 'foreground', fd: 0, pgid: 0 }], /not the terminal that controls this session/],
    ['EBADF', [{ op: 'dup3', from: 7, to: 0, cloexec: false }], /^descriptor 7 is not open in this process/],
    ['EBADF', [{ op: 'setCloexec', fd: 7, on: false }], /^descriptor 7 is not open/],
    ['EINVAL', [{ op: 'prlimit', resource: 7, soft: 2, hard: 1 }], /^the soft limit of nofile is above/],
  ])('%s of %j', (code, steps, hint) => {
    expect(child(code, steps)).toMatch(hint);
  });

  test('a descriptor that an earlier step made is not called closed', () => {
    const moved: Step = { op: 'dup3', from: 1, to: 7, cloexec: true };
    expect(child('EBADF', [moved, { op: 'setCloexec', fd: 7, on: false }])).toBeUndefined();
  });

  test('hard limits', () => {
    const read = {
      '/proc/sys/fs/nr_open': '1048576\n',
      '/proc/self/limits': `${'Limit  a  b  u\n'.repeat(5)}Max core file size        0                    1000                 bytes\n`,
    };
    const raise = (resource: number, hard: number): Step => ({ op: 'prlimit', resource, soft: 0, hard });
    expect(child('EPERM', [raise(7, 2 ** 21)], { read, euid: 0 })).toMatch(
      /^nofile cannot be above fs\.nr_open \(1048576\)/,
    );
    expect(child('EPERM', [raise(4, 2000)], { read })).toMatch(/hard limit of core above 1000 needs CAP_SYS_RESOURCE/);
    expect(child('EPERM', [raise(4, 10), raise(4, 11)], { read })).toMatch(/above 10 needs/);
    expect(child('EPERM', [raise(4, 2000)], { read, euid: 0 })).toBeUndefined();
    expect(child('EPERM', [raise(4, 2000)], { read, euid: 0 }, NEWUSER)).toMatch(/user namespace does not give/);
  });
});

describe('cgroups', () => {
  const spec = { flags: 0, cgroupFd: 9 };
  const link = { '/proc/self/fd/9': '/sys/fs/cgroup/a' };
  const join = (code: string, facts: Facts = {}) => {
    const step: Step = { op: 'joinCgroup', fd: 9 };
    const plan = { clone: spec, parent: [], child: [exit] };
    return hintFor({ side: 'parent', step, syscall: 'openat', code, plan }, machine(facts));
  };

  test('which directory, and what is wrong with it', () => {
    expect(clone('EBUSY', spec, { link }, 'clone3')).toMatch(/^\/sys\/fs\/cgroup\/a gives controllers to its children/);
    expect(clone('EACCES', spec, { link }, 'clone3')).toMatch(/nearest cgroup above both .*Delegate=yes/);
    expect(join('EACCES', { link })).toMatch(/is not writable/);
    expect(join('ENOENT', { link: { '/proc/self/fd/9': '/tmp' } })).toMatch(/^\/tmp is not the directory of a cgroup/);
    expect(clone('ENODEV', spec, { link: { '/proc/self/fd/9': '/sys/fs/cgroup/a (deleted)' } }, 'clone3')).toMatch(
      /was removed/,
    );
    expect(join('EBADF')).toMatch(/^descriptor 9 is not open/);
    const read = { '/sys/fs/cgroup/a/pids.max': '3\n' };
    expect(clone('EAGAIN', spec, { link, read }, 'clone3')).toMatch(
      /^pids\.max of \/sys\/fs\/cgroup\/a \(3\) may be reached/,
    );
  });

  test('the clone itself still has its own causes', () => {
    expect(clone('ENOSPC', { ...spec, flags: NEWUSER }, {}, 'clone3')).toMatch(/max_user_namespaces/);
  });
});

describe('directories', () => {
  const stat = {
    '/srv': files('directory', 0o755),
    '/srv/file': files('file', 0o644),
    '/root': files('directory', 0o700),
    '/home': files('directory', 0o755),
    '/home/u': files('directory', 0o700, 1000),
  };
  const chdir = (path: string): Step => ({ op: 'chdir', path });

  test('the first part that is missing, or no directory', () => {
    expect(child('ENOENT', [chdir('/srv/a/b')], { stat })).toMatch(/^\/srv\/a does not exist/);
    expect(child('ENOENT', [chdir('a/../b')], { stat })).toMatch(/^\/home\/u\/a does not exist/);
    expect(child('ENOTDIR', [chdir('/srv/file/x')], { stat })).toMatch(/^\/srv\/file is not a directory/);
  });

  test('a directory that is closed to the user that the child has become', () => {
    expect(child('EACCES', [chdir('/root/x')], { stat })).toMatch(
      /^user 1000 may not enter \/root \(mode 700, owner 0\)/,
    );
    expect(child('EACCES', [{ op: 'setuid', uid: 7 }, chdir('/home/u')], { stat, euid: 0 })).toMatch(
      /^user 7 may not enter \/home\/u/,
    );
    expect(child('EACCES', [{ op: 'setuid', uid: 1000 }, chdir('/home/u')], { stat, euid: 0 })).toBeUndefined();
    // There user 7 may be anybody.
    expect(child('EACCES', [{ op: 'setuid', uid: 7 }, chdir('/home/u')], { stat, euid: 0 }, NEWUSER)).toBeUndefined();
  });

  test('nothing is said of files that the child sees elsewhere', () => {
    expect(child('ENOENT', [{ op: 'chroot', path: '/jail' }, chdir('/srv/a')], { stat })).toMatch(
      /inside of the new root \/jail/,
    );
    expect(child('ENOENT', [mountStep('/srv', 'tmpfs'), chdir('/srv/a')], { stat })).toBeUndefined();
    expect(child('ENOENT', [mountStep('/proc', 'proc'), chdir('/srv/a')], { stat })).toMatch(
      /^\/srv\/a does not exist/,
    );
    expect(child('ENOENT', [mountStep('/', null, 0x44000), chdir('/srv/a')], { stat })).toMatch(
      /^\/srv\/a does not exist/,
    );
  });

  test('chroot', () => {
    expect(child('EPERM', [{ op: 'chroot', path: '/srv' }], { stat })).toMatch(/^chroot needs CAP_SYS_CHROOT/);
    expect(child('EPERM', [{ op: 'chroot', path: '/srv' }], { stat, euid: 0 })).toBeUndefined();
  });
});

describe('programs', () => {
  const stat = {
    '/bin': files('directory', 0o755),
    '/bin/sh': files('file', 0o755),
    '/srv': files('directory', 0o755),
    '/srv/run': files('file', 0o755),
    '/srv/plain': files('file', 0o644),
    '/srv/mine': files('file', 0o700),
    '/srv/fifo': files('other', 0o777),
  };
  const text = (head: string): Facts => ({ stat, read: { '/srv/run': head } });
  const run = (code: string, path: string, facts: Facts, before: Step[] = [], flags = 0) =>
    child(code, [...before, execve(path)], facts, flags);

  test('ENOENT: program, interpreter and loader are told apart', () => {
    expect(run('ENOENT', '/srv/none', { stat })).toMatch(/^\/srv\/none does not exist/);
    expect(run('ENOENT', '/srv/run', text('#!/usr/bin/nope -x\n'))).toBe(
      '/srv/run exists, but its interpreter /usr/bin/nope does not; install it, or correct the #! line',
    );
    expect(run('ENOENT', '/srv/run', text('#! \t/bin/sh\r\n'))).toMatch(
      /interpreter "\/bin\/sh\\r" does not; .*carriage return/,
    );
    expect(run('ENOENT', '/srv/run', text('#!/bin/sh\n'))).toBeUndefined();
    expect(run('ENOENT', '/srv/run', text(elf('/lib/ld-musl-x86_64.so.1')))).toMatch(
      /its loader \/lib\/ld-musl-x86_64\.so\.1 does not/,
    );
    expect(run('ENOENT', '/srv/run', text(elf('/bin/sh')))).toBeUndefined();
  });

  test('ENOENT: where it was looked for', () => {
    expect(run('ENOENT', 'sh', { stat })).toBe('execve does not search PATH; give a path to sh');
    expect(run('ENOENT', './none', { stat }, [{ op: 'chdir', path: '/srv' }])).toMatch(/^\/srv\/none does not exist/);
    expect(run('ENOENT', './run', { ...text('#!/nope\n') }, [{ op: 'chdir', path: '/srv' }])).toMatch(
      /interpreter \/nope/,
    );
    expect(run('ENOENT', '/srv/run', text('#!/nope\n'), [{ op: 'chroot', path: '/jail' }])).toMatch(
      /inside of the new root \/jail/,
    );
    expect(run('ENOENT', '/srv/run', text('#!/nope\n'), [mountStep('/', 'tmpfs')])).toBeUndefined();
  });

  test('ENOEXEC', () => {
    expect(run('ENOEXEC', '/srv/run', text('echo hello\n'))).toMatch(/no #! line; .*\/bin\/sh/);
    expect(run('ENOEXEC', '/srv/run', text(''))).toBe('/srv/run is empty');
    expect(run('ENOEXEC', '/srv/run', text('#!\n'))).toMatch(/names no interpreter/);
    expect(run('ENOEXEC', '/srv/run', text(elf('/x', 8)))).toMatch(/built for another kind of machine/);
    expect(run('ENOEXEC', '/srv/run', text('\x7fELF'))).toMatch(/built for another kind/);
  });

  test('EACCES', () => {
    const srv = [{ op: 'chdir', path: '/srv' } as const];
    expect(run('EACCES', './plain', { stat }, srv)).toMatch(
      /^\.\/plain \(\/srv\/plain\) is not executable \(mode 644\); chmod \+x/,
    );
    expect(run('EACCES', '/srv', { stat })).toMatch(/^\/srv is a directory/);
    expect(run('EACCES', '/srv/fifo', { stat })).toMatch(/not a regular file/);
    expect(run('EACCES', '/srv/mine', { stat, euid: 0 }, [{ op: 'setuid', uid: 7 }])).toMatch(
      /^user 7 may not run \/srv\/mine/,
    );
    expect(run('EACCES', '/srv/run', text('#!/srv/plain\n'))).toMatch(/^the interpreter \/srv\/plain of \/srv\/run/);
    const noexec = { '/proc/self/mountinfo': mount('/') + mount('/data', 'rw,noexec') };
    expect(run('EACCES', '/srv/run', { stat, read: noexec })).toBeUndefined();
    const real = { '/srv/run': '/data/run' };
    expect(run('EACCES', '/srv/run', { stat, read: noexec, real })).toMatch(/is on \/data, which is mounted noexec/);
    const closed = { ...stat, '/srv': files('directory', 0o700) };
    expect(run('EACCES', '/srv/run', { stat: closed })).toMatch(/^user 1000 may not enter \/srv/);
  });

  test('E2BIG: which string, or all together', () => {
    const long = 'a'.repeat(131072);
    expect(child('E2BIG', [execve('/bin/sh', ['sh', long])])).toMatch(/^argv\[1\] has 131072 bytes/);
    expect(child('E2BIG', [execve('/bin/sh', ['sh'], [`A=${long}`])])).toMatch(/^the variable A is too long/);
    expect(child('E2BIG', [execve('/bin/sh', ['sh', 'é'])])).toMatch(/^arguments and environment have 22 bytes/);
    expect(child('E2BIG', [execve('/bin/sh', ['sh'], null)])).toMatch(/^arguments alone have 11 bytes/);
  });

  test('by descriptor, under the number that it has here', () => {
    const moved: Step = { op: 'dup3', from: 1, to: 30, cloexec: true };
    const byFd: Step = { op: 'execveat', fd: 30, argv: ['x'], env: [] };
    const file = { '/proc/self/fd/1': files('file', 0o755), '/bin/sh': files('file', 0o755) };
    const script = { stat: file, read: { '/proc/self/fd/1': '#!/bin/sh\n' } };
    expect(child('ENOENT', [moved, byFd], script)).toMatch(/^the interpreter of a script opens its descriptor anew/);
    expect(child('ENOENT', [moved, byFd], { ...script, read: { '/proc/self/fd/1': '#!/nope\n' } })).toMatch(
      /interpreter \/nope/,
    );
    expect(child('EBADF', [byFd])).toMatch(/^descriptor 30 is not open/);
    expect(child('EBADF', [moved, byFd])).toBeUndefined();
  });

  test.each([
    ['ETXTBSY', /open for writing/],
    ['ELOOP', /more than 4 deep/],
    ['EPERM', /capabilities \(getcap\)/],
    ['EAGAIN', /a limit on processes/],
  ])('%s', (code, hint) => {
    expect(run(code, '/srv/run', { stat })).toMatch(hint);
  });
});

/** A little-endian ELF header of 64 bits with one program header, PT_INTERP. */
function elf(loader: string, machineOffset = 0): string {
  const file = Buffer.alloc(64 + 56 + loader.length + 1);
  file.write('\x7fELF\x02\x01', 0, 'latin1');
  file.writeUInt16LE({ x64: 62, arm64: 183 }[process.arch as 'x64' | 'arm64'] + machineOffset, 18);
  file.writeBigUInt64LE(64n, 32);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(1, 56);
  file.writeUInt32LE(3, 64);
  file.writeBigUInt64LE(120n, 72);
  file.writeBigUInt64LE(BigInt(loader.length + 1), 96);
  file.write(loader, 120);
  return file.toString('latin1');
}

describe('whatever fails', () => {
  const codes =
    'EPERM EACCES ENOENT EINVAL ENOSPC EAGAIN EBUSY EBADF E2BIG ENOEXEC ELOOP ENOTTY ENOSYS EMFILE ENOMEM ERR_CHILD_KILLED';
  const strange = fc.constantFrom(
    '',
    '0',
    '0 0 1',
    'a\nb c d\n',
    '\x7fELF\x02\x01'.padEnd(80, '\xff'),
    '#!',
    `${' '.repeat(70000)}/`,
  );
  const text = fc.constantFrom('/', 'a', '/proc/self/uid_map', '/proc/<pid>/gid_map', '/proc/self/setgroups', '');
  const step: fc.Arbitrary<Step> = fc
    .record({
      op: fc.constantFrom(...opNames),
      path: text,
      target: text,
      data: strange,
      source: fc.constantFrom(null, '/a'),
      type: fc.constantFrom(null, 'proc', 'tmpfs'),
      name: text,
      flags: fc.constantFrom(0, NEWUSER, 0x44000, 4096, 32),
      pgid: fc.nat(3),
      fd: fc.nat(50),
      from: fc.nat(50),
      to: fc.nat(50),
      first: fc.nat(9),
      resource: fc.nat(99),
      soft: fc.nat(),
      hard: fc.constantFrom(1, 2n ** 64n - 1n),
      gids: fc.array(fc.nat(9), { maxLength: 3 }),
      gid: fc.nat(9),
      uid: fc.nat(9),
      caps: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      cap: fc.nat(63),
    })
    .map((s) => ({ ...s, argv: ['x'], env: null }) as unknown as Step);

  test('a hint is one sentence, and looking for it never throws', () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(...codes.split(' ')),
        fc.constantFrom(0, NEWUSER, NEWUSER | NEWNS | NEWPID),
        strange,
        fc.nat(1000),
        (steps, code, flags, content, euid) => {
          const any: Machine = {
            ...machine({ euid }),
            read: () => content,
            stat: (path) =>
              path.length % 3 === 0 ? 'ENOENT' : files(path.length % 3 === 1 ? 'file' : 'directory', 0o640),
            cwd: () => undefined,
          };
          const plan = { clone: { flags }, parent: [], child: steps };
          const failed = steps.at(-1)!;
          const hint = hintFor({ side: 'child', step: failed, syscall: failed.op, code, plan }, any);
          if (hint === undefined) return;
          expect(hint).toMatch(/^[^\n\p{Cc}]+[^.\s]$/u);
          expect(hint.split('; ').length).toBeLessThanOrEqual(2);
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('a filter may be behind what no rule knows', () => {
    const step: Step = { op: 'keepCaps' };
    expect(child('ENOSYS', [step], { read: seccomp }, 0, 'prctl')).toMatch(/may refuse prctl/);
    expect(child('ENOSYS', [step])).toBeUndefined();
    expect(child('EIO', [step], { read: seccomp })).toBeUndefined();
  });
});
