/** What run and plan have in common: from a command line to the arguments of startProcess and plan, and errors to words. */
import type { ProcAttr } from '@forkexec/attrs';
import { InvalidAttrError, StepError } from '@forkexec/exec';
import { Failure, STATUS } from './failure.js';
import { attributes, environment } from './options/attributes.js';
import { refuseContradictions } from './options/contradictions.js';
import type { CommandLine, Given } from './options/parse.js';
import { findProgram } from './program.js';

/** The arguments of startProcess(). */
export type Launch = readonly [argv0: string, argv: readonly string[], attr: ProcAttr];

/**
 * Makes a launch of a command line and hands it to `use`.
 * @throws Failure for all that is wrong with it, or goes wrong in it.
 */
export async function withLaunch<T>(line: CommandLine, use: (...launch: Launch) => T | Promise<T>): Promise<T> {
  const { ask, given, operands } = line;
  const [file, ...rest] = operands;
  if (file === undefined) throw new Failure('no program to run', undefined, 'forkexec --help tells how to use it');
  refuseContradictions(ask);
  try {
    const path = (environment(ask) ?? process.env)['PATH'];
    const program = findProgram(file, { path, root: ask.root, dir: ask.wd });
    return await use(program, [ask.argv0 ?? file, ...rest], attributes(ask));
  } catch (error) {
    throw inWords(error, given);
  }
}

function inWords(error: unknown, given: readonly Given[]): unknown {
  if (error instanceof InvalidAttrError) return new Failure(blame(error, given), undefined, undefined, error);
  if (error instanceof StepError) return new Failure(error.message, statusOf(error), error.hint, error);
  return error;
}

/** Only the last step is about the program itself. POSIX: 127 when there is none, 126 for any other reason. */
function statusOf({ step, code }: StepError): number {
  if (step?.op !== 'execve' && step?.op !== 'execveat') return STATUS.failed;
  return code === 'ENOENT' ? STATUS.notFound : STATUS.notRunnable;
}

/** An attribute's complaint with the name of the option that it came from. */
function blame({ path, message }: InvalidAttrError, given: readonly Given[]): string {
  const [whole = path] = /^[\w.]+/.exec(path) ?? [];
  const [field = path] = /^\w+/.exec(path) ?? [];
  // The last that sets it: `-r --map-users …` is fine as far as `-r` goes.
  const setting = (name: string) => given.findLast(({ option }) => option.fields?.includes(name));
  const culprit = setting(whole) ?? setting(field);
  return culprit ? `${culprit.spelled}: ${message.slice(`${path}: `.length)}` : message;
}
