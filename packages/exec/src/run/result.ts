import { cut, plain } from '@forkexec/core-native/plan';
import { stripVTControlCharacters } from 'node:util';
import type { ResourceUsage } from '../process-state.js';

/**
 * Why it ended: by itself (`exit`), by a signal that this run did not send, or because this run ended it: too late (`timeout`), by
 * the caller's AbortSignal (`abort`), too much output (`output`), or a stream beside it that failed (`stream`).
 */
export type EndReason = 'exit' | 'signal' | 'timeout' | 'abort' | 'output' | 'stream';

/** How a run went. `T`: a string, or a Buffer with `encoding: 'buffer'`. */
export interface RunResult<T = string> {
  /** The command as a shell would take it, quoted where needed. */
  readonly command: string;
  /** undefined: aborted before it had started. */
  readonly pid: number | undefined;
  /** The exit status, or null where a signal ended it. */
  readonly exitCode: number | null;
  /** The signal that ended it, `'SIGKILL'`, or null. */
  readonly signal: string | null;
  readonly reason: EndReason;
  readonly coreDumped: boolean;
  /** Whether it exited with status 0, by itself. */
  readonly success: boolean;
  /** What was collected; empty where it went elsewhere, or was read while it ran. */
  readonly stdout: T;
  readonly stderr: T;
  /** Both, with the option `all`. */
  readonly all: T | undefined;
  /** Output is missing: more than `maxBuffer`, or others held the pipe for longer than `waitDelay`. */
  readonly outputTruncated: boolean;
  /** From the call to the end of the program, milliseconds. */
  readonly wallMs: number;
  /** All zero where it never ran. */
  readonly rusage: ResourceUsage;
}

const codes: Readonly<Record<EndReason, string>> = {
  exit: 'ERR_RUN_EXIT',
  signal: 'ERR_RUN_SIGNAL',
  timeout: 'ERR_RUN_TIMEOUT',
  abort: 'ERR_RUN_ABORT',
  output: 'ERR_RUN_OUTPUT',
  stream: 'ERR_RUN_STREAM',
};

/** Where a run was asked for: Error.captureStackTrace. */
export interface Called {
  readonly stack: string;
}

/** Of the standard error in a message: what a terminal shows at a glance. */
const TAIL_LINES = 12;
const TAIL_CHARACTERS = 2000;

/**
 * A program that ran and did not succeed. The message says what happened, and what it last wrote to standard error; everything else
 * is in the fields, which are those of {@link RunResult}. The long ones are not enumerable, so that a log stays readable.
 */
export class RunError<T = string> extends Error implements RunResult<T> {
  override readonly name = 'RunError';
  /** `ERR_RUN_EXIT`, `ERR_RUN_SIGNAL`, `ERR_RUN_TIMEOUT`, `ERR_RUN_ABORT`, `ERR_RUN_OUTPUT`, `ERR_RUN_STREAM`. */
  readonly code: string;
  declare readonly command: string;
  declare readonly pid: number | undefined;
  declare readonly exitCode: number | null;
  declare readonly signal: string | null;
  declare readonly reason: EndReason;
  declare readonly coreDumped: boolean;
  declare readonly success: boolean;
  declare readonly stdout: T;
  declare readonly stderr: T;
  declare readonly all: T | undefined;
  declare readonly outputTruncated: boolean;
  declare readonly wallMs: number;
  declare readonly rusage: ResourceUsage;

  /**
   * @internal
   * @param what - what happened, where the reason alone does not say it
   * @param cause - the AbortSignal's reason, or the error of a stream; in an array, since it may be undefined
   * @param called - where: its stack is the call's, the end of a program has none worth reading
   */
  constructor(result: RunResult<T>, what: string, cause: readonly [unknown] | undefined, called: Called) {
    const { stdout, stderr, all, rusage, ...short } = result;
    super(`${cut(plain(result.command), 200)} ${what}${tail(stderr)}`, cause && { cause: cause[0] });
    this.code = codes[result.reason];
    const frames = called.stack.slice(called.stack.indexOf('\n    at ') + 1);
    Object.defineProperty(this, 'stack', {
      value: `${this.name}: ${this.message}\n${frames}`,
      configurable: true,
      writable: true,
    });
    Object.assign(this, short);
    for (const [name, value] of Object.entries({ stdout, stderr, all, rusage })) {
      Object.defineProperty(this, name, { value, configurable: true, writable: true });
    }
  }
}

/** `exited with status 2`, `was killed by SIGKILL`: of one that nobody ended. */
export function fate({ exitCode, signal, coreDumped }: Pick<RunResult, 'exitCode' | 'signal' | 'coreDumped'>): string {
  if (signal !== null) return `killed by ${signal}${coreDumped ? ' (core dumped)' : ''}`;
  return exitCode === null ? 'its status is unknown' : `exited with status ${exitCode}`;
}

/** No character of it acts on a terminal; but tabs stay. */
function tail(stderr: unknown): string {
  const text = typeof stderr === 'string' ? stderr : Buffer.from(stderr as Uint8Array).toString();
  const lines = stripVTControlCharacters(text.slice(-8 * TAIL_CHARACTERS))
    .trimEnd()
    .split('\n');
  const last = lines.slice(-TAIL_LINES).map((line) => cut(line.split('\t').map(plain).join('\t'), 300));
  while (last.length > 1 && last.join('\n').length > TAIL_CHARACTERS) last.shift();
  return last.join('') === '' ? '' : `\n${last.join('\n')}`;
}
