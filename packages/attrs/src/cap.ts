import * as constants from './cap-constants.js';
import { numberIn, type NameTable } from './name-table.js';
import { show } from './show.js';
import type { Capability } from './sys-proc-attr.js';

/** The names of all capabilities: `'CAP_CHOWN'`, … */
export type CapName = keyof typeof constants;

/** Every capability's number by its name: capabilities(7). */
export const CAPABILITIES: Readonly<Record<CapName, number>> = Object.freeze({ ...constants });

/** The highest capability that has a name here: CAP_CHECKPOINT_RESTORE, Linux 5.9. */
export const CAP_LAST_CAP = 40;

/** How many capabilities a set of the kernel's version 3 can hold; those above CAP_LAST_CAP go by number. */
export const CAP_BITS = 64;

const table: NameTable = { what: 'capability', prefix: 'CAP_', numbers: CAPABILITIES, range: [0, CAP_BITS - 1] };
const names = new Map(Object.entries(CAPABILITIES).map(([name, number]) => [number, name]));

/**
 * The number of a capability: `CAP_NET_ADMIN`, `'CAP_NET_ADMIN'`, `'cap_net_admin'`, `'net_admin'` and `'12'` are all 12.
 * Numbers up to 63 are taken, since a kernel may know capabilities that this table does not: cap_from_name(3).
 * @throws RangeError for an unknown name (naming the nearest) or number; TypeError for another type.
 */
export function capNumber(cap: Capability): number {
  return numberIn(table, cap);
}

/**
 * The name of a capability, `'CAP_NET_ADMIN'`; the digits of a number from 41 to 63, as cap_to_name(3) has it.
 * @throws RangeError for any other number.
 */
export function capName(cap: number): string {
  return names.get(numberIn(table, cap)) ?? String(cap);
}

/**
 * The word of a capability set, 0 or 1, that holds a capability: Go's `capToIndex`, `CAP_TO_INDEX` of linux/capability.h.
 * @throws RangeError, TypeError as {@link capNumber}.
 */
export function capToIndex(cap: Capability): number {
  return capNumber(cap) >> 5;
}

/**
 * The bit of a capability in its word, unsigned: Go's `capToMask`, `CAP_TO_MASK` of linux/capability.h.
 * @throws RangeError, TypeError as {@link capNumber}.
 */
export function capToMask(cap: Capability): number {
  return (1 << (capNumber(cap) & 31)) >>> 0;
}

/**
 * A set of capabilities as 64 bits, bit n for capability n.
 * @throws RangeError, TypeError as {@link capNumber}.
 */
export function capSet(caps: Iterable<Capability>): bigint {
  let set = 0n;
  for (const cap of caps) set |= 1n << BigInt(capNumber(cap));
  return set;
}

/**
 * The capabilities in a set of 64 bits, lowest first, as {@link capName} has them.
 * @throws RangeError for a set that is not a bigint from 0 to 2^64-1.
 */
export function capSetNames(set: bigint): string[] {
  checkCapSet('set', set);
  const found: string[] = [];
  for (let cap = 0; cap < CAP_BITS; cap++) if ((set >> BigInt(cap)) & 1n) found.push(capName(cap));
  return found;
}

/**
 * Refuses what is not a set of 64 bits.
 * @throws RangeError naming `what`.
 */
export function checkCapSet(what: string, set: bigint): void {
  if (typeof set === 'bigint' && set >= 0n && set < 1n << 64n) return;
  throw new RangeError(`${what} must be a bigint from 0 to 2^64-1, not ${show(set)}`);
}
