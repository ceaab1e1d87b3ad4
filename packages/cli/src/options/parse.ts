import { type Ask, askNothing } from '../ask.js';
import type { Command, Option } from './option.js';
import { readOptions } from './read-options.js';

/** An option as it was spelled on the command line. */
export interface Given {
  readonly option: Option;
  /** `-r`, `--map-root-user` */
  readonly spelled: string;
}

/** A command line that was understood. */
export interface CommandLine {
  readonly ask: Ask;
  readonly given: readonly Given[];
  /** From the first one on nothing is an option any more. */
  readonly operands: readonly string[];
}

/**
 * Reads a command line. Without options, which is how most programs are run, nobody needs the table of them.
 * @throws Failure naming the option.
 */
export function parse(command: Command, args: readonly string[]): CommandLine {
  const [first] = args;
  if (first === '--') return { ask: askNothing(), given: [], operands: args.slice(1) };
  // As for node:util: a dash alone is an operand.
  if (first === undefined || first === '-' || !first.startsWith('-'))
    return { ask: askNothing(), given: [], operands: args };
  return readOptions(command, args);
}
