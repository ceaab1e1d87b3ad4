import * as constants from './clone-constants.js';
import { numberNamed, type NameTable } from './name-table.js';
import { show } from './show.js';

/** The names of all clone flags: `'CLONE_NEWUSER'`, … */
export type CloneFlagName = keyof typeof constants;

/** Every clone flag's bit by its name: clone(2). */
export const CLONE_FLAGS: Readonly<Record<CloneFlagName, number>> = Object.freeze({ ...constants });

/** The names of the flags that make a namespace. */
export type NamespaceFlagName = Extract<CloneFlagName, `CLONE_NEW${string}`>;

/** The user namespace first, for it owns the others, then in the order of their bits. */
const namespaces: readonly NamespaceFlagName[] = [
  'CLONE_NEWUSER',
  'CLONE_NEWTIME',
  'CLONE_NEWNS',
  'CLONE_NEWCGROUP',
  'CLONE_NEWUTS',
  'CLONE_NEWIPC',
  'CLONE_NEWPID',
  'CLONE_NEWNET',
];

/** All `CLONE_NEW*` flags: what `cloneflags` and `unshareflags` may hold. namespaces(7). */
export const NAMESPACE_FLAGS: number = namespaces.reduce((mask, name) => mask | CLONE_FLAGS[name], 0);

const table: NameTable = { what: 'clone flag', prefix: 'CLONE_', numbers: CLONE_FLAGS, range: [0, 2 ** 53 - 1] };

/** As they are printed: namespaces, then the others in the order of their bits. */
const printed = [
  ...namespaces.map((name) => [name, CLONE_FLAGS[name]] as const),
  ...Object.entries(CLONE_FLAGS)
    .filter(([, bit]) => !(NAMESPACE_FLAGS & bit))
    .toSorted(([, a], [, b]) => a - b),
].map(([name, bit]) => ({ word: name.slice(table.prefix.length), bit: BigInt(bit) }));

/**
 * A flag word in words: `'NEWUSER|NEWPID'`; bits without a name as hex, `'NEWNS|0x1'`; no flags as `'0'`. A negative
 * number is what JavaScript's `|` made of bit 31 (CLONE_IO) and is read as unsigned.
 * @throws RangeError for what is not an integer from -2^31 to 2^64-1.
 */
export function cloneFlagsToText(flags: number | bigint): string {
  let rest = flagBits(flags);
  const words: string[] = [];
  for (const { word, bit } of printed) {
    if (!(rest & bit)) continue;
    words.push(word);
    rest &= ~bit;
  }
  if (rest !== 0n || words.length === 0) words.push(rest === 0n ? '0' : `0x${rest.toString(16)}`);
  return words.join('|');
}

/**
 * The flag word that a text stands for: names in any case, with or without `CLONE_`, and numbers (decimal, or hex after
 * `0x`), joined by `|`: `'NEWUSER|CLONE_NEWPID'`. The number is exact: `|` of JavaScript would lose the bits above 31.
 * @throws RangeError for an unknown name (naming the nearest) or a number above 2^53-1; TypeError for another type.
 */
export function cloneFlagsFromText(text: string): number {
  if (typeof text !== 'string') throw new TypeError(`clone flags must be a string, not ${show(text)}`);
  const flags = text.split('|').reduce((bits, word) => bits | wordBits(word.trim()), 0n);
  if (flags > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError(`clone flags ${show(text)} are above 2^53-1`);
  return Number(flags);
}

function wordBits(word: string): bigint {
  if (/^([0-9]+|0[xX][0-9a-fA-F]+)$/.test(word)) return BigInt(word);
  return BigInt(numberNamed(table, word));
}

function flagBits(flags: number | bigint): bigint {
  const whole = typeof flags === 'bigint' || Number.isSafeInteger(flags);
  const bits = whole ? BigInt(flags) : -1n << 64n;
  if (bits < -(1n << 31n) || bits >= 1n << 64n) {
    throw new RangeError(`clone flags must be an unsigned 64-bit integer, not ${show(flags)}`);
  }
  return bits < 0n ? BigInt.asUintN(32, bits) : bits;
}
