import { describe, expect, test } from 'vitest';
import { isAtLeast } from '../../src/probe/kernel.js';
import { anotherId, parseIdMap } from '../../src/probe/proc.js';
import { describeSeccomp } from '../../src/probe/seccomp.js';

describe('id maps', () => {
  test('as the kernel prints them', () => {
    expect(parseIdMap('         0          0 4294967295\n')).toEqual([{ first: 0, count: 4294967295 }]);
    expect(parseIdMap('         0       1000          1\n         1     100000      65536\n')).toEqual([
      { first: 0, count: 1 },
      { first: 1, count: 65536 },
    ]);
    expect(parseIdMap('')).toEqual([]);
  });

  test.each([
    ['0 0 4294967295', 0, 1],
    ['0 0 4294967295', 1, 2],
    ['0 0 4294967295', 1000, 1],
    ['0 1000 1', 0, 1], // not mapped: the kernel will say so
    ['0 1000 1\n7 100000 5', 0, 7],
    ['0 1000 1\n7 100000 5', 7, 8],
    ['0 1000 1\n7 100000 1', 7, 0],
    ['', 65534, 65535],
  ])('another id of %j than %i', (map, own, other) => {
    expect(anotherId(parseIdMap(map), own)).toBe(other);
  });
});

test.each([
  ['5.10.0-28-amd64', '5.11', false],
  ['5.11.0', '5.11', true],
  ['6.1', '5.16', true],
  ['5.9', '5.11', false],
  ['10.0', '5.3', true],
])('Linux %s is at least %s: %s', (version, since, yes) => {
  expect(isAtLeast(version, since)).toBe(yes);
});

test.each([
  ['0', '0', '0', 'none'],
  ['0', '0', '1', 'none, no_new_privs'],
  ['2', '3', '1', '3 in front of this process, no_new_privs'],
  ['2', undefined, '0', 'some in front of this process'],
])('Seccomp: %s', (mode, filters, noNewPrivs, text) => {
  expect(describeSeccomp(mode, filters, noNewPrivs)).toBe(text);
});
