/** Node's errors of child_process, word by word, and behind them what has really happened. */
import { describeErrno, formatStep, StepError } from '@forkexec/core-native';
import type { Internals } from './original.js';

interface Errno extends Error {
  errno?: number;
  code?: string;
  syscall?: string;
  path?: string;
  spawnargs?: unknown[];
}

/** The longest text of a step in a message. */
const BRIEF = 200;

/** Of a failure that is not the program's: `: chdir /nowhere`. */
export function place(cause: unknown): string {
  if (!(cause instanceof StepError) || !cause.step || cause.step.op === 'execveSearch') return '';
  const text = formatStep(cause.step);
  return `: ${text.length > BRIEF ? `${text.slice(0, BRIEF - 1)}…` : text}`;
}

/** `spawn nope ENOENT`, with all of Node's fields; a `cause` which names the step. */
export function spawnError(child: Internals, errno: number, cause: Error | undefined): Error {
  const syscall = child.spawnfile ? `spawn ${child.spawnfile}` : 'spawn';
  const own = cause instanceof StepError && cause.errno === 0 ? cause : undefined;
  const code = own?.code ?? describeErrno(-errno)[0];
  const error: Errno = new Error(`${syscall} ${code}${place(cause)}`, cause && { cause });
  error.errno = own?.errno ?? errno;
  error.code = code;
  error.syscall = syscall;
  if (child.spawnfile) error.path = child.spawnfile;
  error.spawnargs = child.spawnargs.slice(1);
  return error;
}

/** Adds to what Node has thrown for an errno of ours. */
export function explain(thrown: unknown, cause: Error | undefined): void {
  if (!(thrown instanceof Error) || cause === undefined || thrown === cause) return;
  Object.defineProperty(thrown, 'cause', { value: cause, writable: true, configurable: true });
  const { message, stack } = thrown; // the stack's text is made when it is first asked for
  thrown.message = message + place(cause);
  if (stack !== undefined) thrown.stack = stack.replace(message, () => thrown.message);
}

/** Node's own class, which it does not export. */
export class AbortError extends Error {
  readonly code = 'ABORT_ERR';
  override name = 'AbortError';

  constructor(reason: unknown) {
    super('The operation was aborted', { cause: reason });
  }
}

/** `RangeError [ERR_CHILD_PROCESS_STDIO_MAXBUFFER]: stdout maxBuffer length exceeded`. */
export function maxBufferError(stream: 'stdout' | 'stderr'): Error {
  const code = 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER';
  const message = `${stream} maxBuffer length exceeded`;
  const error = new RangeError(message);
  const whole = `RangeError [${code}]: ${message}`;
  if (error.stack) error.stack = error.stack.replace(`RangeError: ${message}`, whole);
  Object.defineProperty(error, 'toString', { value: () => whole, configurable: true, writable: true });
  return Object.assign(error, { code });
}
