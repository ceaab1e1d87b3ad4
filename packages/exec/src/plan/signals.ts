import type { Planner } from './asked.js';

/**
 * Every launch: the program starts with default dispositions and nothing blocked, as from node:child_process, but for what
 * was asked for. Dispositions first, for the parent's handlers must not run in the child: until then all signals are blocked, signal(7).
 */
export const signals: Planner = ({ ignoreSignals, blockSignals }) => [
  { op: 'resetSignals' },
  ...(ignoreSignals.length === 0 ? [] : [{ op: 'ignoreSignals', mask: setOf(ignoreSignals) } as const]),
  { op: 'sigmask', mask: setOf(blockSignals) },
];

/** Bit n-1 is signal n; a number where that is exact. */
function setOf(numbers: readonly number[]): number | bigint {
  const set = numbers.reduce((bits, signal) => bits | (1n << BigInt(signal - 1)), 0n);
  return set <= Number.MAX_SAFE_INTEGER ? Number(set) : set;
}
