import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkIDMappings, formatIDMappings, ID_MAP_MAX_RANGES, type SysProcIDMap } from '../src/index.js';

const map = (containerID: unknown, hostID: unknown, size: unknown) => ({ containerID, hostID, size }) as SysProcIDMap;
/** `n` ranges of one id each, side by side. */
const ones = (n: number) => Array.from({ length: n }, (_, i) => map(i, i, 1));
/** The same with the longest numbers. */
const long = (n: number) => Array.from({ length: n }, (_, i) => map(4294000000 + i, 4294000000 + i, 1));

test('formatIDMappings writes the lines of uid_map(5)', () => {
  expect(formatIDMappings([])).toBe('');
  expect(formatIDMappings([map(0, 1000, 1)])).toBe('0 1000 1\n');
  expect(formatIDMappings([map(0, 1000, 1), map(1, 100000, 65536)])).toBe('0 1000 1\n1 100000 65536\n');
  expect(formatIDMappings([map(0, 0, 4294967295)])).toBe('0 0 4294967295\n');
});

describe('checkIDMappings accepts', () => {
  test.each([
    ['one id', [map(0, 1000, 1)]],
    ['a container', [map(0, 1000, 1), map(1, 100000, 65536)]],
    ['the initial namespace', [map(0, 0, 4294967295)]],
    ['the last id', [map(4294967294, 4294967294, 1)]],
    ['neighbours, in any order', [map(10, 0, 10), map(0, 10, 10), map(20, 20, 5)]],
    ['as many as there may be', ones(ID_MAP_MAX_RANGES)],
  ])('%s', (_, maps) => expect(checkIDMappings(maps)).toBeUndefined());
});

describe('checkIDMappings refuses', () => {
  test.each<[unknown, string, string]>([
    [undefined, '', 'must be an array of ranges, not undefined'],
    ['0 0 1', '', `must be an array of ranges, not '0 0 1'`],
    [{ 0: map(0, 0, 1) }, '', 'must be an array of ranges, not an object'],
    [[], '', 'must have 1 to 340 ranges, not 0'],
    [ones(341), '', 'must have 1 to 340 ranges, not 341'],
    [[null], '[0]', 'must be { containerID, hostID, size }, not null'],
    [[map(0, 0, 1), 5], '[1]', 'must be { containerID, hostID, size }, not 5'],
    // oxlint-disable-next-line no-sparse-arrays
    [[map(0, 0, 1), , map(5, 5, 1)], '[1]', 'must be { containerID, hostID, size }, not undefined'],
    [[{}], '[0].containerID', 'must be an integer from 0 to 4294967294, not undefined'],
    [[map(-1, 0, 1)], '[0].containerID', 'must be an integer from 0 to 4294967294, not -1'],
    [[map(0, '1000', 1)], '[0].hostID', `must be an integer from 0 to 4294967294, not '1000'`],
    [[map(0, 4294967295, 1)], '[0].hostID', 'must be an integer from 0 to 4294967294, not 4294967295'],
    [[map(0, 0, 1), map(1, 1, 0)], '[1].size', 'must be an integer from 1 to 4294967295, not 0'],
    [[map(0, 0, 1.5)], '[0].size', 'must be an integer from 1 to 4294967295, not 1.5'],
    [[map(0, 0, 1n)], '[0].size', 'must be an integer from 1 to 4294967295, not 1n'],
    [[map(0, 0, 4294967296)], '[0].size', 'must be an integer from 1 to 4294967295, not 4294967296'],
    [[map(1, 0, 4294967295)], '[0].size', '4294967295 ids from containerID 1 run past the last id, 4294967294'],
    [[map(0, 4294967294, 2)], '[0].size', '2 ids from hostID 4294967294 run past the last id, 4294967294'],
    [[map(0, 0, 10), map(9, 50, 1)], '[1].containerID', '9..9 overlaps 0..9 of [0]'],
    [[map(0, 0, 5), map(10, 50, 5), map(20, 45, 6)], '[2].hostID', '45..50 overlaps 50..54 of [1]'],
    [[map(5, 5, 1), map(0, 50, 100)], '[1].containerID', '0..99 overlaps 5..5 of [0]'],
  ])('%o', (maps, path, message) => {
    expect(checkIDMappings(maps as SysProcIDMap[])).toEqual({ path, message });
  });
});

test('the text must be shorter than a page', () => {
  const fits = [...long(170), map(1000, 10000, 100)];
  const over = [...long(170), map(10000, 10000, 100)];
  expect(formatIDMappings(over)).toHaveLength(4096);
  expect(checkIDMappings(fits)).toBeUndefined();
  expect(checkIDMappings(over)).toEqual({
    path: '',
    message: 'must be less than a page (4096 bytes) of text, not 4096',
  });
  expect(checkIDMappings(over, 65536)).toBeUndefined();
});

test('overlap is what a table of every id finds', () => {
  const small = fc.record({ containerID: fc.nat(15), hostID: fc.nat(15), size: fc.integer({ min: 1, max: 4 }) });
  fc.assert(
    fc.property(fc.array(small, { minLength: 1, maxLength: 5 }), (maps) => {
      const distinct = (['containerID', 'hostID'] as const).every((side) => {
        const ids = maps.flatMap((m) => Array.from({ length: m.size }, (_, i) => m[side] + i));
        return new Set(ids).size === ids.length;
      });
      expect(checkIDMappings(maps) === undefined).toBe(distinct);
    }),
    { numRuns: 1000 },
  );
});

test('whatever is given, the answer names a place in it', () => {
  fc.assert(
    fc.property(fc.array(fc.anything(), { maxLength: 4 }), (maps) => {
      expect(checkIDMappings(maps as SysProcIDMap[])?.path).toMatch(/^(\[\d\](\.(containerID|hostID|size))?)?$/);
    }),
  );
});
