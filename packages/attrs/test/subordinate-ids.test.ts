import { expect, test } from 'vitest';
import { freeSubordinateIDs, parseSubordinateIDs, subordinateIDsOf } from '../src/index.js';

test('lines that shadow reads, and those that it passes over', () => {
  const good = ['u:100000:65536', '1000:0x10:0X20', 'w:010:9', 'x:5:6:more', ' y: 7:8'];
  const bad = [
    '',
    '# comment',
    'u',
    'u:1',
    ':1:2',
    'u::2',
    'u:1:',
    'u:1:x',
    'u:08:1',
    'u:1:0',
    '+:1:2',
    '-u:1:2',
    'u:-1:2',
  ];
  expect(parseSubordinateIDs([...bad, ...good, ...bad].join('\n'))).toEqual([
    { owner: 'u', start: 100_000, count: 65_536 },
    { owner: '1000', start: 16, count: 32 },
    { owner: 'w', start: 8, count: 9 },
    { owner: 'x', start: 5, count: 6 },
    { owner: ' y', start: 7, count: 8 },
  ]);
  expect(parseSubordinateIDs(`${'u'.repeat(1020)}:1:2`)).toEqual([]);
});

test('by name and by number, in the order of the file', () => {
  const all = parseSubordinateIDs('other:1:1\n1000:2:1\nu:3:1\n10000:4:1\n');
  expect(subordinateIDsOf(all, 1000, 'u').map(({ start }) => start)).toEqual([2, 3]);
  expect(subordinateIDsOf(all, 1000).map(({ start }) => start)).toEqual([2]);
  expect(subordinateIDsOf(all, 7)).toEqual([]);
});

test('a block that nobody has', () => {
  const line = (text: string) => freeSubordinateIDs(parseSubordinateIDs(text), 'u');
  expect(line('')).toBe('u:100000:65536');
  expect(line('a:165536:65536\nb:100000:65536\n')).toBe('u:231072:65536');
  expect(line('a:150000:10')).toBe('u:150010:65536');
  expect(line('a:165536:65536')).toBe('u:100000:65536');
  expect(line('a:1:10\nb:99999:1\n')).toBe('u:100000:65536');
});
