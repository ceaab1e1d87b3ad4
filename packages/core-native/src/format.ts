import {
  bitsOf,
  capName,
  cloneFlagNames,
  flagNames,
  mountFlagNames,
  resourceName,
  securebitNames,
  signalName,
} from './format-names.js';
import { cut, list, quote, word } from './format-text.js';
import { type ArgKind, type OpName, ops, type Step, type StepOf } from './ops.js';
import type { CloneSpec, Plan } from './plan.js';

const UNLIMITED = 2n ** 64n - 1n; // RLIM_INFINITY; every bit

/** The longest text of a step in an error's message: execve fails with E2BIG only when its arguments are huge. */
const BRIEF = 200;

/** The ops that read better otherwise than as a list of their arguments. */
const operands: { readonly [K in OpName]?: (step: StepOf<K>) => string } = {
  foreground: ({ fd, pgid }) => `${fd} (${pgid === 0 ? 'own group' : `group ${pgid}`})`,
  unshare: ({ flags }) => flagNames(cloneFlagNames, flags),
  writeFile: ({ path, data }) => `${word(path)} ${quote(data)}`,
  newidmap: ({ path, argv }) => [path, ...argv.slice(1)].map(word).join(' '),
  mount: ({ source, target, type, flags, data }) =>
    `${source === null ? 'null' : word(source)} on ${word(target)}${type === null ? '' : ` type ${word(type)}`} ` +
    `(${flagNames(mountFlagNames, flags)})${data === null ? '' : ` ${quote(data)}`}`,
  prlimit: ({ resource, soft, hard }) => `${resourceName(resource)} ${limit(soft)}:${limit(hard)}`,
  securebits: ({ set, clear }) =>
    [set !== 0 && `+${flagNames(securebitNames, set)}`, clear !== 0 && `-${flagNames(securebitNames, clear)}`]
      .filter(Boolean)
      .join(' '),
  // Of 64, the unknown ones included: as a rule what stays is shorter.
  dropBounding: ({ caps }) =>
    BigInt(caps) >> 63n ? `all but ${capNames(BigInt(caps) ^ UNLIMITED) || 'none'}` : capNames(caps),
  setInheritable: ({ caps }) => capNames(caps) || 'none',
  umask: ({ mask }) => `0${mask.toString(8).padStart(3, '0')}`,
  nice: ({ increment }) => (increment < 0 ? String(increment) : `+${increment}`),
  addCaps: ({ caps }) => capNames(caps),
  raiseAmbient: ({ cap }) => capName(cap),
  pdeathsig: ({ signal }) => signalName(signal),
  raiseIfOrphaned: ({ signal }) => signalName(signal),
  dup3: ({ from, to, cloexec }) => `${from} -> ${to}${cloexec ? ' (O_CLOEXEC)' : ''}`,
  setCloexec: ({ fd, on }) => `${fd} ${on ? 'on' : 'off'}`,
  ignoreSignals: ({ mask }) => signalNames(mask),
  sigmask: ({ mask }) => signalNames(mask),
  execve: ({ path, argv }) => `${word(path)} ${list(argv)}`,
  execveat: ({ fd, argv }) => `${fd} ${list(argv)}`,
  execveSearch: ({ paths, argv }) => `${paths.map(word).join(':')} ${list(argv.slice(1))}`,
};

function capNames(set: number | bigint): string {
  return bitsOf(set).map(capName).join(',');
}

function signalNames(mask: number | bigint): string {
  const names = bitsOf(mask).map((bit) => signalName(bit + 1));
  return names.join('|') || '0';
}

/** An argument of any other op, by its kind. */
const byKind: { readonly [K in ArgKind]: (value: never) => string } = {
  int: String,
  fd: String,
  u32: String,
  u64: String,
  bool: String,
  str: word,
  'str?': (value: string | null) => (value === null ? 'null' : word(value)),
  bytes: quote,
  strs: list,
  'strs?': (value: readonly string[] | null) => (value === null ? 'null' : list(value)),
  strs2: list,
  u32s: (value: readonly number[]) => `[${value.join(',')}]`,
};

/**
 * One step as text: `mount none on / (MS_REC|MS_PRIVATE)`. Flags, signals, limits and capabilities by name; strings that
 * are not plain words quoted, with everything that a terminal could act on escaped. execve's environment is left out.
 */
export function formatStep(step: Step): string {
  const print = operands[step.op] as ((step: Step) => string) | undefined;
  const rest = print ? print(step) : formatArguments(step);
  return rest === '' ? step.op : `${step.op} ${rest}`;
}

/** {@link formatStep} for a message: cut after 200 characters. */
export function formatStepBriefly(step: Step): string {
  return cut(formatStep(step), BRIEF);
}

/**
 * A plan as text, one step a line, numbered as errors number them. A section without steps is left out.
 *
 *     clone   NEWUSER|PIDFD
 *     parent  1  writeFile /proc/<pid>/uid_map "0 1000 1"
 *     child   1  hold
 *             2  execve /bin/sh ["sh","-c","id"]     (12 variables)
 */
export function formatPlan({ clone, parent, child }: Plan): string {
  const width = String(Math.max(parent.length, child.length)).length;
  const section = (name: string, steps: readonly Step[]) =>
    steps.map((step, i) => {
      const remark = environment(step);
      const number = String(i + 1).padStart(width);
      return `${(i === 0 ? name : '').padEnd(8)}${number}  ${formatStep(step)}${remark && `     (${remark})`}`;
    });
  return [formatClone(clone), ...section('parent', parent), ...section('child', child)].join('\n');
}

/** The launcher always asks for a pidfd. */
function formatClone({ flags, cgroupFd, cgroupPath }: CloneSpec): string {
  const names = [...(flags === 0 ? [] : [flagNames(cloneFlagNames, flags)]), 'PIDFD'].join('|');
  const cgroup = cgroupPath === undefined ? cgroupFd !== undefined && `of descriptor ${cgroupFd}` : word(cgroupPath);
  return `clone   ${names}${cgroup === false ? '' : `     (into the cgroup ${cgroup})`}`;
}

function formatArguments(step: Step): string {
  const values = step as unknown as Readonly<Record<string, never>>;
  return Object.entries<ArgKind>(ops[step.op].args)
    .map(([name, kind]) => byKind[kind](values[name] as never))
    .join(' ');
}

function environment(step: Step): string {
  if (!('env' in step)) return '';
  if (step.env === null) return "the caller's environment";
  return step.env.length === 1 ? '1 variable' : `${step.env.length} variables`;
}

function limit(value: number | bigint): string {
  return BigInt(value) === UNLIMITED ? 'unlimited' : String(value);
}
