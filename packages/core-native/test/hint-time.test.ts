import { expect, test } from 'vitest';
import { hintFor } from '../src/hint.js';
import type { Step } from '../src/ops.js';
import { child, machine, write } from './hint-cases.js';

const offsets = write('/proc/self/timens_offsets', 'boottime 86400 0');

test('EPERM: whoever has not CAP_SYS_TIME', () => {
  expect(child('EPERM', [offsets])).toMatch(/needs CAP_SYS_TIME; run as root, or in a new user namespace/);
  expect(child('EPERM', [offsets], { euid: 0 })).toBeUndefined();
});

test("EACCES: the file of a child that changes ids is root's", () => {
  const because = (...later: Step[]) => {
    const plan = { clone: { flags: 0 }, parent: [], child: [offsets, ...later] };
    return hintFor({ side: 'child', step: offsets, syscall: 'open', code: 'EACCES', plan }, machine({}));
  };
  expect(because()).toBeUndefined();
  expect(because({ op: 'setuid', uid: 7 })).toMatch(/make a user namespace with the time namespace/);
});

test('ERANGE and ENOENT', () => {
  expect(child('ERANGE', [offsets])).toMatch(/below zero, or past 146 years/);
  expect(child('ENOENT', [offsets])).toMatch(/Linux 5\.6/);
});
