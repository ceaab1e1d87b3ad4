import { fullName, numberIn, unknownName, type NameTable } from './name-table.js';
import { show } from './show.js';
import * as constants from './signal-constants.js';
import type { Signal } from './sys-proc-attr.js';

/** The names of the signals below the real-time ones, older names included: `'SIGTERM'`, … */
export type StandardSignalName = keyof typeof constants;
/** The names of the real-time signals, as kill(1) has them. */
export type RealTimeSignalName = 'SIGRTMIN' | 'SIGRTMAX' | `SIGRTMIN+${number}` | `SIGRTMAX-${number}`;
/** The name of a signal. */
export type SignalName = StandardSignalName | RealTimeSignalName;

/** Every standard signal's number by its name, older names included: signal(7). */
export const SIGNALS: Readonly<Record<StandardSignalName, number>> = Object.freeze({ ...constants });

/** The first real-time signal of programs linked with glibc, which keeps the kernel's 32 and 33; musl keeps 34 as well. */
export const SIGRTMIN = 34;
/** The last real-time signal, and the last signal. */
export const SIGRTMAX = 64;

const table: NameTable = { what: 'signal', prefix: 'SIG', numbers: SIGNALS, range: [1, SIGRTMAX] };

/** Second names, which a number is never called by: Node and kill(1) agree. */
const older = new Set<string>(['SIGIOT', 'SIGCLD', 'SIGPOLL', 'SIGUNUSED'] satisfies StandardSignalName[]);
let names: ReadonlyMap<number, string> | undefined;

/** By number; made when it is first asked for, since most programs never do. */
function namesByNumber(): ReadonlyMap<number, string> {
  return new Map(Object.entries(SIGNALS).flatMap(([name, n]) => (older.has(name) ? [] : [[n, name] as const])));
}

/**
 * The number of a signal: `'SIGTERM'`, `'TERM'`, `'sigterm'`, `15` and `'15'` are all 15; `'RTMIN+1'` is 35. Signal 0, with
 * which kill(2) only looks whether a process is there, is not a signal.
 * @throws RangeError for an unknown name (naming the nearest) or a number that is not 1 to 64; TypeError for another type.
 */
export function signalNumber(signal: Signal): number {
  if (typeof signal !== 'string') return numberIn(table, signal);
  const full = fullName(table.prefix, signal);
  const unnamed = /^SIG(3[23])$/.exec(full);
  if (unnamed) return Number(unnamed[1]);
  return full.startsWith('SIGRT') ? realTimeNumber(full, signal) : numberIn(table, signal);
}

/**
 * The name of a signal: `'SIGTERM'`, `'SIGRTMIN+3'`, `'SIGRTMAX-14'`: those that kill(1) lists. The C library's own 32 and 33
 * have none and are called `'SIG32'` and `'SIG33'`, as gdb(1) does. `signalNumber` of it gives the same number.
 * @throws RangeError for a number that is not 1 to 64.
 */
export function signalName(signal: number): string {
  const number = numberIn(table, signal);
  const name = (names ??= namesByNumber()).get(number);
  if (name !== undefined) return name;
  if (number < SIGRTMIN) return `SIG${number}`;
  // The first half counts from the lowest, the second from the highest.
  if (number <= (SIGRTMIN + SIGRTMAX) >> 1) return offset('SIGRTMIN+', number - SIGRTMIN);
  return offset('SIGRTMAX-', SIGRTMAX - number);
}

function offset(base: string, by: number): string {
  return by === 0 ? base.slice(0, -1) : `${base}${by}`;
}

function realTimeNumber(full: string, given: string): number {
  const match = /^SIGRT(?:MIN(?:\+(\d+))?|MAX(?:-(\d+))?)$/.exec(full);
  if (!match) throw unknownName({ ...table, numbers: { SIGRTMIN, SIGRTMAX } }, given);
  const number = full.startsWith('SIGRTMIN') ? SIGRTMIN + Number(match[1] ?? 0) : SIGRTMAX - Number(match[2] ?? 0);
  if (number >= SIGRTMIN && number <= SIGRTMAX) return number;
  throw new RangeError(`signal ${show(given)} is not between SIGRTMIN (${SIGRTMIN}) and SIGRTMAX (${SIGRTMAX})`);
}
