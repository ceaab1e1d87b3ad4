/** Readers of the options' values. What they cannot mean is a RangeError without the option's name, which the parser adds. */
import {
  BLOCK_ID_MAP_WORDS,
  capNumber,
  nearest,
  type RlimitPair,
  type Securebit,
  SECUREBITS,
  signalNumber,
  SIGRTMAX,
  type SysProcIDMap,
} from '@forkexec/attrs';
import type { EnvChange, IDMapBlock } from '../ask.js';
import { limitOf } from './limit-values.js';
import type { CapChange } from './ask-privileges.js';
import { everyCapability } from './privileges.js';

/** The one above it, (uid_t) -1, means "leave as it is" in many calls: credentials(7). */
const MAX_ID = 0xfffffffe;

const shown = (text: string): string => `'${text}'`;

function whole(text: string, what: string, high: number): number {
  const number = /^[0-9]+$/.test(text) ? Number(text) : Number.NaN;
  if (number <= high) return number;
  throw new RangeError(`expected ${what}, a number from 0 to ${high}, not ${shown(text)}`);
}

/** `86400`, `-0.5` */
export function seconds(text: string): number {
  const number = /^[+-]?[0-9]+(\.[0-9]+)?$/.test(text) ? Number(text) : Number.NaN;
  if (Math.abs(number) <= Number.MAX_SAFE_INTEGER / 1000) return number;
  throw new RangeError(`expected seconds, not ${shown(text)}`);
}

/** A user or a group: digits are always its number, with chroot(1)'s `+` or without; a name cannot begin with a sign. */
export function idOrName(text: string): number | string {
  if (!/^[-+]|^[0-9]*$/.test(text)) return text;
  return whole(/^\+[0-9]/.test(text) ? text.slice(1) : text, 'an id', MAX_ID);
}

/** `10,adm`; chroot(1): none for an empty text. */
export function idsOrNames(text: string): (number | string)[] {
  return text === '' ? [] : text.split(',').map(idOrName);
}

/** The number of a user or a group: what id maps are made of. */
function id(text: string): number {
  if (/^[a-z_]/i.test(text)) {
    throw new RangeError(`${shown(text)} is a name: give the number, as id(1) or getent(1) tells it`);
  }
  return whole(text, 'an id', MAX_ID);
}

/** All numbers below it are closed one by one, each by a step of the plan. */
const MAX_DESCRIPTOR = 9999;

/** A descriptor's number. */
export function descriptor(text: string): number {
  const fd = whole(text, 'a descriptor', MAX_DESCRIPTOR);
  if (fd < 3) throw new RangeError('0, 1 and 2 are always passed on');
  return fd;
}

/** `INNER:OUTER:COUNT`, the order of uid_map's lines; or, as unshare(1) had it before 2.39, `OUTER,INNER,COUNT`. */
export function idRange(text: string): SysProcIDMap {
  const [containerID, hostID, size, ...more] = text.includes(',') ? swapped(text.split(',')) : text.split(':');
  if (containerID === undefined || hostID === undefined || size === undefined || more.length > 0) {
    throw new RangeError(`expected INNER:OUTER:COUNT or one of ${BLOCK_ID_MAP_WORDS.join(', ')}, not ${shown(text)}`);
  }
  return { containerID: id(containerID), hostID: id(hostID), size: whole(size, 'a count', MAX_ID + 1) };
}

function swapped([outer, inner, ...rest]: readonly string[]): (string | undefined)[] {
  return [inner, outer, ...rest];
}

/** `auto`, `subids` or `all`; undefined: something else. */
export function idBlock(text: string): IDMapBlock | undefined {
  return BLOCK_ID_MAP_WORDS.find((name) => name === text);
}

/** A path, of which there is no empty one: path_resolution(7). */
export function path(text: string): string {
  if (text !== '') return text;
  throw new RangeError(`expected a path, not ${shown(text)}`);
}

/** A path that means the same wherever the working directory is. */
export function absolute(text: string): string {
  if (text.startsWith('/')) return text;
  throw new RangeError(`expected an absolute path, not ${shown(text)}`);
}

/** `027`, as umask(2) takes it. */
export function octal(text: string): string {
  if (/^[0-7]{1,4}$/.test(text) && Number.parseInt(text, 8) <= 0o777) return text;
  throw new RangeError(`expected octal digits, 000 to 777, not ${shown(text)}`);
}

/** From one end of the niceness to the other: nice(2). */
const NICENESSES = 40;

