import type { RunOptions } from './options.js';
import { Running } from './running.js';

/**
 * Runs a program to its end and collects what it writes. Never blocks the event loop.
 *
 * What it gives is a promise of the result with more on it: `pid`, `kill()`, `stdin`, `stdout` and `stderr` as streams, `for await` for
 * lines, `await using` for the end of a scope.
 *
 * @param file - the program: a path, or a name that is looked for in the PATH of the program's environment, by {@link lookPath}'s rules
 * @param args - its arguments, without its own name
 * @throws (as a rejection) InvalidAttrError for what cannot be meant, before anything is started; ExecutableNotFoundError, StepError or
 *   SyscallError where it could not be started; RunError where it did not succeed, unless `reject` is false
 */
export function run(
  file: string,
  args: readonly string[],
  options: RunOptions & { readonly encoding: 'buffer' },
): Running<Buffer<ArrayBuffer>>;
export function run(file: string, options: RunOptions & { readonly encoding: 'buffer' }): Running<Buffer<ArrayBuffer>>;
export function run(file: string, args?: readonly string[], options?: RunOptions): Running;
export function run(file: string, options?: RunOptions): Running;
export function run(file: string, args?: readonly string[] | RunOptions, options?: RunOptions): Running<unknown> {
  // Arguments that are no array are told of by their own name.
  const isOptions = options === undefined && typeof args === 'object' && args !== null && !Array.isArray(args);
  const called = { stack: '' };
  Error.captureStackTrace(called, run);
  return isOptions ? new Running(file, [], args, called) : new Running(file, args ?? [], options, called);
}
