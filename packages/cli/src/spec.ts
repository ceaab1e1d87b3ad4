/** `--spec` and `--print-spec`: a launch as a JSON file, whose schema is schemas/spec.schema.json. */
import { readFileSync } from 'node:fs';
import {
  cloneFlagsToText,
  nearest,
  type ProcAttr,
  RLIM_INFINITY,
  rlimitName,
  type RlimitPair,
  signalName,
  type SysProcAttr,
} from '@forkexec/attrs';
import type { Confinement } from './ruleset.js';
import { Failure } from './failure.js';

/** What stands in such a file: the arguments of startProcess(), and a Landlock ruleset to be made. */
export interface Spec extends ProcAttr {
  readonly program?: string;
  readonly argv?: readonly string[];
  readonly landlock?: Confinement;
}

const keys = ['$schema', 'program', 'argv', 'dir', 'env', 'files', 'sys', 'landlock'] as const;

/**
 * Reads a file, or standard input for `-`. What the library checks is left to it.
 * @throws Failure naming the file, and the key for one that is none
 */
export function readSpec(file: string): Spec {
  const name = file === '-' ? 'standard input' : file;
  const value = parse(contents(file, name), name);
  if (!isObject(value)) throw new Failure(`${name}: expected an object, { "program": … }`);
  const unknown = Object.keys(value as object).find((key) => !keys.includes(key as never));
  if (unknown !== undefined) {
    const near = nearest(unknown, keys);
    throw new Failure(`${name}: ${unknown}: unknown key${near === undefined ? '' : `, did you mean '${near}'?`}`);
  }
  const { program, argv } = value as Readonly<Record<string, unknown>>;
  if (program !== undefined && (typeof program !== 'string' || program === ''))
    throw new Failure(`${name}: program: expected the name of a program`);
  if (argv !== undefined && !(Array.isArray(argv) && argv.length > 0 && argv.every((word) => typeof word === 'string')))
    throw new Failure(`${name}: argv: expected an array of strings, the program's own name first`);
  return value as Spec;
}

function contents(file: string, name: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Failure(`--spec: ${name}: ${code ?? message}`);
  }
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Failure(`${name}: ${(error as Error).message}`);
  }
}

/** A file's attributes with the command line's on top: attribute by attribute, namespaces together. */
export function merge(spec: Spec, given: ProcAttr, { files }: { readonly files: boolean }): ProcAttr {
  const { program: _, argv: __, landlock: ___, ...attr } = spec;
  const { $schema: ____, ...below } = attr as ProcAttr & { $schema?: unknown };
  return {
    ...below,
    ...given,
    ...(below.files !== undefined && !files && { files: below.files }),
    // What is no object is the library's to refuse.
    sys:
      below.sys === undefined || isObject(below.sys)
        ? { ...below.sys, ...given.sys, ...namespaces(below.sys, given.sys) }
        : below.sys,
  };
}

export const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function namespaces(below: SysProcAttr = {}, above: SysProcAttr = {}): SysProcAttr {
  const both = (key: 'cloneflags' | 'unshareflags') => {
    const [asked, given] = [words(below[key]), words(above[key])];
    return asked && given ? { [key]: [...new Set([...asked, ...given])].join('|') } : {};
  };
  return { ...wrong(below), ...both('cloneflags'), ...both('unshareflags') };
}

/** The names of flags; undefined where there are none, or nothing that could be read as such. */
function words(flags: unknown): string[] | undefined {
  if (typeof flags === 'string') return flags.split('|');
  if (Array.isArray(flags)) return flags.map(String);
  if (typeof flags !== 'number' || !(flags > 0 && flags <= 0xffffffff) || !Number.isInteger(flags)) return undefined;
  return cloneFlagsToText(flags).split('|');
}

/** What only the library can refuse: options do not hide it. */
function wrong(below: SysProcAttr): SysProcAttr {
  const flags = ['cloneflags', 'unshareflags'] as const;
  return Object.fromEntries(
    flags.flatMap((key) =>
      below[key] === undefined || below[key] === 0 || words(below[key]) ? [] : [[key, below[key]]],
    ),
  ) as SysProcAttr;
}

/** The file that says what the options did, names in the place of numbers. */
export function printSpec(
  program: string,
  argv: readonly string[],
  attr: ProcAttr = {},
  landlock?: Confinement,
): string {
  const { sys = {}, ...rest } = attr;
  const spec = { program, argv, ...rest, sys: readable(sys), ...(landlock && { landlock }) };
  return `${JSON.stringify(spec, undefined, 2)}\n`;
}

function readable(sys: SysProcAttr): Record<string, unknown> {
  const { cloneflags, unshareflags, pdeathsig, rlimits } = sys;
  return {
    ...sys,
    ...(typeof cloneflags === 'number' && { cloneflags: cloneFlagsToText(cloneflags) }),
    ...(typeof unshareflags === 'number' && { unshareflags: cloneFlagsToText(unshareflags) }),
    ...(typeof pdeathsig === 'number' && pdeathsig > 0 && { pdeathsig: signalName(pdeathsig) }),
    ...(rlimits && { rlimits: limits(rlimits as Readonly<Record<string, RlimitPair>>) }),
  };
}

function limits(given: Readonly<Record<string, RlimitPair>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given).map(([number, { soft, hard }]) => {
      const name = /^[0-9]+$/.test(number) ? rlimitName(Number(number)).slice('RLIMIT_'.length).toLowerCase() : number;
      return [name, { soft: limitValue(soft, name), hard: limitValue(hard, name) }];
    }),
  );
}

function limitValue(number: bigint | number | string, name: string): number | string {
  if (number === RLIM_INFINITY || number === 'unlimited') return 'unlimited';
  if (Number(number) <= Number.MAX_SAFE_INTEGER) return Number(number);
  throw new Failure(`--print-spec: ${name}: ${number} is more than a number of JSON can say`);
}