/** What is added to the niceness; nice(1) takes more than makes a difference. */
export function adjustment(text: string): number {
  if (!/^[-+]?[0-9]+$/.test(text)) throw new RangeError(`expected a whole number, not ${shown(text)}`);
  return Math.max(-NICENESSES, Math.min(NICENESSES, Number(text))) + 0;
}

/** The number of a process group. */
export function processGroup(text: string): number {
  return whole(text, 'a process group', 0x7fffffff);
}

/** setpriv(1)'s list: `+net_raw,-chown`, `-all`. */
export function capChanges(text: string): CapChange[] {
  return text.split(',').map((word) => {
    const [add, name] = signed(word, '+NAME or -NAME');
    return { add, caps: name === 'all' ? everyCapability() : [capNumber(capName(name))] };
  });
}

/** Any of capabilities(7)'s names, and setpriv's own `cap_13`. */
function capName(name: string): string | number {
  const number = /^cap_([0-9]+)$/i.exec(name)?.[1];
  return number === undefined ? name : Number(number);
}

/** The same of securebits: `+noroot,-no_setuid_fixup`. */
export function bitChanges(text: string): [bit: Securebit, set: boolean][] {
  return text.split(',').map((word) => {
    const [add, name] = signed(word, '+BIT or -BIT');
    if (name === 'keep_caps') throw new RangeError("'keep_caps' is cleared by every execve(2)");
    const bit = SECUREBITS.find((known) => known === name);
    if (bit !== undefined) return [bit, add];
    const near = nearest(name, SECUREBITS);
    throw new RangeError(`unknown securebit ${shown(name)}${near === undefined ? '' : `, did you mean '${near}'?`}`);
  });
}

function signed(word: string, wanted: string): [add: boolean, name: string] {
  const [sign, name] = [word.slice(0, 1), word.slice(1)];
  if (!/[-+]/.test(sign) || name === '')
    throw new RangeError(`expected ${wanted}, separated by commas, not ${shown(word)}`);
  return [sign === '+', name];
}

/** A signal, or none; setpriv's third word has no meaning for a new process. */
export function deathSignal(text: string): number {
  if (text === 'keep') throw new RangeError("'keep' is for a process that stays the same: a new one has none to keep");
  return text === 'clear' ? 0 : signalNumber(text);
}

/** env(1)'s list: `HUP,INT`; left out, all that can be ignored and blocked. */
export function signalList(text: string | undefined): number[] {
  if (text !== undefined) return text.split(',').map(catchable);
  const libc = [32, 33]; // the C library's own
  return Array.from({ length: SIGRTMAX }, (_, i) => i + 1).filter((n) => ![9, 19, ...libc].includes(n));
}

function catchable(text: string): number {
  const number = signalNumber(text);
  if (number === 9 || number === 19) throw new RangeError(`${shown(text)} can be neither ignored nor blocked`);
  return number;
}

/** One of a few words. */
export function oneOf<T extends string>(words: readonly T[]): (text: string) => T {
  return (text) => {
    const found = words.find((one) => one === text);
    if (found !== undefined) return found;
    throw new RangeError(`expected ${words.slice(0, -1).join(', ')} or ${words.at(-1)}, not ${shown(text)}`);
  };
}

/** chroot(1)'s `USER[:GROUP]`. */
export function userSpec(text: string): [user: number | string | undefined, group: number | string | undefined] {
  const [user = '', group = '', ...more] = text.split(':');
  if ((user === '' && group === '') || more.length > 0) throw new RangeError(`expected USER:GROUP, not ${shown(text)}`);
  return [user === '' ? undefined : idOrName(user), group === '' ? undefined : idOrName(group)];
}

/** prlimit(1)'s words: `nofile=1024:4096`, `core=unlimited`. */
export function limit(text: string): [name: string, limit: RlimitPair] {
  const [name, values] = halves(text);
  if (values === undefined) throw new RangeError(`expected NAME=SOFT:HARD, not ${shown(text)}`);
  return limitOf(name, values);
}

/** `NAME=VALUE` or, to pass it on, `NAME`. */
export function setOrPass(text: string): EnvChange {
  const [given, value] = halves(text);
  const name = variable(given);
  return value === undefined ? { what: 'pass', name } : { what: 'set', name, value };
}

export function unset(text: string): EnvChange {
  return { what: 'unset', name: variable(text) };
}

function variable(name: string): string {
  if (name === '' || name.includes('=')) throw new RangeError(`expected the name of a variable, not ${shown(name)}`);
  return name;
}

function halves(text: string): [string, string | undefined] {
  const at = text.indexOf('=');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
