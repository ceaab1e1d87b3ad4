import { CLONE_NEWIPC, CLONE_NEWNET, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWUSER, CLONE_NEWUTS } from '@forkexec/attrs';
import { describe, test } from 'vitest';
import { expectPlan, expectRootsPlan } from './golden.js';

describe('the whole order', () => {
  test('a container: session, terminal, namespaces, root, limits, ids, capabilities, directory, death signal', () => {
    expectRootsPlan(
      {
        dir: '/work',
        env: { A: '1' },
        files: [21, 21, 21],
        sys: {
          cloneflags: CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS,
          unshareflags: CLONE_NEWNS | CLONE_NEWNET,
          uidMappings: [
            { containerID: 0, hostID: 1000, size: 1 },
            { containerID: 1, hostID: 100000, size: 65536 },
          ],
          gidMappings: [
            { containerID: 0, hostID: 1000, size: 1 },
            { containerID: 1, hostID: 100000, size: 65536 },
          ],
          gidMappingsEnableSetgroups: true,
          useCgroupFD: true,
          cgroupFD: 17,
          setsid: true,
          setctty: true,
          hostname: 'box',
          chroot: '/srv/root',
          mountProc: true,
          rlimits: { nproc: 100 },
          credential: { uid: 33, gid: 33, groups: [33, 44] },
          ambientCaps: ['net_bind_service'],
          pdeathsig: 'SIGTERM',
        },
      },
      `
        clone   NEWUSER|NEWNS|NEWUTS|NEWPID|PIDFD     (into the cgroup of descriptor 17)
        parent   1  writeFile /proc/<pid>/uid_map "0 1000 1\\n1 100000 65536"
                 2  writeFile /proc/<pid>/setgroups "allow"
                 3  writeFile /proc/<pid>/gid_map "0 1000 1\\n1 100000 65536"
        child    1  cloexecFrom 3
                 2  hold
                 3  setsid
                 4  unshare NEWNS|NEWNET
                 5  mount none on / (MS_REC|MS_PRIVATE)
                 6  sethostname box
                 7  chroot /srv/root
                 8  mount proc on /proc type proc (MS_NOSUID|MS_NODEV|MS_NOEXEC)
                 9  prlimit nproc 100:100
                10  keepCaps
                11  setgroups [33,44]
                12  setgid 33
                13  setuid 33
                14  addCaps cap_net_bind_service
                15  raiseAmbient cap_net_bind_service
                16  chdir /work
                17  pdeathsig SIGTERM
                18  raiseIfOrphaned SIGTERM
                19  dup3 21 -> 0
                20  dup3 21 -> 1
                21  dup3 21 -> 2
                22  setctty 0
                23  resetSignals
                24  sigmask 0
                25  execve /bin/sh ["sh","-c","id"]     (1 variable)
      `,
    );
  });

  test('a job in the foreground: group, terminal, own maps, low limit', () => {
    expectPlan(
      {
        files: [1, 0, 2],
        sys: {
          unshareflags: CLONE_NEWUSER | CLONE_NEWIPC,
          uidMappings: [{ containerID: 0, hostID: 1000, size: 1 }],
          foreground: true,
          noctty: true,
          ctty: 2,
          pgid: 77,
          rlimits: { core: 0, nofile: 3 },
        },
      },
      `
        clone   PIDFD
        child    1  cloexecFrom 3
                 2  setpgid 77
                 3  foreground 2 (group 77)
                 4  unshare NEWUSER|NEWIPC
                 5  writeFile /proc/self/uid_map "0 1000 1"
                 6  prlimit core 0:0
                 7  dup3 0 -> 3 (O_CLOEXEC)
                 8  dup3 1 -> 0
                 9  dup3 3 -> 1
                10  setCloexec 2 off
                11  prlimit nofile 3:3
                12  noctty 0
                13  resetSignals
                14  sigmask 0
                15  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });
});
