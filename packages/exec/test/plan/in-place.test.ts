import { CLONE_NEWNET, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWUSER, type SysProcAttr } from '@forkexec/attrs';
import { formatPlan } from '@forkexec/exec';
import { planInPlace } from '@forkexec/exec/supervise';
import { describe, expect, test } from 'vitest';

const inPlace = (sys: SysProcAttr) => planInPlace('/bin/sh', ['sh'], { sys });

test('what the clone would have done comes first, by unshare and by a write', () => {
  const sys = { cloneflags: CLONE_NEWNET, unshareflags: CLONE_NEWNS, cgroup: '/sys/fs/cgroup/x', setsid: true };
  expect(formatPlan(inPlace(sys)).split('\n').slice(0, 6)).toEqual([
    'clone   PIDFD',
    'child    1  writeFile /sys/fs/cgroup/x/cgroup.procs "0"',
    '         2  unshare NEWNET',
    '         3  cloexecFrom 3',
    '         4  setsid',
    '         5  unshare NEWNS',
  ]);
  expect(inPlace({ cgroup: 7 }).child[0]).toMatchObject({ path: '/proc/self/fd/7/cgroup.procs', data: '0' });
});

describe('what takes a new process is refused', () => {
  test.each<[field: string, sys: SysProcAttr]>([
    ['cloneflags', { cloneflags: CLONE_NEWUSER }],
    ['cloneflags', { unshareflags: CLONE_NEWUSER }],
    ['cloneflags', { cloneflags: CLONE_NEWPID }],
    ['cloneflags', { unshareflags: CLONE_NEWPID }],
    ['cloneflags', { cloneflags: CLONE_NEWPID, init: true }],
    ['ptrace', { ptrace: true }],
  ])('%s: %j', (field, sys) => {
    expect(() => inPlace(sys)).toThrow(
      expect.objectContaining({
        name: 'InvalidAttrError',
        path: field,
        message: expect.stringContaining(': cannot be had in place: ') as string,
      }),
    );
  });
});
