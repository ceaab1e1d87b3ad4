import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CLONE_FLAGS,
  CLONE_IO,
  CLONE_NEWNET,
  CLONE_NEWNS,
  CLONE_NEWPID,
  CLONE_NEWUSER,
  CLONE_PIDFD,
  cloneFlagsFromText,
  cloneFlagsToText,
  NAMESPACE_FLAGS,
} from '../src/index.js';

describe('cloneFlagsToText', () => {
  test.each([
    [0, '0'],
    [CLONE_NEWUSER | CLONE_NEWPID, 'NEWUSER|NEWPID'],
    [CLONE_NEWUSER | CLONE_PIDFD, 'NEWUSER|PIDFD'],
    [CLONE_NEWNS | 0x11, 'NEWNS|0x11'],
    [NAMESPACE_FLAGS, 'NEWUSER|NEWTIME|NEWNS|NEWCGROUP|NEWUTS|NEWIPC|NEWPID|NEWNET'],
    [CLONE_FLAGS.CLONE_INTO_CGROUP + CLONE_NEWNET, 'NEWNET|INTO_CGROUP'],
    [0x300000100, 'VM|CLEAR_SIGHAND|INTO_CGROUP'],
    [1n << 63n, '0x8000000000000000'],
  ])('%s is %s', (flags, text) => expect(cloneFlagsToText(flags)).toBe(text));

  test("reads a negative number as JavaScript's | meant it", () => {
    expect(CLONE_NEWNS | CLONE_IO).toBeLessThan(0);
    expect(cloneFlagsToText(CLONE_NEWNS | CLONE_IO)).toBe('NEWNS|IO');
  });

  test.each([1.5, NaN, Infinity, 2 ** 60, -(2 ** 31) - 1, -1n << 40n, 1n << 64n, '1', null, undefined, {}])(
    'refuses %s',
    (flags) => {
      expect(() => cloneFlagsToText(flags as number)).toThrow(RangeError);
    },
  );
});

describe('cloneFlagsFromText', () => {
  test.each([
    ['0', 0],
    ['NEWUSER|CLONE_NEWPID', CLONE_NEWUSER | CLONE_NEWPID],
    ['newuser | clone_newns', CLONE_NEWUSER | CLONE_NEWNS],
    ['NEWNS|0x10|1', CLONE_NEWNS | 0x11],
    ['INTO_CGROUP|IO|CLEAR_SIGHAND', 0x380000000],
    ['NEWNS|NEWNS', CLONE_NEWNS],
  ])('%s', (text, flags) => expect(cloneFlagsFromText(text)).toBe(flags));

  test.each([
    ['NEWUSR', `unknown clone flag 'NEWUSR', did you mean 'CLONE_NEWUSER'?`],
    ['newuser,newpid', `unknown clone flag 'newuser,newpid'`],
    ['', `unknown clone flag ''`],
    ['NEWNS|', `unknown clone flag ''`],
    ['constructor', `unknown clone flag 'constructor'`],
    ['0x20000000000000', `clone flags '0x20000000000000' are above 2^53-1`],
    ['-1', `unknown clone flag '-1'`],
  ])('refuses %s', (text, message) => expect(() => cloneFlagsFromText(text)).toThrow(new RangeError(message)));

  test('refuses other types', () => {
    for (const value of [1, null, undefined, ['NEWNS']]) {
      expect(() => cloneFlagsFromText(value as never)).toThrow(TypeError);
    }
  });
});

test('text and back', () => {
  fc.assert(
    fc.property(fc.oneof(fc.maxSafeNat(), fc.subarray(Object.values(CLONE_FLAGS)).map(sum)), (flags) => {
      expect(cloneFlagsFromText(cloneFlagsToText(flags))).toBe(flags);
    }),
  );
});

test('NAMESPACE_FLAGS is every CLONE_NEW flag, and positive', () => {
  const expected = Object.entries(CLONE_FLAGS).filter(([name]) => name.startsWith('CLONE_NEW'));
  expect(NAMESPACE_FLAGS).toBe(sum(expected.map(([, bit]) => bit)));
  expect(NAMESPACE_FLAGS).toBe(0x7e020080);
});

function sum(bits: number[]): number {
  return bits.reduce((total, bit) => total + bit, 0);
}
