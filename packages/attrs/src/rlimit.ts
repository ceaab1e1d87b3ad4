import { numberIn, type NameTable } from './name-table.js';
import type { Problem } from './problem.js';
import * as constants from './rlimit-constants.js';
import { show } from './show.js';
import type { Rlimit, RlimitValue } from './sys-proc-attr.js';

/** The names of all resource limits: `'RLIMIT_NOFILE'`, … */
export type RlimitName = keyof typeof constants;

/** Every resource limit's number by its name: getrlimit(2). */
export const RLIMITS: Readonly<Record<RlimitName, number>> = Object.freeze({ ...constants });

/** No limit: 2^64-1. */
export const RLIM_INFINITY: bigint = 2n ** 64n - 1n;

/** The two values of a limit, in its own unit; RLIM_INFINITY is none. */
export interface RlimitPair {
  readonly soft: bigint;
  readonly hard: bigint;
}

const table: NameTable = { what: 'resource limit', prefix: 'RLIMIT_', numbers: RLIMITS, range: [0, 15] };
const names = new Map(Object.entries(RLIMITS).map(([name, number]) => [number, name]));

/**
 * The number of a resource limit: `'nofile'`, `'NOFILE'`, `'RLIMIT_NOFILE'` and `7` are all 7.
 * @throws RangeError for an unknown name (naming the nearest) or number; TypeError for another type.
 */
export function rlimitNumber(name: string | number): number {
  return numberIn(table, name);
}

/**
 * The name of a resource limit: `'RLIMIT_NOFILE'`.
 * @throws RangeError for a number that is not 0 to 15.
 */
export function rlimitName(resource: number): string {
  return names.get(numberIn(table, resource))!;
}

/** What is wrong with a limit, or undefined: setrlimit(2) takes unsigned 64-bit values with soft at most hard. */
export function checkRlimit(limit: Rlimit): Problem | undefined {
  if (!isPair(limit)) return checkValue('', limit);
  const wrong = checkValue('.soft', limit.soft) ?? checkValue('.hard', limit.hard);
  if (wrong || valueOf(limit.soft) <= valueOf(limit.hard)) return wrong;
  return { path: '.soft', message: `${show(limit.soft)} is above the hard limit ${show(limit.hard)}` };
}

/**
 * Both values of a limit: `1024` and `{ soft: 1024, hard: 1024 }` mean the same, `'unlimited'` is RLIM_INFINITY.
 * @throws RangeError with the message of {@link checkRlimit}.
 */
export function rlimitPair(limit: Rlimit): RlimitPair {
  const wrong = checkRlimit(limit);
  if (wrong) throw new RangeError(`resource limit${wrong.path}: ${wrong.message}`);
  if (!isPair(limit)) return { soft: valueOf(limit), hard: valueOf(limit) };
  return { soft: valueOf(limit.soft), hard: valueOf(limit.hard) };
}

/** A limit in the words of prlimit(1): `'1024:4096'`, `'1024:unlimited'`. */
export function rlimitToText({ soft, hard }: RlimitPair): string {
  return `${valueToText(soft)}:${valueToText(hard)}`;
}

/**
 * Reads `SOFT:HARD` or one value for both; a value is a number or `unlimited` (or `infinity`): `'1024:unlimited'`, `'0'`.
 * @throws RangeError for any other text, a value above 2^64-1, or soft above hard; TypeError for another type.
 */
export function rlimitFromText(text: string): RlimitPair {
  if (typeof text !== 'string') throw new TypeError(`resource limit must be a string, not ${show(text)}`);
  const values = text.split(':').map(valueFromText);
  const [soft, hard] = values.length === 1 ? [values[0], values[0]] : values;
  if (soft === undefined || hard === undefined || values.length > 2) {
    throw new RangeError(`resource limit must be VALUE or SOFT:HARD, numbers or 'unlimited', not ${show(text)}`);
  }
  return rlimitPair({ soft, hard });
}

function valueToText(value: bigint): string {
  return value === RLIM_INFINITY ? 'unlimited' : String(value);
}

function valueFromText(text: string): RlimitValue | undefined {
  if (text === 'unlimited' || text === 'infinity') return 'unlimited';
  return /^[0-9]+$/.test(text) ? BigInt(text) : undefined;
}

function isPair(limit: Rlimit): limit is Exclude<Rlimit, RlimitValue> {
  return typeof limit === 'object' && limit !== null;
}

function checkValue(path: string, value: RlimitValue): Problem | undefined {
  if (value === 'unlimited') return undefined;
  const whole = typeof value === 'bigint' || Number.isSafeInteger(value);
  if (whole && value >= 0 && value <= RLIM_INFINITY) return undefined;
  const hint = value === Infinity || value === -1 ? `; no limit is 'unlimited'` : '';
  return {
    path,
    message: `must be an integer from 0 to 2^53-1, a bigint to 2^64-1 or 'unlimited', not ${show(value)}${hint}`,
  };
}

/** Only of a value that was checked. */
function valueOf(value: RlimitValue): bigint {
  return value === 'unlimited' ? RLIM_INFINITY : BigInt(value);
}
