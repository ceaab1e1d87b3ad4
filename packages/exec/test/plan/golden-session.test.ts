import { describe, test } from 'vitest';
import { expectPlan } from './golden.js';

describe('sessions and terminals', () => {
  test('a session with its terminal', () => {
    expectPlan(
      { files: [21, 21, 21], sys: { setsid: true, setctty: true, ctty: 0 } },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  setsid
                3  dup3 21 -> 0
                4  dup3 21 -> 1
                5  dup3 21 -> 2
                6  setctty 0
                7  resetSignals
                8  sigmask 0
                9  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('a terminal that is another descriptor of the child', () => {
    expectPlan(
      { files: [0, 1, 2, 30], sys: { setsid: true, setctty: true, ctty: 3 } },
      `
        clone   PIDFD
        child    1  cloexecFrom 3
                 2  setsid
                 3  setCloexec 0 off
                 4  setCloexec 1 off
                 5  setCloexec 2 off
                 6  dup3 30 -> 3
                 7  setctty 3
                 8  resetSignals
                 9  sigmask 0
                10  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('a process group of its own', () => {
    expectPlan(
      { sys: { setpgid: true } },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  setpgid 0
                3  setCloexec 0 off
                4  setCloexec 1 off
                5  setCloexec 2 off
                6  resetSignals
                7  sigmask 0
                8  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('a process group that exists', () => {
    expectPlan(
      { sys: { setpgid: true, pgid: 4321 } },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  setpgid 4321
                3  setCloexec 0 off
                4  setCloexec 1 off
                5  setCloexec 2 off
                6  resetSignals
                7  sigmask 0
                8  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test("in the foreground of the parent's terminal", () => {
    expectPlan(
      { files: [7, 7, 7], sys: { foreground: true, ctty: 7 } },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  setpgid 0
                3  foreground 7 (own group)
                4  dup3 7 -> 0
                5  dup3 7 -> 1
                6  dup3 7 -> 2
                7  resetSignals
                8  sigmask 0
                9  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('in the foreground as another group', () => {
    expectPlan(
      { sys: { foreground: true, pgid: 4321 } },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  setpgid 4321
                3  foreground 0 (group 4321)
                4  setCloexec 0 off
                5  setCloexec 1 off
                6  setCloexec 2 off
                7  resetSignals
                8  sigmask 0
                9  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('traced: the last but what the program starts with, and not for init', () => {
    expectPlan(
      { dir: '/', sys: { ptrace: true, pdeathsig: 'TERM', noctty: true, rlimits: { nofile: 9 } } },
      `
        clone   PIDFD
        child    1  cloexecFrom 3
                 2  prlimit nofile 9:9
                 3  chdir /
                 4  pdeathsig SIGTERM
                 5  raiseIfOrphaned SIGTERM
                 6  setCloexec 0 off
                 7  setCloexec 1 off
                 8  setCloexec 2 off
                 9  noctty 0
                10  traceMe
                11  raiseIfOrphaned SIGKILL
                12  resetSignals
                13  sigmask 0
                14  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
    expectPlan(
      { sys: { ptrace: false } },
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

  test('without a controlling terminal', () => {
    expectPlan(
      { sys: { noctty: true } },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  setCloexec 0 off
                3  setCloexec 1 off
                4  setCloexec 2 off
                5  noctty 0
                6  resetSignals
                7  sigmask 0
                8  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });
});
