import { CAP_BITS, SECUREBITS, type Securebit } from '@forkexec/attrs';
import type { Planner } from './asked.js';

/** After keepCaps, whose bit may be locked by it; before the ids change, which it may change the effect of. */
export const securebits: Planner = ({ securebits: { set = [], clear = [] } }) =>
  set.length + clear.length === 0 ? [] : [{ op: 'securebits', set: bitsOf(set), clear: bitsOf(clear) }];

function bitsOf(names: readonly Securebit[]): number {
  return names.reduce((bits, name) => bits | (1 << SECUREBITS.indexOf(name)), 0);
}

/** Each needs CAP_SETPCAP, or what is permitted: before the ids change. The bounding set first, which bounds the other. */
export const boundingAndInheritable: Planner = ({ boundingCaps, inheritableCaps }) => [
  ...(boundingCaps === undefined
    ? []
    : [{ op: 'dropBounding', caps: plain(((1n << BigInt(CAP_BITS)) - 1n) ^ setOf(boundingCaps)) } as const]),
  ...(inheritableCaps === undefined ? [] : [{ op: 'setInheritable', caps: plain(setOf(inheritableCaps)) } as const]),
];

const setOf = (caps: readonly number[]): bigint => caps.reduce((sum, cap) => sum | (1n << BigInt(cap)), 0n);

/** A number where that is exact: a plan with bigints in it does not become JSON. */
const plain = (set: bigint): number | bigint => (set <= Number.MAX_SAFE_INTEGER ? Number(set) : set);

/**
 * setuid(2) from root to another user empties the permitted set, unless this was set before. execve clears it again, and
 * so does unshare(CLONE_NEWUSER), which Go has after it: user_namespaces(7), "securebits".
 */
export const keepCaps: Planner = ({ ambientCaps }) => (ambientCaps.length === 0 ? [] : [{ op: 'keepCaps' }]);

/** A capability can be raised in the ambient set only while it is permitted and inheritable, capabilities(7). */
export const raiseCaps: Planner = ({ ambientCaps, clearAmbient }) => {
  const cleared = clearAmbient ? [{ op: 'clearAmbient' } as const] : [];
  if (ambientCaps.length === 0) return cleared;
  const caps = [...new Set(ambientCaps)];
  return [
    ...cleared,
    { op: 'addCaps', caps: plain(setOf(caps)) },
    ...caps.map((cap) => ({ op: 'raiseAmbient', cap }) as const),
  ];
};
