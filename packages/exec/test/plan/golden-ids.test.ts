import { describe, test } from 'vitest';
import { expectPlan, expectRootsPlan } from './golden.js';

describe('ids, capabilities and limits', () => {
  test("root's child becomes somebody else", () => {
    expectRootsPlan(
      { sys: { credential: { uid: 1000, gid: 1000, groups: [10, 20] } } },
      `
        clone   PIDFD
        child    1  cloexecFrom 3
                 2  setgroups [10,20]
                 3  setgid 1000
                 4  setuid 1000
                 5  setCloexec 0 off
                 6  setCloexec 1 off
                 7  setCloexec 2 off
                 8  resetSignals
                 9  sigmask 0
                10  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('no groups are an empty list of groups', () => {
    expectRootsPlan(
      { sys: { credential: { uid: 1000, gid: 1000 } } },
      `
        clone   PIDFD
        child    1  cloexecFrom 3
                 2  setgroups []
                 3  setgid 1000
                 4  setuid 1000
                 5  setCloexec 0 off
                 6  setCloexec 1 off
                 7  setCloexec 2 off
                 8  resetSignals
                 9  sigmask 0
                10  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('groups left alone', () => {
    expectRootsPlan(
      { sys: { credential: { uid: 1000, gid: 1000, noSetGroups: true } } },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  setgid 1000
                3  setuid 1000
                4  setCloexec 0 off
                5  setCloexec 1 off
                6  setCloexec 2 off
                7  resetSignals
                8  sigmask 0
                9  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('ambient capabilities over a change of ids', () => {
    expectRootsPlan(
      { sys: { credential: { uid: 1000, gid: 1000 }, ambientCaps: ['CAP_NET_ADMIN', 'net_bind_service', 12] } },
      `
        clone   PIDFD
        child    1  cloexecFrom 3
                 2  keepCaps
                 3  setgroups []
                 4  setgid 1000
                 5  setuid 1000
                 6  addCaps cap_net_bind_service,cap_net_admin
                 7  raiseAmbient cap_net_admin
                 8  raiseAmbient cap_net_bind_service
                 9  setCloexec 0 off
                10  setCloexec 1 off
                11  setCloexec 2 off
                12  resetSignals
                13  sigmask 0
                14  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('a death signal comes after the ids, a working directory too', () => {
    expectRootsPlan(
      { dir: '/home/user', sys: { credential: { uid: 1000, gid: 1000 }, pdeathsig: 'KILL' } },
      `
        clone   PIDFD
        child    1  cloexecFrom 3
                 2  setgroups []
                 3  setgid 1000
                 4  setuid 1000
                 5  chdir /home/user
                 6  pdeathsig SIGKILL
                 7  raiseIfOrphaned SIGKILL
                 8  setCloexec 0 off
                 9  setCloexec 1 off
                10  setCloexec 2 off
                11  resetSignals
                12  sigmask 0
                13  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('limits come before the ids', () => {
    expectRootsPlan(
      {
        sys: {
          credential: { uid: 1000, gid: 1000 },
          rlimits: { nofile: { soft: 1024, hard: 1048576 }, core: 0, RLIMIT_MEMLOCK: 'unlimited' },
        },
      },
      `
        clone   PIDFD
        child    1  cloexecFrom 3
                 2  prlimit nofile 1024:1048576
                 3  prlimit core 0:0
                 4  prlimit memlock unlimited:unlimited
                 5  setgroups []
                 6  setgid 1000
                 7  setuid 1000
                 8  setCloexec 0 off
                 9  setCloexec 1 off
                10  setCloexec 2 off
                11  resetSignals
                12  sigmask 0
                13  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('a limit that the descriptors do not fit under comes after them, the privileged half before the ids', () => {
    expectRootsPlan(
      {
        files: [21, 0, 2],
        sys: { credential: { uid: 1000, gid: 1000 }, rlimits: { nofile: { soft: 3, hard: 4096 } } },
      },
      `
        clone   PIDFD
        child    1  cloexecFrom 3
                 2  prlimit nofile 4096:4096
                 3  setgroups []
                 4  setgid 1000
                 5  setuid 1000
                 6  dup3 0 -> 3 (O_CLOEXEC)
                 7  dup3 21 -> 0
                 8  dup3 3 -> 1
                 9  setCloexec 2 off
                10  prlimit nofile 3:4096
                11  resetSignals
                12  sigmask 0
                13  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('a low limit whose hard half does not fit either comes after them', () => {
    expectPlan(
      { files: [1, 0, 2], sys: { rlimits: { nofile: 3 } } },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  dup3 0 -> 3 (O_CLOEXEC)
                3  dup3 1 -> 0
                4  dup3 3 -> 1
                5  setCloexec 2 off
                6  prlimit nofile 3:3
                7  resetSignals
                8  sigmask 0
                9  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });
});
