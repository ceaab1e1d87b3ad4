import { describe, expect, test } from 'vitest';
import { type Failure, hintFor } from '../src/hint.js';
import type { Step } from '../src/ops.js';
import {
  ALL_CAPS,
  NEWNS,
  NEWPID,
  NEWUSER,
  NEWUTS,
  NO_CAPS,
  child,
  clone,
  file,
  machine,
  mount,
  parent,
  restricted,
  seccomp,
  status,
  write,
} from './hint-cases.js';

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

  test('no more memory, no more descriptors', () => {
    const head = `Limit  Soft Limit  Hard Limit  Units\n${'Max x  1  2  u\n'.repeat(9)}`;
    const read = {
      '/proc/self/limits': `${head}Max address space         4096                 unlimited            bytes\n`,
    };
    for (const call of ['malloc', 'mmap', 'clone'])
      expect(clone('ENOMEM', { flags: 0 }, { read }, call)).toMatch(/^RLIMIT_AS \(4096 bytes\) may be reached/);
    expect(clone('ENOMEM', { flags: 0 }, {}, 'malloc')).toBeUndefined();
    for (const call of ['epoll_create1', 'eventfd2', 'clone'])
      expect(clone('EMFILE', { flags: 0 }, {}, call)).toMatch(/as many descriptors as RLIMIT_NOFILE allows/);
  });

  test('a pid namespace whose first process is gone', () => {
    const link = { '/proc/self/ns/pid': 'pid:[1]', '/proc/self/ns/pid_for_children': 'pid:[2]' };
    expect(clone('ENOMEM', { flags: 0 }, { link })).toMatch(/unshared its pid namespace/);
    link['/proc/self/ns/pid_for_children'] = 'pid:[1]';
    expect(clone('ENOMEM', { flags: 0 }, { link })).toBeUndefined();
  });

  test('pidfd_open on an old kernel, or behind a filter', () => {
    const old = { '/proc/sys/kernel/osrelease': '4.19.0\n' };
    expect(clone('ENOSYS', { flags: 0 }, { read: old }, 'pidfd_open')).toMatch(/Linux 5\.3, and this is 4\.19\.0/);
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
    const stat = { '/proc/self/status': file('file', 0o444, 0) };
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
    const { '/proc/self/uid_map': _, ...stat } = { '/proc/self/uid_map': 0, '/proc/self': file('directory', 0o555) };
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
