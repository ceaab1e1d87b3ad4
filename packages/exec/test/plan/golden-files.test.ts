import { describe, test } from 'vitest';
import { expectPlan } from './golden.js';

describe('descriptors', () => {
  test('every descriptor closed', () => {
    expectPlan(
      { files: [] },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  close 0
                3  close 1
                4  close 2
                5  resetSignals
                6  sigmask 0
                7  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('standard error into standard output', () => {
    expectPlan(
      { files: [0, 1, 1] },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  setCloexec 0 off
                3  setCloexec 1 off
                4  dup3 1 -> 2
                5  resetSignals
                6  sigmask 0
                7  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('pipes', () => {
    expectPlan(
      { files: [21, 23, 25] },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  dup3 21 -> 0
                3  dup3 23 -> 1
                4  dup3 25 -> 2
                5  resetSignals
                6  sigmask 0
                7  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('two descriptors swapped', () => {
    expectPlan(
      { files: [1, 0, 2] },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  dup3 0 -> 3 (O_CLOEXEC)
                3  dup3 1 -> 0
                4  dup3 3 -> 1
                5  setCloexec 2 off
                6  resetSignals
                7  sigmask 0
                8  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('three in a circle', () => {
    expectPlan(
      { files: [1, 2, 0] },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  dup3 0 -> 3 (O_CLOEXEC)
                3  dup3 1 -> 0
                4  dup3 2 -> 1
                5  dup3 3 -> 2
                6  resetSignals
                7  sigmask 0
                8  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('one closed, one more inherited in its own place, one from below', () => {
    expectPlan(
      { files: [-1, 1, 2, 3, 0] },
      `
        clone   PIDFD
        child    1  cloexecFrom 3
                 2  dup3 0 -> 5 (O_CLOEXEC)
                 3  close 0
                 4  setCloexec 1 off
                 5  setCloexec 2 off
                 6  setCloexec 3 off
                 7  dup3 5 -> 4
                 8  resetSignals
                 9  sigmask 0
                10  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('the same low descriptor in many places is moved once', () => {
    expectPlan(
      { files: [4, 0, 0, 0] },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  dup3 0 -> 5 (O_CLOEXEC)
                3  dup3 4 -> 0
                4  dup3 5 -> 1
                5  dup3 5 -> 2
                6  dup3 5 -> 3
                7  resetSignals
                8  sigmask 0
                9  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('a scratch number is none that is still to be read', () => {
    expectPlan(
      { files: [5, 0, 1, 3, 6] },
      `
        clone   PIDFD
        child    1  cloexecFrom 3
                 2  dup3 0 -> 7 (O_CLOEXEC)
                 3  dup3 1 -> 8 (O_CLOEXEC)
                 4  dup3 5 -> 0
                 5  dup3 7 -> 1
                 6  dup3 8 -> 2
                 7  setCloexec 3 off
                 8  dup3 6 -> 4
                 9  resetSignals
                10  sigmask 0
                11  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('a program by descriptor that its files would overwrite', () => {
    expectPlan(
      { files: [0, 1, 2, 7] },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  dup3 3 -> 4 (O_CLOEXEC)
                3  setCloexec 0 off
                4  setCloexec 1 off
                5  setCloexec 2 off
                6  dup3 7 -> 3
                7  resetSignals
                8  sigmask 0
                9  execveat 4 ["sh","-c","id"]     (the caller's environment)
      `,
      { fd: 3 },
    );
  });

  test('a program by descriptor that is standard input, closed for the child', () => {
    expectPlan(
      { files: [-1, 1, 2] },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  dup3 0 -> 3 (O_CLOEXEC)
                3  close 0
                4  setCloexec 1 off
                5  setCloexec 2 off
                6  resetSignals
                7  sigmask 0
                8  execveat 3 ["sh","-c","id"]     (the caller's environment)
      `,
      { fd: 0 },
    );
  });

  test('a program by descriptor that the child inherits is run from there', () => {
    expectPlan(
      { files: [0, 1, 2, 9] },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  setCloexec 0 off
                3  setCloexec 1 off
                4  setCloexec 2 off
                5  dup3 9 -> 3
                6  resetSignals
                7  sigmask 0
                8  execveat 3 ["sh","-c","id"]     (the caller's environment)
      `,
      { fd: 9 },
    );
  });
});
