/** Readers of the options' values. What they cannot mean is a RangeError without the option's name, which the parser adds. */
import { readFileSync } from 'node:fs';
import {
  BLOCK_ID_MAP_WORDS,
  CAP_LAST_CAP,
  capNumber,
  type RlimitPair,
  rlimitFromText,
  rlimitNumber,
  type SysProcIDMap,
} from '@forkexec/attrs';
import type { EnvChange, IDMapBlock } from '../ask.js';

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

/** A user or a group: digits are always its number, and a name cannot begin with a sign. */
export function idOrName(text: string): number | string {
  if (!/^[-+]|^[0-9]*$/.test(text)) return text;
  return whole(text, 'an id', MAX_ID);
}

/** `10,adm` */
export function idsOrNames(text: string): (number | string)[] {
  return text.split(',').map(idOrName);
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

/** `INNER:OUTER:COUNT`, the order of uid_map's lines. */
export function idRange(text: string): SysProcIDMap {
  const [containerID, hostID, size, ...more] = text.split(':');
  if (containerID === undefined || hostID === undefined || size === undefined || more.length > 0) {
    throw new RangeError(`expected INNER:OUTER:COUNT or one of ${BLOCK_ID_MAP_WORDS.join(', ')}, not ${shown(text)}`);
  }
  return { containerID: id(containerID), hostID: id(hostID), size: whole(size, 'a count', MAX_ID + 1) };
}

/** `auto`, `subids` or `all`; undefined: something else. */
export function idBlock(text: string): IDMapBlock | undefined {
  return BLOCK_ID_MAP_WORDS.find((name) => name === text);
}

/** A path that means the same wherever the working directory is. */
export function absolute(text: string): string {
  if (text.startsWith('/')) return text;
  throw new RangeError(`expected an absolute path, not ${shown(text)}`);
}

export function allowOrDeny(text: string): 'allow' | 'deny' {
  if (text === 'allow' || text === 'deny') return text;
  throw new RangeError(`expected allow or deny, not ${shown(text)}`);
}

/** setpriv(1)'s list: `+net_raw,+chown`, `+all`. The attribute raises capabilities and lowers none, so this can only add. */
export function capsToAdd(text: string): number[] {
  return text.split(',').flatMap((word) => {
    const [sign, name] = [word.slice(0, 1), word.slice(1)];
    if (sign === '-') {
      throw new RangeError(`${shown(word)}: capabilities can be added to the ambient set (+${name}), not taken away`);
    }
    if (sign !== '+' || name === '') throw new RangeError(`expected +NAME, separated by commas, not ${shown(word)}`);
    return name === 'all' ? everyCapability() : [capNumber(name)];
  });
}

/** Those that the running kernel has: an older one refuses the newer numbers (EINVAL). */
function everyCapability(): number[] {
  return Array.from({ length: lastCapability() + 1 }, (_, cap) => cap);
}

function lastCapability(): number {
  try {
    return Number(readFileSync('/proc/sys/kernel/cap_last_cap', 'utf8'));
  } catch {
    // No Linux, or no /proc: only a plan can come of it.
    return CAP_LAST_CAP;
  }
}

/** prlimit(1)'s words: `nofile=1024:4096`, `core=unlimited`. */
export function limit(text: string): [name: string, limit: RlimitPair] {
  const [name, values] = halves(text);
  if (values === undefined) throw new RangeError(`expected NAME=SOFT:HARD, not ${shown(text)}`);
  const [soft = '', hard = ''] = values.split(':');
  if (amount(soft) > amount(hard)) throw new RangeError(`the soft limit ${soft} is above the hard limit ${hard}`);
  // By number, so that a second mention replaces the first however it is spelled.
  return [String(rlimitNumber(name)), rlimitFromText(values)];
}

/** Not a number for what is none, which rlimitFromText() then refuses. */
function amount(value: string): number {
  return value === '' ? Number.NaN : value === 'unlimited' ? Infinity : Number(value);
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
