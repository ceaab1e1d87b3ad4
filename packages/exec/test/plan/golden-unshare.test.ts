import { CLONE_NEWNS, CLONE_NEWUSER } from '@forkexec/attrs';
import { describe, expect, test } from 'vitest';
import { expectPlan, planned } from './golden.js';

describe('user namespaces made by unshare', () => {
  test('unshared by the child, which maps itself', () => {
    expectPlan(
      {
        sys: {
          unshareflags: CLONE_NEWUSER | CLONE_NEWNS,
          uidMappings: [{ containerID: 0, hostID: 1000, size: 1 }],
          gidMappings: [{ containerID: 0, hostID: 1000, size: 1 }],
        },
      },
      `
        clone   PIDFD
        child    1  cloexecFrom 3
                 2  unshare NEWUSER|NEWNS
                 3  writeFile /proc/self/uid_map "0 1000 1"
                 4  writeFile /proc/self/setgroups "deny"
                 5  writeFile /proc/self/gid_map "0 1000 1"
                 6  mount none on / (MS_REC|MS_PRIVATE)
                 7  setCloexec 0 off
                 8  setCloexec 1 off
                 9  setCloexec 2 off
                10  resetSignals
                11  sigmask 0
                12  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('more than our own id: made at the clone, so that it can be mapped from outside', () => {
    const sys = {
      unshareflags: CLONE_NEWUSER | CLONE_NEWNS,
      uidMappings: [
        { containerID: 0, hostID: 1000, size: 1 },
        { containerID: 1, hostID: 100000, size: 65536 },
      ],
    };
    expectPlan(
      { sys },
      `
        clone   NEWUSER|PIDFD
        parent   1  newidmap /usr/bin/newuidmap <pid> 0 1000 1 1 100000 65536
        child    1  cloexecFrom 3
                 2  hold
                 3  unshare NEWNS
                 4  mount none on / (MS_REC|MS_PRIVATE)
                 5  setCloexec 0 off
                 6  setCloexec 1 off
                 7  setCloexec 2 off
                 8  resetSignals
                 9  sigmask 0
                10  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
    expect(planned({ sys }, '/bin/sh', { euid: 0, egid: 0 }).parent).toEqual([
      { op: 'writeFile', path: '/proc/<pid>/uid_map', data: '0 1000 1\n1 100000 65536', optional: false },
    ]);
  });

  test('unshared, with ids to change afterwards: made at the clone, so that the parent can map it', () => {
    expectPlan(
      {
        sys: {
          unshareflags: CLONE_NEWUSER | CLONE_NEWNS,
          uidMappings: [{ containerID: 0, hostID: 1000, size: 1 }],
          gidMappings: [{ containerID: 0, hostID: 1000, size: 1 }],
          credential: { uid: 0, gid: 0 },
          ambientCaps: ['sys_admin'],
        },
      },
      `
        clone   NEWUSER|PIDFD
        parent   1  writeFile /proc/<pid>/uid_map "0 1000 1"
                 2  writeFile /proc/<pid>/setgroups "deny"
                 3  writeFile /proc/<pid>/gid_map "0 1000 1"
        child    1  cloexecFrom 3
                 2  hold
                 3  unshare NEWNS
                 4  mount none on / (MS_REC|MS_PRIVATE)
                 5  keepCaps
                 6  setgid 0
                 7  setuid 0
                 8  addCaps cap_sys_admin
                 9  raiseAmbient cap_sys_admin
                10  setCloexec 0 off
                11  setCloexec 1 off
                12  setCloexec 2 off
                13  resetSignals
                14  sigmask 0
                15  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('unshared without maps, with capabilities: it stays with the child', () => {
    expectPlan(
      { sys: { unshareflags: CLONE_NEWUSER, ambientCaps: ['sys_admin'] } },
      `
        clone   PIDFD
        child    1  cloexecFrom 3
                 2  unshare NEWUSER
                 3  keepCaps
                 4  addCaps cap_sys_admin
                 5  raiseAmbient cap_sys_admin
                 6  setCloexec 0 off
                 7  setCloexec 1 off
                 8  setCloexec 2 off
                 9  resetSignals
                10  sigmask 0
                11  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });
});
