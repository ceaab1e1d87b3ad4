import { CLONE_NEWPID, CLONE_NEWTIME, CLONE_NEWUSER } from '@forkexec/attrs';
import { describe, expect, test } from 'vitest';
import { execEntersTime } from '../../src/plan/caller.js';
import { expectPlan, expectRecentPlan, planned, user } from './golden.js';

const asRoot = {
  uidMappings: [{ containerID: 0, hostID: 1000, size: 1 }],
  gidMappings: [{ containerID: 0, hostID: 1000, size: 1 }],
};
const root = { uid: 0, gid: 0 };

describe('time namespaces', () => {
  test('alone: unshared by the child, with the offsets', () => {
    expectRecentPlan(
      { sys: { cloneflags: CLONE_NEWTIME, timeOffsets: { monotonic: 86_400_000, boottime: -0.5 } } },
      `
        clone   PIDFD
        child   1  cloexecFrom 3
                2  unshare NEWTIME
                3  writeFile /proc/self/timens_offsets "monotonic 86400 0\\nboottime -1 999500000"
                4  setCloexec 0 off
                5  setCloexec 1 off
                6  setCloexec 2 off
                7  resetSignals
                8  sigmask 0
                9  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('before Linux 6.3 an heir goes in', () => {
    expectPlan(
      { sys: { cloneflags: CLONE_NEWTIME, setsid: true } },
      `
        clone   PIDFD
        child    1  cloexecFrom 3
                 2  unshare NEWTIME
                 3  fork
                 4  setsid
                 5  setCloexec 0 off
                 6  setCloexec 1 off
                 7  setCloexec 2 off
                 8  resetSignals
                 9  sigmask 0
                10  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('in a user namespace, before it is held: its files in /proc are the child’s until then', () => {
    expectRecentPlan(
      {
        sys: {
          cloneflags: CLONE_NEWUSER | CLONE_NEWTIME | CLONE_NEWPID,
          ...asRoot,
          credential: root,
          timeOffsets: { boottime: 1500 },
        },
      },
      `
        clone   NEWUSER|NEWPID|PIDFD
        parent   1  writeFile /proc/<pid>/uid_map "0 1000 1"
                 2  writeFile /proc/<pid>/setgroups "deny"
                 3  writeFile /proc/<pid>/gid_map "0 1000 1"
        child    1  cloexecFrom 3
                 2  unshare NEWTIME
                 3  writeFile /proc/self/timens_offsets "boottime 1 500000000"
                 4  hold
                 5  setgid 0
                 6  setuid 0
                 7  setCloexec 0 off
                 8  setCloexec 1 off
                 9  setCloexec 2 off
                10  resetSignals
                11  sigmask 0
                12  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('and the heir is the first of its pid namespace', () => {
    expectPlan(
      { sys: { cloneflags: CLONE_NEWUSER | CLONE_NEWTIME | CLONE_NEWPID, ...asRoot, credential: root } },
      `
        clone   NEWUSER|PIDFD
        parent   1  writeFile /proc/<pid>/uid_map "0 1000 1"
                 2  writeFile /proc/<pid>/setgroups "deny"
                 3  writeFile /proc/<pid>/gid_map "0 1000 1"
        child    1  cloexecFrom 3
                 2  unshare NEWTIME|NEWPID
                 3  hold
                 4  fork
                 5  setgid 0
                 6  setuid 0
                 7  setCloexec 0 off
                 8  setCloexec 1 off
                 9  setCloexec 2 off
                10  resetSignals
                11  sigmask 0
                12  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('unshared with the user namespace that owns it', () => {
    expectRecentPlan(
      { sys: { unshareflags: CLONE_NEWUSER | CLONE_NEWTIME, ...asRoot, setsid: true, timeOffsets: { monotonic: 1 } } },
      `
        clone   PIDFD
        child    1  cloexecFrom 3
                 2  setsid
                 3  unshare NEWUSER|NEWTIME
                 4  writeFile /proc/self/timens_offsets "monotonic 0 1000000"
                 5  writeFile /proc/self/uid_map "0 1000 1"
                 6  writeFile /proc/self/setgroups "deny"
                 7  writeFile /proc/self/gid_map "0 1000 1"
                 8  setCloexec 0 off
                 9  setCloexec 1 off
                10  setCloexec 2 off
                11  resetSignals
                12  sigmask 0
                13  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('a pid namespace that is only for the children stays so', () => {
    expectPlan(
      { sys: { unshareflags: CLONE_NEWUSER | CLONE_NEWTIME | CLONE_NEWPID, ...asRoot, setsid: true } },
      `
        clone   PIDFD
        child    1  cloexecFrom 3
                 2  unshare NEWUSER|NEWTIME
                 3  writeFile /proc/self/uid_map "0 1000 1"
                 4  writeFile /proc/self/setgroups "deny"
                 5  writeFile /proc/self/gid_map "0 1000 1"
                 6  fork
                 7  unshare NEWPID
                 8  setsid
                 9  setCloexec 0 off
                10  setCloexec 1 off
                11  setCloexec 2 off
                12  resetSignals
                13  sigmask 0
                14  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test('an heir cannot be traced', () => {
    const attr = { sys: { ptrace: true, unshareflags: CLONE_NEWTIME } };
    expect(() => planned(attr)).toThrow(/^ptrace: cannot be set together with CLONE_NEWTIME before Linux 6.3/);
    expect(planned(attr, '/bin/sh', { ...user, execEntersTime: true }).child.length).toBeGreaterThan(3);
  });

  test.runIf(process.platform === 'linux').each([
    ['5.6.0', false],
    ['5.10.0-43-cloud-amd64', false],
    ['6.2.16', false],
    ['6.3.0-rc1', true],
    ['6.10.1', true],
    ['7.0.0', true],
  ])('Linux %s: execve enters it: %s', (release, expected) => {
    expect(execEntersTime(release)).toBe(expected);
  });
});
