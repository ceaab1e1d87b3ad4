/** What a ruleset is asked for with, checked: one table of fields, as plan/fields.ts has it for a launch. */
import {
  landlockBit,
  type LandlockFsAccess,
  type LandlockKind,
  landlockNames,
  landlockNamesOf,
  type LandlockNetAccess,
  type LandlockScope,
} from '@forkexec/attrs';
import { InvalidAttrError } from '../errors.js';
import { arrayOf, fileName, integer, invalid, type Kind, named, record } from '../plan/kinds.js';

/** A name, in any case, with or without its prefix; an editor offers those there are. */
type Named<T extends string> = T | (string & Record<never, never>);

/** A file, or a directory with all that is below it, and what is allowed there. */
export interface LandlockFsRule {
  /** Links are followed. Or an open descriptor of the file. Later renames change nothing: it is the file that counts. */
  readonly path: string | { readonly fd: number };
  readonly access: readonly Named<LandlockFsAccess>[];
}

/** A TCP port, and what is allowed with it; Linux 6.7. */
export interface LandlockNetRule {
  /** 0: any port that the kernel chooses at bind(2). */
  readonly port: number;
  readonly access: readonly Named<LandlockNetAccess>[];
}

/** What a ruleset denies, and the exceptions: landlock(7). */
export interface LandlockRules {
  /** Left out: files are not restricted, unless `handledAccessFs` is there. `[]`: nothing is allowed. */
  readonly fs?: readonly LandlockFsRule[];
  /** Left out: TCP is not restricted, unless `handledAccessNet` is there. `[]`: nothing is allowed. */
  readonly net?: readonly LandlockNetRule[];
  /** What stays within: no signal, no abstract socket to a process outside; Linux 6.12. */
  readonly scoped?: readonly Named<LandlockScope>[];
  /** The rights to files that are denied unless a rule of `fs` allows them. Left out: all 16 there are, with `fs`. */
  readonly handledAccessFs?: readonly Named<LandlockFsAccess>[];
  /** The rights to ports that are denied unless a rule of `net` allows them. Left out: both, with `net`. */
  readonly handledAccessNet?: readonly Named<LandlockNetAccess>[];
}

/** A rule with its rights as bits, and where it stands in what was asked. */
export interface FsRule {
  readonly path: string | { readonly fd: number };
  readonly access: number;
  readonly place: string;
}

export interface NetRule {
  readonly port: number;
  readonly access: number;
}

/** The rules in the kernel's words. */
export interface Ruleset {
  readonly handled: Readonly<Record<LandlockKind, number>>;
  readonly fs: readonly FsRule[];
  readonly net: readonly NetRule[];
}

const rights = (kind: LandlockKind): Kind<number[]> => arrayOf(named((name: string) => landlockBit(kind, name)));
const union = (bits: readonly number[]): number => bits.reduce((all, bit) => all | bit, 0);

const descriptor = record({ fd: integer(0, 0x7fffffff) }, { required: ['fd'] });
const place: Kind<string | { readonly fd: number }> = (value, path) => {
  if (typeof value === 'object' && value !== null) return descriptor(value, path);
  if (typeof value !== 'string') throw invalid(path, 'a path, or { fd }', value);
  return fileName(value, path);
};

const fields = record(
  {
    fs: arrayOf(record({ path: place, access: rights('fs') }, { required: ['path', 'access'] })),
    net: arrayOf(record({ port: integer(0, 65535), access: rights('net') }, { required: ['port', 'access'] })),
    scoped: rights('scope'),
    handledAccessFs: rights('fs'),
    handledAccessNet: rights('net'),
  },
  { prefix: false },
);

const everything = (kind: LandlockKind): number => union(landlockNames(kind).map((name) => landlockBit(kind, name)));

/**
 * Reads all that a ruleset is asked with. Nothing is believed of the types: JavaScript calls this too.
 * @throws InvalidAttrError naming the field
 */
export function readRules(given: unknown): Ruleset {
  const { fs, net, scoped = [], handledAccessFs, handledAccessNet } = fields(given, 'rules');
  const handled = {
    fs: handledAccessFs ? union(handledAccessFs) : fs ? everything('fs') : 0,
    net: handledAccessNet ? union(handledAccessNet) : net ? everything('net') : 0,
    scope: union(scoped),
  };
  if (handled.fs === 0 && handled.net === 0 && handled.scope === 0)
    throw new InvalidAttrError('rules', 'restricts nothing: expected fs, net or scoped');
  const allowed = (kind: 'fs' | 'net', access: readonly number[], i: number): number => {
    refuseRights(kind, access, handled[kind], `${kind}[${i}].access`);
    return union(access);
  };
  return {
    handled,
    fs: (fs ?? []).map(({ path, access }, i) => ({ path, access: allowed('fs', access, i), place: `fs[${i}]` })),
    net: (net ?? []).map(({ port, access }, i) => ({ port, access: allowed('net', access, i) })),
  };
}

/** What the kernel would say with EINVAL and ENOMSG: landlock_add_rule(2). */
function refuseRights(kind: 'fs' | 'net', access: readonly number[], handled: number, path: string): void {
  if (access.length === 0) throw new InvalidAttrError(path, 'expected at least one right: what has no rule is denied');
  const i = access.findIndex((bit) => (bit & handled) === 0);
  if (i < 0) return;
  const field = kind === 'fs' ? 'handledAccessFs' : 'handledAccessNet';
  throw new InvalidAttrError(`${path}[${i}]`, `${landlockNamesOf(kind, access[i]!)[0]} is not in ${field}`);
}
