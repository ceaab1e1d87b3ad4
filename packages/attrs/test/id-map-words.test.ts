import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkIDMappings, formatIDMappings, type IDMapFacts, idMappingsOfWords, type IDMapWord } from '../src/index.js';

const never = () => {
  throw new Error('nothing was to be looked up');
};

/** User 1000 with 100000 to 165535. */
const facts: IDMapFacts = {
  own: 1000,
  block: () => ({ start: 100_000, count: 65_536 }),
  parentMap: () => [{ containerID: 0, hostID: 5, size: 4_294_967_295 }],
};

/** What unshare(1) of util-linux 2.38.1 writes for user 1000, but for 'subids' and 'all', which came with 2.39. */
test.each<[IDMapWord[], string]>([
  [['root'], '0 1000 1'],
  [['self'], '1000 1000 1'],
  [['auto'], '0 100000 65536'],
  [['subids'], '100000 100000 65536'],
  [['all'], '0 0 4294967295'],
  [['root', 'auto'], '0 1000 1, 1 100000 65535'],
  [['auto', 'self'], '1000 1000 1, 0 100000 1000, 1001 101000 64535'],
  [['root', 'subids'], '0 1000 1, 100000 100000 65536'],
  [['all', 'self'], '1000 1000 1, 0 0 1000, 1001 1001 4294966294'],
  [['root', 'all'], '0 1000 1, 1 0 1000, 1001 1001 4294966294'],
])('%j', (words, map) => {
  expect(formatIDMappings(idMappingsOfWords(words, facts)).trimEnd().replaceAll('\n', ', ')).toBe(map);
});

test('one id needs no file', () => {
  const alone = { own: 7, block: never, parentMap: never };
  expect(idMappingsOfWords(['root'], alone)).toEqual([{ containerID: 0, hostID: 7, size: 1 }]);
  expect(idMappingsOfWords(['self'], alone)).toEqual([{ containerID: 7, hostID: 7, size: 1 }]);
});

test('the last id inside the block, and the first behind it', () => {
  const small = (own: number) => ({ ...facts, own, block: () => ({ start: 5000, count: 10 }) });
  const [first, ...rest] = idMappingsOfWords(['self', 'auto'], small(9));
  expect([first, rest]).toEqual([{ containerID: 9, hostID: 9, size: 1 }, [{ containerID: 0, hostID: 5000, size: 9 }]]);
  // unshare 2.38.1 drops an id here, since it takes 10 for one of 0 to 9: nothing is in the way.
  expect(idMappingsOfWords(['self', 'auto'], small(10))[1]).toEqual({ containerID: 0, hostID: 5000, size: 10 });
});

test('no id is mapped twice, and at most one of a block is lost', () => {
  const single = fc.constantFrom<IDMapWord>('root', 'self');
  const block = fc.constantFrom<IDMapWord>('auto', 'subids');
  const number = fc.nat(30);
  fc.assert(
    fc.property(single, block, number, number, fc.integer({ min: 1, max: 20 }), (one, many, own, start, count) => {
      const ranges = idMappingsOfWords([one, many], { own, block: () => ({ start, count }), parentMap: never });
      expect(checkIDMappings(ranges)).toBeUndefined();
      const total = ranges.slice(1).reduce((sum, { size }) => sum + size, 0);
      expect(total).toBeGreaterThanOrEqual(count - 1);
    }),
  );
});
