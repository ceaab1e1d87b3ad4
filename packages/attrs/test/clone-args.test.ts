import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CLONE_INTO_CGROUP, CLONE_NEWUSER, type CloneArgs, encodeCloneArgs } from '../src/index.js';

/** struct clone_args of linux/sched.h, offset by offset. */
const offsets = {
  flags: 0,
  pidFD: 8,
  childTID: 16,
  parentTID: 24,
  exitSignal: 32,
  stack: 40,
  stackSize: 48,
  tls: 56,
  setTID: 64,
  setTIDSize: 72,
  cgroup: 80,
};

test('nothing given is 88 zeros', () => {
  expect(encodeCloneArgs({})).toEqual(new Uint8Array(88));
});

test('flags above bit 31 are kept', () => {
  const bytes = encodeCloneArgs({ flags: CLONE_INTO_CGROUP + CLONE_NEWUSER, exitSignal: 17, cgroup: 5 });
  expect([...bytes.subarray(0, 8)]).toEqual([0, 0, 0, 0x10, 2, 0, 0, 0]);
  expect([bytes[32], bytes[80]]).toEqual([17, 5]);
});

test('each field stands in its place', () => {
  const word = fc.oneof(fc.maxSafeNat(), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }));
  const fields = Object.fromEntries(Object.keys(offsets).map((name) => [name, word]));
  const args: fc.Arbitrary<CloneArgs> = fc.record(fields, { requiredKeys: [] });
  fc.assert(
    fc.property(args, (given) => {
      const view = new DataView(encodeCloneArgs(given).buffer);
      const words = new Map<string, number | bigint>(Object.entries(given));
      for (const [name, offset] of Object.entries(offsets)) {
        expect(view.getBigUint64(offset, true)).toBe(BigInt(words.get(name) ?? 0));
      }
    }),
  );
});

test.each([-1, 1.5, NaN, 2 ** 53, -1n, 1n << 64n, '1', null])('refuses %s, naming the field', (stack) => {
  expect(() => encodeCloneArgs({ stack: stack as number })).toThrow(/^stack must be an unsigned 64-bit integer, not /);
});

test('refuses a field that does not exist', () => {
  expect(() => encodeCloneArgs({ pidfd: 1 } as CloneArgs)).toThrow(new TypeError(`clone args have no field 'pidfd'`));
});
