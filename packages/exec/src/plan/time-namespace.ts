/**
 * Into a time namespace, time_namespaces(7). Whoever unshares it stays outside, the children are inside. Since Linux 6.3 an
 * execve(2) takes the process itself in. Before that a fork does: the heir, which is a child of ours as the first was, does
 * the rest, and the first has to have neither session, group nor terminal by then, for its end would take those along.
 */
import type { Asked, Planner } from './asked.js';
import { ownMaps } from './id-maps.js';
import { hasHeir, namespaceFlags, unshare } from './namespaces.js';
import { timeOffsets } from './time-offsets.js';

/**
 * Before the parent is waited for: until then the child is not guarded, and may write to its /proc/self (id-maps.ts has the
 * reason). A new user namespace gives the capabilities for it without any map.
 */
export const firstNamespaces: Planner = (asked) => {
  const { first } = namespaceFlags(asked);
  return first === 0 ? [] : [{ op: 'unshare', flags: first }, ...timeOffsets(asked, first)];
};

export const heir: Planner = (asked) => {
  if (!hasHeir(asked)) return [];
  const inner = namespaceFlags(asked).heir;
  return [
    ...unshare(asked),
    ...ownMaps(asked),
    { op: 'fork' },
    ...(inner === 0 ? [] : [{ op: 'unshare', flags: inner } as const]),
  ];
};

/** What the heir's planner has not done already. */
const withoutHeir =
  (planner: Planner): Planner =>
  (asked: Asked) =>
    hasHeir(asked) ? [] : planner(asked);

export const laterUnshare = withoutHeir(unshare);
export const laterMaps = withoutHeir(ownMaps);
