import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearest } from '../src/index.js';

const names = ['TERM', 'TRAP', 'KILL', 'NET_ADMIN', 'NET_RAW', 'SYS_ADMIN'];

test.each([
  ['TREM', 'TERM'],
  ['TERMS', 'TERM'],
  ['KIL', 'KILL'],
  ['NETADMIN', 'NET_ADMIN'],
  ['NET_ADMIM', 'NET_ADMIN'],
  ['KILL', 'KILL'],
  ['PLUGH', undefined],
  ['', undefined],
  ['X', undefined],
])('%s: %s', (word, near) => expect(nearest(word, names)).toBe(near));

test('of two that are equally near, the first', () => {
  expect(nearest('AX', ['AB', 'AC'])).toBe('AB');
  expect(nearest('AX', ['AC', 'AB'])).toBe('AC');
});

test('one slip in a word of four or more is forgiven', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 4, maxLength: 12 });
  fc.assert(
    fc.property(word, fc.nat(), fc.constantFrom('drop', 'add', 'swap', 'change'), (given, at, slip) => {
      const i = at % (given.length - 1);
      const [head, a, b, tail] = [given.slice(0, i), given[i]!, given[i + 1]!, given.slice(i + 2)];
      const slips = {
        drop: head + b + tail,
        add: `${head}${a}z${b}${tail}`,
        swap: head + b + a + tail,
        change: `${head}z${b}${tail}`,
      };
      expect(nearest(slips[slip], ['0123456789', given])).toBe(given);
    }),
  );
});
