import { describe, test } from 'vitest';
import { expectPlan, expectRootsPlan } from './golden.js';

describe('what a child takes from itself', () => {
  test('no_new_privs', () => {
    expectPlan(
      { sys: { noNewPrivs: true } },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  setCloexec 0 off
                3  setCloexec 1 off
                4  setCloexec 2 off
                5  noNewPrivs
                6  resetSignals
                7  sigmask 0
                8  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('a ruleset after all that needs a privilege or opens a file', () => {
    expectRootsPlan(
      {
        dir: '/srv',
        files: [21, 21, 21],
        sys: {
          setsid: true,
          setctty: true,
          credential: { uid: 33, gid: 33 },
          pdeathsig: 'KILL',
          rlimits: { nofile: 2 },
          noNewPrivs: true,
          useLandlock: true,
          landlockFD: 9,
          landlockFlags: 2,
        },
      },
      `
        clone   PIDFD
        child    1  cloexecFrom 3
                 2  setsid
                 3  setgroups []
                 4  setgid 33
                 5  setuid 33
                 6  chdir /srv
                 7  pdeathsig SIGKILL
                 8  raiseIfOrphaned SIGKILL
                 9  dup3 21 -> 0
                10  dup3 21 -> 1
                11  dup3 21 -> 2
                12  prlimit nofile 2:2
                13  setctty 0
                14  noNewPrivs
                15  landlockRestrictSelf 9 2
                16  resetSignals
                17  sigmask 0
                18  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('a ruleset in the way of the shuffle moves, and so does the program beside it', () => {
    expectPlan(
      { files: [0, 1, 2, 7, -1], sys: { useLandlock: true, landlockFD: 3 } },
      `
        clone   PIDFD
        child    1  cloexecFrom 3
                 2  dup3 4 -> 5 (O_CLOEXEC)
                 3  dup3 3 -> 6 (O_CLOEXEC)
                 4  setCloexec 0 off
                 5  setCloexec 1 off
                 6  setCloexec 2 off
                 7  dup3 7 -> 3
                 8  close 4
                 9  landlockRestrictSelf 6 0
                10  resetSignals
                11  sigmask 0
                12  execveat 5 ["sh","-c","id"]     (the caller's environment)
      `,
      { fd: 4 },
    );
  });

  test('a ruleset that files names is used in the place of the child, and reaches the program', () => {
    expectPlan(
      { files: [9, 1, 2], sys: { useLandlock: true, landlockFD: 9 } },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  dup3 9 -> 0
                3  setCloexec 1 off
                4  setCloexec 2 off
                5  landlockRestrictSelf 0 0
                6  resetSignals
                7  sigmask 0
                8  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('a ruleset that is descriptor 0 here, and closed there', () => {
    expectPlan(
      { files: [-1, 1, 2], sys: { useLandlock: true, landlockFD: 0 } },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  dup3 0 -> 3 (O_CLOEXEC)
                3  close 0
                4  setCloexec 1 off
                5  setCloexec 2 off
                6  landlockRestrictSelf 3 0
                7  resetSignals
                8  sigmask 0
                9  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test("Go's zero values ask for nothing", () => {
    expectPlan(
      { sys: { noNewPrivs: false, useLandlock: false, landlockFD: 0, landlockFlags: 0 } },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  setCloexec 0 off
                3  setCloexec 1 off
                4  setCloexec 2 off
                5  resetSignals
                6  sigmask 0
                7  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });
});
