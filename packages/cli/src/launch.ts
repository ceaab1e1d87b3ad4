/** What run and plan have in common: from a command line to the arguments of startProcess and plan, and errors to words. */
import type { ProcAttr } from '@forkexec/attrs';
import { InvalidAttrError, StepError } from '@forkexec/exec';
import { Failure, STATUS } from './failure.js';
import { withRuleset } from './confine.js';
import type { CommandLine } from './options/parse.js';
import { request } from './request.js';
import { refuseClosed } from './supervise/open-descriptor.js';

/** The arguments of startProcess(). */
export type Launch = readonly [argv0: string, argv: readonly string[], attr: ProcAttr | undefined];

/**
 * Makes a launch of a command line and hands it to `use`.
 * @throws Failure for all that is wrong with it, or goes wrong in it.
 */
export async function withLaunch<T>(
  line: CommandLine,
  use: (...launch: Launch) => T | Promise<T>,
  options: { readonly dry?: boolean } = {},
): Promise<T> {
  try {
    const { argv0, argv, attr, landlock } = request(line);
    // Those of options have been looked at before.
    if (line.ask.spec !== undefined && options.dry !== true) refuseClosedFiles(attr?.files);
    return await withRuleset(landlock, attr, options, (confined) => use(argv0, argv, confined));
  } catch (error) {
    throw inWords(error, line);
  }
}

/** A number that Node has taken for itself would pass for one of the user's. What is no list of numbers is the library's to refuse. */
function refuseClosedFiles(files: unknown): void {
  if (!Array.isArray(files)) return;
  for (const [i, fd] of files.entries()) if (Number.isInteger(fd) && fd > 2) refuseClosed(`files[${i}]`, fd as number);
}

/** An error of the library in the words of the command line. */
export function inWords(error: unknown, line: CommandLine): unknown {
  if (error instanceof InvalidAttrError) return new Failure(blame(error, line), undefined, undefined, error);
  if (error instanceof StepError) return new Failure(error.message, statusOf(error), error.hint, error);
  return error;
}

/** Only the last step is about the program itself. POSIX: 127 when there is none, 126 for any other reason. */
function statusOf({ step, code }: StepError): number {
  if (step?.op !== 'execve' && step?.op !== 'execveat') return STATUS.failed;
  return code === 'ENOENT' ? STATUS.notFound : STATUS.notRunnable;
}

/** An attribute's complaint with the name of the option that it came from. */
function blame({ path, message }: InvalidAttrError, { given, ask }: CommandLine): string {
  const [whole = path] = /^[\w.]+/.exec(path) ?? [];
  const [field = path] = /^\w+/.exec(path) ?? [];
  // The last that sets it: `-r --map-users …` is fine as far as `-r` goes.
  const setting = (name: string) => given.findLast(({ option }) => option.fields?.includes(name));
  const culprit = setting(whole) ?? setting(field);
  if (culprit) return `${culprit.spelled}: ${message.slice(`${path}: `.length)}`;
  if (ask.spec === undefined) return message;
  // The library's paths begin inside of `sys`.
  const top = /^(argv0|argv|dir|env|files|landlock|sys)\b/.test(path);
  return `${ask.spec === '-' ? 'standard input' : ask.spec}: ${top ? '' : 'sys.'}${message}`;
}
