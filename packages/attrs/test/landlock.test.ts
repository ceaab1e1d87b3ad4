import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  encodeLandlockNetPort,
  encodeLandlockPathBeneath,
  encodeLandlockRuleset,
  LANDLOCK,
  landlockABIOf,
  landlockBit,
  landlockNames,
  landlockNamesOf,
} from '../src/index.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('the constants are those of linux/landlock.h, as far as that goes', ({ skip }) => {
  const header = '/usr/include/linux/landlock.h';
  skip(!existsSync(header), `needs ${header} (Debian: linux-libc-dev)`);
  const define = /^#\s*define\s+(LANDLOCK_(?:ACCESS|SCOPE|RESTRICT_SELF)_\w+)\s+\(1U(?:LL)? << (\d+)\)/gm;
  const found = [...readFileSync(header, 'utf8').matchAll(define)].map(([, name, bit]) => [name, 1 << Number(bit)]);
  const known = found.filter(([name]) => Object.hasOwn(LANDLOCK, name!));
  expect(known.length).toBeGreaterThanOrEqual(13);
  expect(LANDLOCK).toMatchObject(Object.fromEntries(known));
});

describe('names', () => {
  test('each kind in the order of its bits, the first ABI that knows each', () => {
    const abis = (['fs', 'net', 'scope'] as const).map((kind) =>
      landlockNames(kind).map((name, i) => {
        expect(landlockBit(kind, name)).toBe(1 << i);
        return landlockABIOf(kind, name);
      }),
    );
    expect(abis).toEqual([
      [...Array.from({ length: 13 }, () => 1), 2, 3, 5],
      [4, 4],
      [6, 6],
    ]);
  });

  test('in any case, with or without the prefix', () => {
    for (const name of ['read_file', 'READ_FILE', 'LANDLOCK_ACCESS_FS_READ_FILE'])
      expect(landlockBit('fs', name)).toBe(LANDLOCK.LANDLOCK_ACCESS_FS_READ_FILE);
    expect(landlockNamesOf('fs', 5)).toEqual(['execute', 'read_file']);
    expect(landlockNamesOf('scope', 0)).toEqual([]);
  });

  test.each([
    ['fs', 'red_file', "unknown Landlock file right 'red_file', did you mean 'LANDLOCK_ACCESS_FS_READ_FILE'?"],
    ['net', 'read_file', "unknown Landlock network right 'read_file'"],
    ['scope', 'constructor', "unknown Landlock scope 'constructor'"],
  ] as const)('%s has no %s', (kind, name, message) => {
    expect(() => landlockBit(kind, name)).toThrow(new RangeError(message));
    expect(() => landlockABIOf(kind, name)).toThrow(RangeError);
    expect(() => landlockBit(kind, 4 as never)).toThrow(TypeError);
  });
});

test("the kernel's structs, little endian", () => {
  expect(hex(encodeLandlockRuleset({ handledAccessFs: 0xffff, handledAccessNet: 3, scoped: 2 }))).toBe(
    'ffff00000000000003000000000000000200000000000000',
  );
  expect(hex(encodeLandlockPathBeneath(0x8001, 258))).toBe('018000000000000002010000');
  expect(hex(encodeLandlockPathBeneath(1, -100))).toBe('01000000000000009cffffff');
  expect(hex(encodeLandlockNetPort(2, 443))).toBe('0200000000000000bb01000000000000');
  expect(() => encodeLandlockRuleset({ handledAccessFs: -1, handledAccessNet: 0, scoped: 0 })).toThrow(RangeError);
  expect(() => encodeLandlockPathBeneath(1, 2 ** 31)).toThrow(RangeError);
  expect(() => encodeLandlockNetPort(1.5, 1)).toThrow(RangeError);
});
