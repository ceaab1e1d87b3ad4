/** What the drop-in's requests ask the kernel for: node:child_process's order, not Go's. */
import { formatPlan } from '@forkexec/core-native/plan';
import { describe, expect, test } from 'vitest';
import { type LaunchRequest, planOf } from '../../src/child-process/launch-plan.js';

const env = ['PATH=/usr/bin:/bin'];
const pipes = { files: [20, 22, 24], blocking: [] };

function printed(request: Partial<LaunchRequest>, files: Parameters<typeof planOf>[1] = pipes): string[] {
  const text = formatPlan(planOf({ file: 'ls', args: ['ls', '-l'], envPairs: env, ...request }, files));
  return text.split('\n').map((line) => line.trim());
}

/** Between the first step, close-on-exec, and the last three: signals and the program. */
const middle = (lines: readonly string[]) => lines.slice(2, -3).map((line) => line.replace(/^\d+ +/, ''));
const place = ['dup3 20 -> 0', 'dup3 22 -> 1', 'dup3 24 -> 2'];

describe('the plan of', () => {
  test('spawn(ls -l)', () => {
    expect(printed({})).toEqual([
      'clone   PIDFD',
      'child   1  cloexecFrom 3',
      '2  dup3 20 -> 0',
      '3  dup3 22 -> 1',
      '4  dup3 24 -> 2',
      '5  resetSignals',
      '6  sigmask 0',
      '7  execveSearch /usr/bin/ls:/bin/ls ["ls","-l"]     (1 variable)',
    ]);
  });

  test('the same again, with another program: nothing of the first is left', () => {
    expect(printed({ file: '/bin/id', args: ['id'], envPairs: [] }).at(-1)).toBe(
      '7  execveSearch /bin/id ["id"]     (0 variables)',
    );
    expect(printed({ args: [] }).at(-1)).toBe('7  execveSearch /usr/bin/ls:/bin/ls [""]     (1 variable)');
  });

  test('detached', () => {
    expect(middle(printed({ detached: true }))).toEqual(['setsid', ...place]);
  });

  test('cwd and ids: the directory with the caller’s rights, groups before ids', () => {
    const ids = ['setgroups []', 'setgid 7', 'setuid 5'];
    expect(middle(printed({ cwd: '/srv', uid: 5, gid: 7 }))).toEqual(['chdir /srv', ...ids, ...place]);
    expect(middle(printed({ uid: 5 }))).toEqual(['setgroups []', 'setuid 5', ...place]);
    expect(middle(printed({ gid: -1 }))).toEqual(['setgroups []', 'setgid 4294967295', ...place]);
    expect(middle(printed({ cwd: '', uid: null, gid: null }))).toEqual(place);
  });

  test('descriptors of ours block for the child', () => {
    const files = { files: [0, 1, 30, -1, 31], blocking: [0, 1, 2] };
    const steps = ['setCloexec 0 off', 'setCloexec 1 off', 'dup3 30 -> 2', 'close 3', 'dup3 31 -> 4'];
    expect(middle(printed({}, files))).toEqual([...steps, 'setBlocking 0', 'setBlocking 1', 'setBlocking 2']);
  });

  test('sys beside the rest', () => {
    const sys = { setpgid: true, chroot: '/root', rlimits: { nproc: 5 }, noNewPrivs: true };
    const steps = ['setpgid 0', 'chroot /root', 'prlimit nproc 5:5', 'chdir /srv', 'setgroups []', 'setuid 5'];
    expect(middle(printed({ sys, cwd: '/srv', uid: 5 }))).toEqual([...steps, ...place, 'noNewPrivs']);
  });

  test('text that was none is read up to a NUL, as Node’s binding does', () => {
    expect(printed({ args: ['ls', 5, null, 'a\0b'], envPairs: ['PATH=', 'B=1\0C=2'] }).at(-1)).toBe(
      '7  execveSearch ls ["ls","5","null","a"]     (2 variables)',
    );
  });
});
