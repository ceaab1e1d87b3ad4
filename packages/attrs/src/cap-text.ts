import { CAP_BITS, CAP_LAST_CAP, CAPABILITIES, capName, checkCapSet } from './cap.js';
import type { Caps } from './cap-data.js';
import { fullName } from './name-table.js';
import { nearest } from './nearest.js';
import { show } from './show.js';

/**
 * The sets by the letters that stand for them, in the order in which they are printed. A capability's state is the sum of
 * the bits of the sets that have it: libcap's numbers, which decide ties and the order of clauses.
 */
const flags = [
  { letter: 'e', set: 'effective', bit: 1 },
  { letter: 'i', set: 'inheritable', bit: 4 },
  { letter: 'p', set: 'permitted', bit: 2 },
] as const;
const states = 8;

const numbers: ReadonlyMap<string, number> = new Map(Object.entries(CAPABILITIES));

/**
 * Reads the text form of capability sets: cap_from_text(3). Clauses stand between spaces and work one after the other: a
 * list of capabilities (`all`, or nothing before `=`, for every named one), then `=` (set these flags, clear the others),
 * `+` (set) or `-` (clear) and letters of `e`, `i`, `p`: `cap_setuid,cap_net_admin+ep`, `=ep cap_sys_admin-ep`.
 * Accepts and refuses what libcap 2.66 does: names in any case but with `cap_`, numbers up to 63.
 *
 * @param lastCap the highest capability that `all` covers: libcap asks the running kernel (`/proc/sys/kernel/cap_last_cap`).
 * @throws SyntaxError naming the clause; TypeError for another type.
 */
export function capsFromText(text: string, lastCap: number = CAP_LAST_CAP): Caps {
  if (typeof text !== 'string') throw new TypeError(`capabilities must be a string, not ${show(text)}`);
  checkLastCap(lastCap);
  const caps = { effective: 0n, permitted: 0n, inheritable: 0n };
  for (const clause of text.split(/[ \t\n\v\f\r]+/)) {
    if (clause === '') continue;
    const { items, actions } = splitClause(clause);
    // `all` forgets what stood before it, a number above lastCap too: as libcap reads it.
    const bits = items.reduce((set, item) => (isAll(item) ? 0n : set) | itemBits(item, clause, lastCap), 0n);
    for (const [, op, letters] of actions.matchAll(/([=+-])([eip]*)/g)) apply(caps, bits, op!, letters!);
  }
  return caps;
}

/**
 * The text form of capability sets, as cap_to_text(3) prints it: what most capabilities have, then the exceptions.
 * `capsFromText` of it gives the same sets.
 *
 * @param lastCap the highest capability that is called by name: libcap asks the running kernel.
 * @throws RangeError for a set that is not a bigint from 0 to 2^64-1.
 */
export function capsToText(caps: Caps, lastCap: number = CAP_LAST_CAP): string {
  for (const { set } of flags) checkCapSet(set, caps[set]);
  checkLastCap(lastCap);
  const named = byState(caps, 0, lastCap);
  const base = mostCommon(named);
  const clauses: string[] = [];
  for (let state = states - 1; state >= 0; state--) {
    const list = named[state]!;
    if (state === base || list.length === 0) continue;
    // Where most have nothing, the first exception says so by its '=' and the leading clause is not needed.
    const set = base === 0 && clauses.length === 0 ? '=' : '+';
    clauses.push(nameList(list) + action(set, state & ~base) + action('-', base & ~state));
  }
  if (base !== 0 || clauses.length === 0) clauses.unshift(`=${lettersOf(base)}`);
  // The leading clause does not reach these.
  const unnamed = byState(caps, lastCap + 1, CAP_BITS - 1);
  for (let state = states - 1; state > 0; state--) {
    const list = unnamed[state]!;
    if (list.length > 0) clauses.push(nameList(list) + action('+', state));
  }
  return clauses.join(' ');
}

function splitClause(clause: string): { items: string[]; actions: string } {
  const at = clause.search(/[=+-]/);
  if (at < 0) throw bad(clause, `'=', '+' or '-' is missing`);
  const actions = clause.slice(at);
  if (at === 0) {
    if (/^=[eip]*$/.test(actions)) return { items: ['all'], actions };
    throw bad(clause, `without capabilities in front only '=' and letters of e, i, p are allowed`);
  }
  if (/^(=[eip]*|[+-][eip]+)([+-][eip]+)*$/.test(actions)) return { items: clause.slice(0, at).split(','), actions };
  throw bad(clause, `after the capabilities come '=', '+' or '-' and letters of e, i, p`);
}

function isAll(item: string): boolean {
  return /^all$/i.test(item);
}

function itemBits(item: string, clause: string, lastCap: number): bigint {
  if (isAll(item)) return (1n << BigInt(lastCap + 1)) - 1n;
  // Numbers are what strtoul(3) reads with base 0.
  if (/^(0x[0-9a-f]+|0[0-7]*|[1-9][0-9]*)$/i.test(item)) {
    const cap = BigInt(/^0[0-7]/.test(item) ? `0o${item.slice(1)}` : item);
    if (cap < CAP_BITS) return 1n << cap;
    throw bad(clause, `capability ${show(item)} is above ${CAP_BITS - 1}`);
  }
  const full = fullName('CAP_', item);
  const cap = /^cap_/i.test(item) ? numbers.get(full) : undefined;
  if (cap !== undefined) return 1n << BigInt(cap);
  const near = nearest(full, numbers.keys())?.toLowerCase();
  throw bad(clause, `unknown capability ${show(item)}${near === undefined ? '' : `, did you mean '${near}'?`}`);
}

function apply(caps: Record<keyof Caps, bigint>, bits: bigint, op: string, letters: string): void {
  for (const { letter, set } of flags) {
    const named = letters.includes(letter);
    if (op === '=' || (op === '-' && named)) caps[set] &= ~bits;
    if (op !== '-' && named) caps[set] |= bits;
  }
}

/** The capabilities from `first` to `last`, by state. */
function byState(caps: Caps, first: number, last: number): number[][] {
  const found: number[][] = Array.from({ length: states }, () => []);
  for (let cap = first; cap <= last; cap++) {
    const state = flags.reduce((sum, { set, bit }) => ((caps[set] >> BigInt(cap)) & 1n ? sum + bit : sum), 0);
    found[state]!.push(cap);
  }
  return found;
}

/** The state of most capabilities; of two, the lower. */
function mostCommon(named: number[][]): number {
  return named.reduce((best, caps, state) => (caps.length > named[best]!.length ? state : best), 0);
}

function nameList(caps: number[]): string {
  return caps.map((cap) => capName(cap).toLowerCase()).join(',');
}

function action(op: string, state: number): string {
  return state === 0 ? '' : op + lettersOf(state);
}

function lettersOf(state: number): string {
  return flags.map(({ letter, bit }) => (state & bit ? letter : '')).join('');
}

function checkLastCap(lastCap: number): void {
  if (Number.isInteger(lastCap) && lastCap >= 0 && lastCap < CAP_BITS) return;
  throw new RangeError(`lastCap must be an integer from 0 to ${CAP_BITS - 1}, not ${show(lastCap)}`);
}

function bad(clause: string, why: string): SyntaxError {
  return new SyntaxError(`capability clause ${show(clause)}: ${why}`);
}
