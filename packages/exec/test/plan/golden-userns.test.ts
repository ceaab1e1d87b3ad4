import { CLONE_NEWNET, CLONE_NEWPID, CLONE_NEWUSER } from '@forkexec/attrs';
import { describe, expect, test } from 'vitest';
import { expectPlan, planned, user } from './golden.js';

describe('user namespaces', () => {
  test('one id, mapped to our own: the child does it, without waiting', () => {
    expectPlan(
      {
        sys: {
          cloneflags: CLONE_NEWUSER,
          uidMappings: [{ containerID: 0, hostID: 1000, size: 1 }],
          gidMappings: [{ containerID: 0, hostID: 1000, size: 1 }],
        },
      },
      `
        clone   NEWUSER|PIDFD
        child    1  cloexecFrom 3
                 2  writeFile /proc/self/uid_map "0 1000 1"
                 3  writeFile /proc/self/setgroups "deny"
                 4  writeFile /proc/self/gid_map "0 1000 1"
                 5  setCloexec 0 off
                 6  setCloexec 1 off
                 7  setCloexec 2 off
                 8  resetSignals
                 9  sigmask 0
                10  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('a user with capabilities: the parent does it, for the child is guarded', () => {
    const mapped = { uidMappings: [{ containerID: 0, hostID: 1000, size: 1 }] };
    const privileged = { ...user, privileged: true };
    for (const flags of [{ cloneflags: CLONE_NEWUSER }, { unshareflags: CLONE_NEWUSER }]) {
      const { clone, parent, child } = planned({ sys: { ...flags, ...mapped } }, '/bin/sh', privileged);
      expect(clone.flags).toBe(CLONE_NEWUSER);
      expect(parent).toEqual([{ op: 'writeFile', path: '/proc/<pid>/uid_map', data: '0 1000 1', optional: false }]);
      expect(child[1]).toEqual({ op: 'hold' });
    }
  });

  test('another id than our own: newuidmap does it', () => {
    expectPlan(
      { sys: { cloneflags: CLONE_NEWUSER, uidMappings: [{ containerID: 0, hostID: 1001, size: 1 }] } },
      `
        clone   NEWUSER|PIDFD
        parent  1  newidmap /usr/bin/newuidmap <pid> 0 1001 1
        child   1  cloexecFrom 3
                2  hold
                3  setCloexec 0 off
                4  setCloexec 1 off
                5  setCloexec 2 off
                6  resetSignals
                7  sigmask 0
                8  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('a range that begins with our own id: newuidmap does it', () => {
    expectPlan(
      { sys: { cloneflags: CLONE_NEWUSER, uidMappings: [{ containerID: 0, hostID: 1000, size: 2 }] } },
      `
        clone   NEWUSER|PIDFD
        parent  1  newidmap /usr/bin/newuidmap <pid> 0 1000 2
        child   1  cloexecFrom 3
                2  hold
                3  setCloexec 0 off
                4  setCloexec 1 off
                5  setCloexec 2 off
                6  resetSignals
                7  sigmask 0
                8  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('no groups are set as such where setgroups is allowed', () => {
    expectPlan(
      {
        sys: {
          cloneflags: CLONE_NEWUSER,
          gidMappings: [{ containerID: 0, hostID: 1000, size: 1 }],
          gidMappingsEnableSetgroups: true,
          credential: { uid: 0, gid: 0 },
        },
      },
      `
        clone   NEWUSER|PIDFD
        parent   1  writeFile /proc/<pid>/setgroups "allow"
                 2  writeFile /proc/<pid>/gid_map "0 1000 1"
        child    1  cloexecFrom 3
                 2  hold
                 3  setgroups []
                 4  setgid 0
                 5  setuid 0
                 6  setCloexec 0 off
                 7  setCloexec 1 off
                 8  setCloexec 2 off
                 9  resetSignals
                10  sigmask 0
                11  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('ranges: newuidmap and newgidmap do it', () => {
    expectPlan(
      {
        sys: {
          cloneflags: CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET,
          uidMappings: [
            { containerID: 0, hostID: 1000, size: 1 },
            { containerID: 1, hostID: 100000, size: 65536 },
          ],
          gidMappings: [
            { containerID: 0, hostID: 1000, size: 1 },
            { containerID: 1, hostID: 100000, size: 65536 },
          ],
        },
      },
      `
        clone   NEWUSER|NEWPID|NEWNET|PIDFD
        parent  1  newidmap /usr/bin/newuidmap <pid> 0 1000 1 1 100000 65536
                2  writeFile /proc/<pid>/setgroups "deny"
                3  newidmap /usr/bin/newgidmap <pid> 0 1000 1 1 100000 65536
        child   1  cloexecFrom 3
                2  hold
                3  setCloexec 0 off
                4  setCloexec 1 off
                5  setCloexec 2 off
                6  resetSignals
                7  sigmask 0
                8  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('setgroups left allowed: the parent does it', () => {
    expectPlan(
      {
        sys: {
          cloneflags: CLONE_NEWUSER,
          uidMappings: [{ containerID: 0, hostID: 1000, size: 1 }],
          gidMappings: [{ containerID: 0, hostID: 1000, size: 1 }],
          gidMappingsEnableSetgroups: true,
        },
      },
      `
        clone   NEWUSER|PIDFD
        parent  1  writeFile /proc/<pid>/uid_map "0 1000 1"
                2  writeFile /proc/<pid>/setgroups "allow"
                3  writeFile /proc/<pid>/gid_map "0 1000 1"
        child   1  cloexecFrom 3
                2  hold
                3  setCloexec 0 off
                4  setCloexec 1 off
                5  setCloexec 2 off
                6  resetSignals
                7  sigmask 0
                8  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('with a credential the parent does it, and setgroups is left out where it is denied', () => {
    expectPlan(
      {
        sys: {
          cloneflags: CLONE_NEWUSER,
          uidMappings: [{ containerID: 0, hostID: 1000, size: 1 }],
          gidMappings: [{ containerID: 0, hostID: 1000, size: 1 }],
          credential: { uid: 0, gid: 0 },
        },
      },
      `
        clone   NEWUSER|PIDFD
        parent   1  writeFile /proc/<pid>/uid_map "0 1000 1"
                 2  writeFile /proc/<pid>/setgroups "deny"
                 3  writeFile /proc/<pid>/gid_map "0 1000 1"
        child    1  cloexecFrom 3
                 2  hold
                 3  setgid 0
                 4  setuid 0
                 5  setCloexec 0 off
                 6  setCloexec 1 off
                 7  setCloexec 2 off
                 8  resetSignals
                 9  sigmask 0
                10  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('with a credential and setgroups allowed, groups are set', () => {
    expectPlan(
      {
        sys: {
          cloneflags: CLONE_NEWUSER,
          uidMappings: [
            { containerID: 0, hostID: 1000, size: 1 },
            { containerID: 1, hostID: 100000, size: 65536 },
          ],
          gidMappings: [
            { containerID: 0, hostID: 1000, size: 1 },
            { containerID: 1, hostID: 100000, size: 65536 },
          ],
          gidMappingsEnableSetgroups: true,
          credential: { uid: 0, gid: 0, groups: [5] },
        },
      },
      `
        clone   NEWUSER|PIDFD
        parent   1  newidmap /usr/bin/newuidmap <pid> 0 1000 1 1 100000 65536
                 2  writeFile /proc/<pid>/setgroups "allow"
                 3  newidmap /usr/bin/newgidmap <pid> 0 1000 1 1 100000 65536
        child    1  cloexecFrom 3
                 2  hold
                 3  setgroups [5]
                 4  setgid 0
                 5  setuid 0
                 6  setCloexec 0 off
                 7  setCloexec 1 off
                 8  setCloexec 2 off
                 9  resetSignals
                10  sigmask 0
                11  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('with ambient capabilities the parent does it', () => {
    expectPlan(
      {
        sys: {
          cloneflags: CLONE_NEWUSER,
          uidMappings: [{ containerID: 0, hostID: 1000, size: 1 }],
          ambientCaps: ['sys_admin'],
        },
      },
      `
        clone   NEWUSER|PIDFD
        parent   1  writeFile /proc/<pid>/uid_map "0 1000 1"
        child    1  cloexecFrom 3
                 2  hold
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

  test('a user namespace without maps', () => {
    expectPlan(
      { sys: { cloneflags: CLONE_NEWUSER } },
      `
        clone   NEWUSER|PIDFD
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

  test('only the group is mapped', () => {
    expectPlan(
      { sys: { cloneflags: CLONE_NEWUSER, gidMappings: [{ containerID: 0, hostID: 1000, size: 1 }] } },
      `
        clone   NEWUSER|PIDFD
        child   1  cloexecFrom 3
                2  writeFile /proc/self/setgroups "deny"
                3  writeFile /proc/self/gid_map "0 1000 1"
                4  setCloexec 0 off
                5  setCloexec 1 off
                6  setCloexec 2 off
                7  resetSignals
                8  sigmask 0
                9  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });
});
