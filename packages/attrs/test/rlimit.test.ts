import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkRlimit,
  RLIM_INFINITY,
  RLIMITS,
  type Rlimit,
  rlimitFromText,
  rlimitName,
  rlimitNumber,
  rlimitPair,
  rlimitToText,
} from '../src/index.js';

const u64 = fc.oneof(fc.bigInt({ min: 0n, max: RLIM_INFINITY }), fc.constantFrom(0n, RLIM_INFINITY));
const pair = fc.tuple(u64, u64).map(([a, b]) => (a < b ? { soft: a, hard: b } : { soft: b, hard: a }));

/** The message for what is not a value. */
const value = (shown: string) => `must be an integer from 0 to 2^53-1, a bigint to 2^64-1 or 'unlimited', not ${shown}`;

describe('rlimitNumber', () => {
  test.each(Object.entries(RLIMITS))('%s in every spelling', (name, number) => {
    const bare = name.slice(7);
    for (const word of [name, bare, name.toLowerCase(), bare.toLowerCase(), number, String(number)]) {
      expect(rlimitNumber(word)).toBe(number);
    }
    expect(rlimitName(number)).toBe(name);
  });

  test.each([
    ['nofiles', `unknown resource limit 'nofiles', did you mean 'RLIMIT_NOFILE'?`],
    ['openfiles', `unknown resource limit 'openfiles'`],
    ['constructor', `unknown resource limit 'constructor'`],
    [16, 'resource limit must be a name or an integer from 0 to 15, not 16'],
    [-1, 'resource limit must be a name or an integer from 0 to 15, not -1'],
  ])('refuses %s', (name, message) => expect(() => rlimitNumber(name)).toThrow(new RangeError(message)));

  test('refuses other types', () => expect(() => rlimitNumber(null as unknown as string)).toThrow(TypeError));
});

describe('rlimitPair', () => {
  test.each<[Rlimit, bigint, bigint]>([
    [1024, 1024n, 1024n],
    [0, 0n, 0n],
    ['unlimited', RLIM_INFINITY, RLIM_INFINITY],
    [{ soft: 0, hard: 'unlimited' }, 0n, RLIM_INFINITY],
    [{ soft: 5n, hard: 5 }, 5n, 5n],
    [{ soft: 'unlimited', hard: RLIM_INFINITY }, RLIM_INFINITY, RLIM_INFINITY],
  ])('%o', (limit, soft, hard) => {
    expect(checkRlimit(limit)).toBeUndefined();
    expect(rlimitPair(limit)).toEqual({ soft, hard });
  });

  test.each<[unknown, string, string]>([
    [{ soft: 2, hard: 1 }, '.soft', '2 is above the hard limit 1'],
    [{ soft: 'unlimited', hard: 1n }, '.soft', `'unlimited' is above the hard limit 1n`],
    [{ soft: 1 }, '.hard', value('undefined')],
    [{}, '.soft', value('undefined')],
    [{ soft: 1, hard: 1.5 }, '.hard', value('1.5')],
    [-1, '', `${value('-1')}; no limit is 'unlimited'`],
    [Infinity, '', `${value('Infinity')}; no limit is 'unlimited'`],
    [-1n, '', value('-1n')],
    [2 ** 53, '', value('9007199254740992')],
    [2n ** 64n, '', value('18446744073709551616n')],
    ['1024', '', value(`'1024'`)],
    [null, '', value('null')],
    [undefined, '', value('undefined')],
    [[1, 2], '.soft', value('undefined')],
  ])('refuses %o', (limit, path, message) => {
    expect(checkRlimit(limit as Rlimit)).toEqual({ path, message });
    expect(() => rlimitPair(limit as Rlimit)).toThrow(new RangeError(`resource limit${path}: ${message}`));
  });
});

describe('text', () => {
  test.each([
    ['1024', 1024n, 1024n],
    ['1024:4096', 1024n, 4096n],
    ['0:unlimited', 0n, RLIM_INFINITY],
    ['infinity', RLIM_INFINITY, RLIM_INFINITY],
    ['18446744073709551615', RLIM_INFINITY, RLIM_INFINITY],
  ])('%s', (text, soft, hard) => expect(rlimitFromText(text)).toEqual({ soft, hard }));

  test('and back', () => {
    expect(rlimitToText({ soft: 0n, hard: RLIM_INFINITY })).toBe('0:unlimited');
    fc.assert(
      fc.property(pair, (limit) => {
        expect(rlimitFromText(rlimitToText(limit))).toEqual(limit);
      }),
    );
  });

  test.each(['', ':', '1:', ':1', '1:2:3', '-1', '1.5', '0x10', '1 ', 'many', '2:1', '18446744073709551616'])(
    "refuses '%s'",
    (text) => {
      expect(() => rlimitFromText(text)).toThrow(RangeError);
    },
  );

  test('refuses other types', () => expect(() => rlimitFromText(1 as unknown as string)).toThrow(TypeError));
});
