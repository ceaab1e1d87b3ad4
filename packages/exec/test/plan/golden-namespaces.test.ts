import { CLONE_NEWIPC, CLONE_NEWNET, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWUSER, CLONE_NEWUTS } from '@forkexec/attrs';
import { describe, test } from 'vitest';
import { expectPlan, expectRootsPlan } from './golden.js';

describe('namespaces, root and cgroup', () => {
  test('clone does not make / private', () => {
    expectRootsPlan(
      { sys: { cloneflags: CLONE_NEWNS | CLONE_NEWIPC } },
      `
        clone   NEWNS|NEWIPC|PIDFD
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

  test('unshare does', () => {
    expectRootsPlan(
      { sys: { unshareflags: CLONE_NEWNS | CLONE_NEWNET } },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  unshare NEWNS|NEWNET
                3  mount none on / (MS_REC|MS_PRIVATE)
                4  setCloexec 0 off
                5  setCloexec 1 off
                6  setCloexec 2 off
                7  resetSignals
                8  sigmask 0
                9  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('a mount of our own makes / private after clone as well', () => {
    expectRootsPlan(
      { sys: { cloneflags: CLONE_NEWNS | CLONE_NEWPID, mountProc: true } },
      `
        clone   NEWNS|NEWPID|PIDFD
        child   1  cloexecFrom 3
                2  mount none on / (MS_REC|MS_PRIVATE)
                3  mount proc on /proc type proc (MS_NOSUID|MS_NODEV|MS_NOEXEC)
                4  setCloexec 0 off
                5  setCloexec 1 off
                6  setCloexec 2 off
                7  resetSignals
                8  sigmask 0
                9  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('a new root: the working directory goes there', () => {
    expectRootsPlan(
      { sys: { chroot: '/srv/root' } },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  chroot /srv/root
                3  chdir /
                4  setCloexec 0 off
                5  setCloexec 1 off
                6  setCloexec 2 off
                7  resetSignals
                8  sigmask 0
                9  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('a new root with an absolute directory in it', () => {
    expectRootsPlan(
      { dir: '/home', sys: { chroot: '/srv/root' } },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  chroot /srv/root
                3  chdir /home
                4  setCloexec 0 off
                5  setCloexec 1 off
                6  setCloexec 2 off
                7  resetSignals
                8  sigmask 0
                9  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('a new root with a relative directory: counted from the new root', () => {
    expectRootsPlan(
      { dir: 'home', sys: { chroot: 'root' } },
      `
        clone   PIDFD
        child    1  cloexecFrom 3
                 2  chroot root
                 3  chdir /
                 4  chdir home
                 5  setCloexec 0 off
                 6  setCloexec 1 off
                 7  setCloexec 2 off
                 8  resetSignals
                 9  sigmask 0
                10  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('proc is mounted inside of the new root', () => {
    expectRootsPlan(
      {
        sys: {
          cloneflags: CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS,
          hostname: 'box',
          chroot: '/srv/root',
          mountProc: '/proc',
        },
      },
      `
        clone   NEWNS|NEWUTS|NEWPID|PIDFD
        child    1  cloexecFrom 3
                 2  mount none on / (MS_REC|MS_PRIVATE)
                 3  sethostname box
                 4  chroot /srv/root
                 5  chdir /
                 6  mount proc on /proc type proc (MS_NOSUID|MS_NODEV|MS_NOEXEC)
                 7  setCloexec 0 off
                 8  setCloexec 1 off
                 9  setCloexec 2 off
                10  resetSignals
                11  sigmask 0
                12  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('a cgroup', () => {
    expectRootsPlan(
      { sys: { useCgroupFD: true, cgroupFD: 17 } },
      `
        clone   PIDFD     (into the cgroup of descriptor 17)
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

  test('the rootless sandbox of the demonstration', () => {
    expectPlan(
      {
        dir: '/tmp',
        env: { HOME: '/tmp', PATH: '/usr/bin:/bin' },
        sys: {
          cloneflags: CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWNET,
          uidMappings: [{ containerID: 0, hostID: 1000, size: 1 }],
          gidMappings: [{ containerID: 0, hostID: 1000, size: 1 }],
          hostname: 'sandbox',
          mountProc: true,
          setsid: true,
          pdeathsig: 'SIGKILL',
          rlimits: { core: 0 },
        },
      },
      `
        clone   NEWUSER|NEWNS|NEWUTS|NEWPID|NEWNET|PIDFD
        child    1  cloexecFrom 3
                 2  setsid
                 3  writeFile /proc/self/uid_map "0 1000 1"
                 4  writeFile /proc/self/setgroups "deny"
                 5  writeFile /proc/self/gid_map "0 1000 1"
                 6  mount none on / (MS_REC|MS_PRIVATE)
                 7  sethostname sandbox
                 8  mount proc on /proc type proc (MS_NOSUID|MS_NODEV|MS_NOEXEC)
                 9  prlimit core 0:0
                10  chdir /tmp
                11  pdeathsig SIGKILL
                12  raiseIfOrphaned SIGKILL
                13  setCloexec 0 off
                14  setCloexec 1 off
                15  setCloexec 2 off
                16  resetSignals
                17  sigmask 0
                18  execve /bin/sh ["sh","-c","id"]     (2 variables)
      `,
    );
  });
});
