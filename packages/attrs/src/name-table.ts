import { nearest } from './nearest.js';
import { show } from './show.js';

/** Names and numbers of one kind of thing: `{ what: 'signal', prefix: 'SIG', numbers: { SIGHUP: 1, … } }`. */
export interface NameTable {
  /** The word for it in messages. */
  readonly what: string;
  /** What every name begins with, and a user may leave out. */
  readonly prefix: string;
  readonly numbers: Readonly<Record<string, number>>;
  /** The lowest and highest number allowed where a number is given. */
  readonly range: readonly [number, number];
}

/**
 * The number of a name in any case, with or without the prefix; a number, or its decimal digits, stands for itself.
 * @throws RangeError for an unknown name (with the nearest one) or a number out of range; TypeError for other types.
 */
export function numberIn(table: NameTable, value: string | number): number {
  if (typeof value === 'number') return inRange(table, value, value);
  if (typeof value !== 'string') throw new TypeError(`${table.what} must be a name or a number, not ${show(value)}`);
  if (/^[0-9]+$/.test(value)) return inRange(table, Number(value), value);
  return numberNamed(table, value);
}

/**
 * The number of a name in any case, with or without the prefix.
 * @throws RangeError for an unknown name, with the nearest one.
 */
export function numberNamed(table: NameTable, name: string): number {
  // The prefix keeps words out that every object answers to: `constructor`.
  const number = table.numbers[fullName(table.prefix, name)];
  if (number === undefined) throw unknownName(table, name);
  return number;
}

/** The error for a name that the table does not have. */
export function unknownName({ what, prefix, numbers }: NameTable, value: string): RangeError {
  const bare = fullName(prefix, value).slice(prefix.length);
  const near = nearest(
    bare,
    Object.keys(numbers).map((name) => name.slice(prefix.length)),
  );
  return new RangeError(
    `unknown ${what} ${show(value)}${near === undefined ? '' : `, did you mean '${prefix}${near}'?`}`,
  );
}

/** Upper case and the prefix. ASCII letters only: `toUpperCase` alone would make a SIGINT of `sıgınt`. */
export function fullName(prefix: string, name: string): string {
  const upper = name.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
  return upper.startsWith(prefix) ? upper : prefix + upper;
}

function inRange({ what, range: [low, high] }: NameTable, number: number, given: string | number): number {
  if (Number.isInteger(number) && number >= low && number <= high) return number + 0; // -0 becomes 0
  throw new RangeError(`${what} must be a name or an integer from ${low} to ${high}, not ${show(given)}`);
}
