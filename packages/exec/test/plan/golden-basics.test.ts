import { describe, test } from 'vitest';
import { expectPlan } from './golden.js';

describe('plain launches', () => {
  test('nothing asked: the standard descriptors, our environment, default signals', () => {
    expectPlan(
      undefined,
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

  test('no attributes at all is the same as empty ones', () => {
    expectPlan(
      { env: [], files: [0, 1, 2], sys: {} },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  setCloexec 0 off
                3  setCloexec 1 off
                4  setCloexec 2 off
                5  resetSignals
                6  sigmask 0
                7  execve /bin/sh ["sh","-c","id"]     (0 variables)
      `,
    );
  });

  test("Go's zero SysProcAttr asks for nothing", () => {
    expectPlan(
      {
        sys: {
          setsid: false,
          setpgid: false,
          pgid: 0,
          setctty: false,
          noctty: false,
          ctty: 0,
          foreground: false,
          pdeathsig: 0,
          cloneflags: 0,
          unshareflags: 0,
          gidMappingsEnableSetgroups: false,
          ambientCaps: [],
          useCgroupFD: false,
          cgroupFD: 0,
          mountProc: false,
          rlimits: {},
        },
      },
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

  test('a working directory', () => {
    expectPlan(
      { dir: '/srv' },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  chdir /srv
                3  setCloexec 0 off
                4  setCloexec 1 off
                5  setCloexec 2 off
                6  resetSignals
                7  sigmask 0
                8  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('an environment, as an object and counted', () => {
    expectPlan(
      { env: { PATH: '/bin', LANG: undefined, TERM: 'dumb' } },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  setCloexec 0 off
                3  setCloexec 1 off
                4  setCloexec 2 off
                5  resetSignals
                6  sigmask 0
                7  execve /bin/sh ["sh","-c","id"]     (2 variables)
      `,
    );
  });

  test('one variable', () => {
    expectPlan(
      { env: ['A=1'] },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  setCloexec 0 off
                3  setCloexec 1 off
                4  setCloexec 2 off
                5  resetSignals
                6  sigmask 0
                7  execve /bin/sh ["sh","-c","id"]     (1 variable)
      `,
    );
  });

  test('a program by descriptor', () => {
    expectPlan(
      { env: [] },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  setCloexec 0 off
                3  setCloexec 1 off
                4  setCloexec 2 off
                5  resetSignals
                6  sigmask 0
                7  execveat 9 ["sh","-c","id"]     (0 variables)
      `,
      { fd: 9 },
    );
  });
});
