/** Node's own words for what Node refuses: its function is called with the same, and launches nothing in any case. */
import * as childProcess from 'node:child_process';
import { refusedPart } from './stdio.js';

/** As they were when this module was loaded: `register` puts ours in their place. */
const { spawnSync, execSync, execFileSync } = childProcess;

type Unchecked = (...args: unknown[]) => unknown;

const anOption = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** Refused, but after all that is read before the launch has been taken. */
const last = { timeout: -1 };

/** For arguments that Node's spawnSync does not take. @throws what it throws */
export function refuseArguments(file: unknown, args: unknown, options: unknown): never {
  const takesOptions = anOption(args)
    ? [{ ...args, ...last }]
    : [args, anOption(options) ? { ...options, ...last } : options];
  (spawnSync as Unchecked)(file, ...takesOptions);
  throw new TypeError('invalid arguments');
}

const checked = ['timeout', 'maxBuffer', 'killSignal', 'input', 'encoding'] as const;

/**
 * For options that look as if Node's spawnSync did not take them. It may take them all the same: the versions differ.
 * @throws what it throws
 */
export function refuseOptions(options: Readonly<Record<string, unknown>>): void {
  const some = Object.fromEntries(checked.filter((name) => name in options).map((name) => [name, options[name]]));
  // A directory is no program: EACCES.
  (spawnSync as Unchecked)('/', [], { ...some, stdio: refusedPart(options['stdio']) });
}

/** For a command that is not a string of one line for the shell. @throws what it throws */
export function refuseCommand(command: unknown): never {
  (execSync as Unchecked)(command, { timeout: -1 });
  throw new TypeError('invalid command');
}

/** For a callback that is none. @throws what it throws */
export function refuseCallback(args: object, callback: unknown): never {
  (execFileSync as Unchecked)('/', { ...args, ...last }, callback);
  throw new TypeError('invalid callback');
}
