import type { Planner } from './asked.js';

/**
 * setuid(2) from root to another user empties the permitted set, unless this was set before. execve clears it again, and
 * so does unshare(CLONE_NEWUSER), which Go has after it: user_namespaces(7), "securebits".
 */
export const keepCaps: Planner = ({ ambientCaps }) => (ambientCaps.length === 0 ? [] : [{ op: 'keepCaps' }]);

/** A capability can be raised in the ambient set only while it is permitted and inheritable, capabilities(7). */
export const raiseCaps: Planner = ({ ambientCaps }) => {
  if (ambientCaps.length === 0) return [];
  const caps = [...new Set(ambientCaps)];
  // A number where that is exact: a plan with bigints in it does not become JSON.
  const set = caps.reduce((sum, cap) => sum | (1n << BigInt(cap)), 0n);
  return [
    { op: 'addCaps', caps: set <= Number.MAX_SAFE_INTEGER ? Number(set) : set },
    ...caps.map((cap) => ({ op: 'raiseAmbient', cap }) as const),
  ];
};
