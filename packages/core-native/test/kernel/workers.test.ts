import { describe, expect, test } from 'vitest';
import { endOfFixture, linesOfFixture } from '../fixture.js';
import { modes } from '../launcher.js';
import { notRoot } from '../privileges.js';

interface Seen {
  readonly before: Record<string, unknown>;
  readonly after: Record<string, unknown>;
  readonly alive?: boolean;
}

/** What was there before is there after, and nothing else; but heaps come and go. */
function expectSame({ before, after }: Seen, fds: unknown = before['fds']): void {
  const wanted: Readonly<Record<string, unknown>> = { ...before, fds, maps: expect.any(Number) };
  for (const [what, value] of Object.entries(wanted)) expect(after[what], what).toEqual(value);
}

describe.each(modes)('FORKEXEC_CHILD=%s', (mode) => {
  test('credential launches from several workers at once leave us dumpable', ({ skip }) => {
    const why = notRoot();
    skip(why !== undefined, why);
    const GROUP = 12345;
    const [seen] = linesOfFixture('workers.mjs', mode, ['credentials'], { gid: GROUP }) as [Seen];
    expect(seen.after['group']).toBe(GROUP);
    expectSame(seen);
  });

  test('the children of workers that were terminated are reaped', () => {
    const [seen] = linesOfFixture('workers.mjs', mode, ['terminate']) as [Seen];
    // Each of the four may have been stopped between having a pidfd and closing it: that one is lost.
    expectSame(seen, expect.any(Array));
    expect((seen.after['fds'] as string[]).length).toBeLessThanOrEqual((seen.before['fds'] as string[]).length + 4);
  });

  test('pdeathsig means the process, not the worker that asked', () => {
    const [seen] = linesOfFixture('workers.mjs', mode, ['deathsig']) as [Seen];
    expect(seen.alive).toBe(true);
    expectSame(seen);
  });

  test.each([
    ['exit', 42],
    ['uncaught', 43],
    ['workers', 42],
  ])('leaving by %s while launches are in flight is no crash', async (how, status) => {
    const ends = await Promise.all(Array.from({ length: 4 }, () => endOfFixture('exit-in-flight.mjs', mode, [how])));
    expect(ends).toEqual(ends.map(() => ({ status, signal: null })));
  });
});
