import * as constants from './landlock-constants.js';
import { numberNamed, type NameTable } from './name-table.js';
import { show } from './show.js';

/** The names of all rights, scopes and flags: `'LANDLOCK_ACCESS_FS_EXECUTE'`, … */
export type LandlockName = keyof typeof constants;

/** Every right's, scope's and flag's bit by its name: landlock(7). */
export const LANDLOCK: Readonly<Record<LandlockName, number>> = Object.freeze({ ...constants });

type Bare<Prefix extends string> = LandlockName extends infer N
  ? N extends `${Prefix}${infer Rest}`
    ? Lowercase<Rest>
    : never
  : never;

/** What can be done with files: `'read_file'` is LANDLOCK_ACCESS_FS_READ_FILE. */
export type LandlockFsAccess = Bare<'LANDLOCK_ACCESS_FS_'>;
/** What can be done with TCP ports: `'bind_tcp'` is LANDLOCK_ACCESS_NET_BIND_TCP. */
export type LandlockNetAccess = Bare<'LANDLOCK_ACCESS_NET_'>;
/** What can be kept within: `'signal'` is LANDLOCK_SCOPE_SIGNAL. */
export type LandlockScope = Bare<'LANDLOCK_SCOPE_'>;

/** The three words of a ruleset: rights to files, rights to TCP ports, scopes. */
export type LandlockKind = 'fs' | 'net' | 'scope';

const prefixes = { fs: 'LANDLOCK_ACCESS_FS_', net: 'LANDLOCK_ACCESS_NET_', scope: 'LANDLOCK_SCOPE_' } as const;
const whats = { fs: 'Landlock file right', net: 'Landlock network right', scope: 'Landlock scope' } as const;

function tableOf(kind: LandlockKind): NameTable {
  const prefix = prefixes[kind];
  const numbers = Object.fromEntries(Object.entries(LANDLOCK).filter(([name]) => name.startsWith(prefix)));
  return { what: whats[kind], prefix, numbers, range: [0, 0] };
}

const tables: Readonly<Record<LandlockKind, NameTable>> = {
  fs: tableOf('fs'),
  net: tableOf('net'),
  scope: tableOf('scope'),
};

/** The rights that came after the first ABI of their kind, which is that of `first`. */
const first: Readonly<Record<LandlockKind, number>> = { fs: 1, net: 4, scope: 6 };
const later: Readonly<Record<string, number>> = { refer: 2, truncate: 3, ioctl_dev: 5 };

/** The names of one kind, in the order of their bits: `['execute', 'write_file', …]`. */
export function landlockNames(kind: 'fs'): LandlockFsAccess[];
export function landlockNames(kind: 'net'): LandlockNetAccess[];
export function landlockNames(kind: 'scope'): LandlockScope[];
export function landlockNames(kind: LandlockKind): string[];
export function landlockNames(kind: LandlockKind): string[] {
  return Object.keys(tables[kind].numbers).map((name) => bareName(kind, name));
}

/**
 * The bit of a right: `read_file`, `READ_FILE` and `LANDLOCK_ACCESS_FS_READ_FILE` are all 4.
 * @throws RangeError for an unknown name, with the nearest one; TypeError for another type.
 */
export function landlockBit(kind: LandlockKind, name: string): number {
  if (typeof name !== 'string') throw new TypeError(`${whats[kind]} must be a name, not ${show(name)}`);
  return numberNamed(tables[kind], name);
}

/** The names of the bits that are set, without those that have none: `['execute', 'read_file']` for 5. */
export function landlockNamesOf(kind: LandlockKind, bits: number): string[] {
  return landlockNames(kind).filter((name) => bits & landlockBit(kind, name));
}

/**
 * The lowest version of Landlock that knows a right: 1 is Linux 5.13, 2 is 5.19, 3 is 6.2, 4 is 6.7, 5 is 6.10, 6 is 6.12.
 * @throws RangeError for an unknown name, with the nearest one; TypeError for another type.
 */
export function landlockABIOf(kind: LandlockKind, name: string): number {
  const bit = landlockBit(kind, name);
  return later[landlockNamesOf(kind, bit)[0]!] ?? first[kind];
}

function bareName(kind: LandlockKind, name: string): string {
  return name.slice(prefixes[kind].length).toLowerCase();
}

/** `struct landlock_ruleset_attr` of landlock_create_ruleset(2): what is denied where no rule allows it. */
export interface LandlockRulesetAttr {
  readonly handledAccessFs: number;
  readonly handledAccessNet: number;
  readonly scoped: number;
}

/**
 * The 24 bytes of ABI 6, little endian. An older kernel takes them, too, as long as the words it does not know are 0.
 * @throws RangeError for a word that is not an unsigned 32-bit integer.
 */
export function encodeLandlockRuleset({ handledAccessFs, handledAccessNet, scoped }: LandlockRulesetAttr): Uint8Array {
  return words(['handledAccessFs', handledAccessFs], ['handledAccessNet', handledAccessNet], ['scoped', scoped]);
}

/**
 * `struct landlock_path_beneath_attr` of landlock_add_rule(2), 12 bytes, little endian: the struct is packed.
 * @throws RangeError for an access that is not a u32 or a descriptor that is not an i32.
 */
export function encodeLandlockPathBeneath(allowedAccess: number, parentFd: number): Uint8Array {
  if (parentFd !== (parentFd | 0))
    throw new RangeError(`parentFd must be a signed 32-bit integer, not ${show(parentFd)}`);
  const bytes = new Uint8Array(12);
  bytes.set(words(['allowedAccess', allowedAccess]));
  new DataView(bytes.buffer).setInt32(8, parentFd, true);
  return bytes;
}

/**
 * `struct landlock_net_port_attr` of landlock_add_rule(2), 16 bytes, little endian; the port in host order.
 * @throws RangeError for a word that is not an unsigned 32-bit integer.
 */
export function encodeLandlockNetPort(allowedAccess: number, port: number): Uint8Array {
  return words(['allowedAccess', allowedAccess], ['port', port]);
}

/** Each in 64 bits, the upper half 0. */
function words(...values: readonly (readonly [name: string, value: number])[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  values.forEach(([name, value], i) => {
    if (value !== value >>> 0) throw new RangeError(`${name} must be an unsigned 32-bit integer, not ${show(value)}`);
    view.setUint32(8 * i, value, true);
  });
  return new Uint8Array(view.buffer);
}
