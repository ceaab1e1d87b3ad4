import { CLONE_NEWNS, CLONE_NEWUSER } from '@forkexec/attrs';
import { describe, test } from 'vitest';
import { expectPlan, expectRootsPlan } from './golden.js';

describe('what a process is beside its program', () => {
  test('capability sets, securebits, real ids, niceness, umask, signals', () => {
    expectRootsPlan(
      {
        sys: {
          rlimits: { core: 0 },
          credential: { uid: 33, gid: 34, ruid: 0, rgid: 1 },
          boundingCaps: ['net_raw', 'CAP_CHOWN'],
          inheritableCaps: ['chown'],
          ambientCaps: ['net_raw'],
          clearAmbient: true,
          securebits: { set: ['noroot', 'noroot_locked'], clear: ['no_setuid_fixup'] },
          nice: 5,
          umask: '027',
          ignoreSignals: ['HUP', 2],
          blockSignals: ['SIGTERM', 'RTMAX'],
        },
      },
      `
        clone   PIDFD
        child    1  cloexecFrom 3
                 2  prlimit core 0:0
                 3  nice +5
                 4  dropBounding all but cap_chown,cap_net_raw
                 5  setInheritable cap_chown
                 6  keepCaps
                 7  securebits +NOROOT|NOROOT_LOCKED -NO_SETUID_FIXUP
                 8  setgroups []
                 9  setresgid 1 34 34
                10  setresuid 0 33 33
                11  clearAmbient
                12  addCaps cap_net_raw
                13  raiseAmbient cap_net_raw
                14  umask 0027
                15  setCloexec 0 off
                16  setCloexec 1 off
                17  setCloexec 2 off
                18  resetSignals
                19  ignoreSignals SIGHUP|SIGINT
                20  sigmask SIGTERM|SIGRTMAX
                21  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('no capability at all, and what asks for nothing', () => {
    expectPlan(
      { sys: { boundingCaps: [], inheritableCaps: [], securebits: {}, nice: 0, umask: 0, ignoreSignals: [] } },
      `
        clone   PIDFD
        child    1  cloexecFrom 3
                 2  dropBounding all but none
                 3  setInheritable none
                 4  umask 0000
                 5  setCloexec 0 off
                 6  setCloexec 1 off
                 7  setCloexec 2 off
                 8  resetSignals
                 9  sigmask 0
                10  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('mounts that go on being shared, but for the new proc', () => {
    const sys = {
      cloneflags: CLONE_NEWUSER,
      unshareflags: CLONE_NEWNS,
      mountProc: true,
      propagation: 'slave',
    } as const;
    expectPlan(
      { sys },
      `
        clone   NEWUSER|PIDFD
        child    1  cloexecFrom 3
                 2  unshare NEWNS
                 3  mount none on / (MS_REC|MS_SLAVE)
                 4  mount none on /proc (MS_REC|MS_PRIVATE)
                 5  mount proc on /proc type proc (MS_NOSUID|MS_NODEV|MS_NOEXEC)
                 6  setCloexec 0 off
                 7  setCloexec 1 off
                 8  setCloexec 2 off
                 9  resetSignals
                10  sigmask 0
                11  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('mounts left as they are', () => {
    expectRootsPlan(
      { sys: { unshareflags: CLONE_NEWNS, propagation: 'unchanged' } },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  unshare NEWNS
                3  setCloexec 0 off
                4  setCloexec 1 off
                5  setCloexec 2 off
                6  resetSignals
                7  sigmask 0
                8  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });
});
