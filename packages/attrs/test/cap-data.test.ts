import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CAP_CHOWN,
  CAP_PERFMON,
  CAP_SETFCAP,
  type CapData,
  type Caps,
  capSet,
  capsFromData,
  capsToData,
  decodeCapData,
  decodeCapHeader,
  encodeCapData,
  encodeCapHeader,
  LINUX_CAPABILITY_VERSION_3,
} from '../src/index.js';

const u32 = fc.nat({ max: 0xffffffff });
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const words = fc.record({ effective: u32, permitted: u32, inheritable: u32 });
const zero: CapData = { effective: 0, permitted: 0, inheritable: 0 };

describe('header', () => {
  test('is the version, then the pid', () => {
    expect(LINUX_CAPABILITY_VERSION_3).toBe(0x20080522);
    const bytes = encodeCapHeader({ version: LINUX_CAPABILITY_VERSION_3, pid: 0x1234 });
    expect([...bytes]).toEqual([0x22, 0x05, 0x08, 0x20, 0x34, 0x12, 0, 0]);
  });

  test('bytes and back', () => {
    const header = fc.record({ version: u32, pid: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }) });
    fc.assert(
      fc.property(header, (given) => {
        expect(decodeCapHeader(encodeCapHeader(given))).toEqual(given);
      }),
    );
  });

  test.each([{ version: -1 }, { version: 2 ** 32 }, { version: 1.5 }, { pid: 2 ** 31 }, { pid: NaN }])(
    'refuses %o',
    (wrong) => {
      const message = new RegExp(`^${Object.keys(wrong)[0]} must be `);
      expect(() => encodeCapHeader({ version: LINUX_CAPABILITY_VERSION_3, pid: 0, ...wrong })).toThrow(message);
    },
  );
});

describe('data', () => {
  test('is effective, permitted, inheritable of 0 to 31, then of 32 to 63', () => {
    const bytes = encodeCapData([
      { effective: 1, permitted: 2, inheritable: 3 },
      { effective: 4, permitted: 5, inheritable: 0x80000006 },
    ]);
    expect([...new Uint32Array(bytes.buffer)]).toEqual([1, 2, 3, 4, 5, 0x80000006]);
  });

  test('bytes and back, from any place in a buffer', () => {
    fc.assert(
      fc.property(fc.tuple(words, words), fc.nat(9), (given, offset) => {
        const buffer = new Uint8Array(24 + 9).fill(0xff);
        buffer.set(encodeCapData(given), offset);
        expect(decodeCapData(buffer.subarray(offset, offset + 24))).toEqual(given);
      }),
    );
  });

  test('refuses what is not two structs of u32', () => {
    expect(() => encodeCapData([zero, { ...zero, permitted: -1 }])).toThrow(
      /^\[1\]\.permitted must be an unsigned 32-bit integer, not -1$/,
    );
    expect(() => encodeCapData([{ ...zero, effective: 2 ** 32 }, zero])).toThrow(/^\[0\]\.effective must be /);
    expect(() => encodeCapData([zero] as unknown as [CapData, CapData])).toThrow(/two structs, not 1$/);
  });

  test.each([0, 12, 23, 25])('refuses %i bytes', (length) => {
    expect(() => decodeCapData(new Uint8Array(length))).toThrow(`capability data must be 24 bytes, not ${length}`);
    expect(() => decodeCapHeader(new Uint8Array(length))).toThrow(`a capability header must be 8 bytes, not ${length}`);
  });
});

describe('sets', () => {
  test('are cut between 31 and 32', () => {
    const effective = capSet([CAP_CHOWN, CAP_SETFCAP, CAP_PERFMON]);
    const [low, high] = capsToData({ effective, permitted: 0n, inheritable: 1n << 63n });
    expect(low).toEqual({ effective: 0x80000001, permitted: 0, inheritable: 0 });
    expect(high).toEqual({ effective: 0x40, permitted: 0, inheritable: 0x80000000 });
  });

  test('words and back', () => {
    const sets: fc.Arbitrary<Caps> = fc.record({ effective: u64, permitted: u64, inheritable: u64 });
    fc.assert(
      fc.property(sets, (caps) => {
        expect(capsFromData(capsToData(caps))).toEqual(caps);
        expect(capsFromData(decodeCapData(encodeCapData(capsToData(caps))))).toEqual(caps);
      }),
    );
  });

  test.each([-1n, 1n << 64n, 7])('refuses %s', (inheritable) => {
    const caps = { effective: 0n, permitted: 0n, inheritable: inheritable as bigint };
    expect(() => capsToData(caps)).toThrow(/^inheritable must be a bigint from 0 to 2\^64-1, not /);
  });

  test('hold what the kernel says of a process', ({ skip }) => {
    skip(process.platform !== 'linux', 'needs /proc');
    const status = readFileSync('/proc/self/status', 'utf8');
    const hex = (name: string): bigint => BigInt(`0x${new RegExp(`^${name}:\\s+(\\w+)`, 'm').exec(status)![1]}`);
    const caps = { effective: hex('CapEff'), permitted: hex('CapPrm'), inheritable: hex('CapInh') };
    expect(capsFromData(capsToData(caps))).toEqual(caps);
  });
});
