/** What the synchronous functions tell: the fields of Node's, in its order, and rusage. */
import { getSystemErrorMap } from 'node:util';
import { type Communicated, InvalidPlanError, SyscallError } from '@forkexec/core-native';
import { ProcessState, type ResourceUsage } from '../../process-state.js';
import { place } from '../errors.js';
import type { SpawnRequest } from '../normalize.js';

/** What {@link spawnSync} gives. */
export interface SpawnSyncResult<T extends string | Buffer = string | Buffer> {
  /**
   * Why the program was not started, or was ended early: ETIMEDOUT, ENOBUFS; EPIPE where it did not read its input. An error of
   * Node's form (`spawnSync ls ENOENT`, with code, errno, syscall, path, spawnargs), whose `cause` says more: the step that
   * failed, a {@link StepError}, or the system call.
   */
  error?: NodeJS.ErrnoException;
  /** The exit status; null where a signal ended it, or it was not started. */
  status: number | null;
  /** The signal that ended it, by its name; Node has an empty text for a real-time one. */
  signal: NodeJS.Signals | null;
  /** What it said, by descriptor; null where that was not a pipe that it writes to, and as a whole where it was not started. */
  output: (T | null)[];
  /** 0 where it was not started. */
  pid: number;
  stdout: T;
  stderr: T;
  /**
   * What it used, its own children that it has waited for included: waitid(2). null where it was not started. Not enumerable: to
   * `Object.keys`, `{...result}` and deep comparisons the result is Node's.
   */
  rusage: ResourceUsage | null;
}

interface Failed {
  readonly errno: number;
  readonly code: string;
}

/** Where there is no output Node 22 has no stdout either. */
const absent = Number.parseInt(process.versions.node, 10) < 22 ? null : undefined;

/**
 * Of a program that was not started.
 * @throws the cause itself where it is no system call's: an attribute that is refused, a binary that is missing
 */
export function notStarted(request: SpawnRequest, cause: unknown, from: unknown): SpawnSyncResult {
  const failed = failedBy(cause);
  if (!failed) throw cause;
  const result = {
    error: failure(request, failed, cause as Error, from),
    status: null,
    signal: null,
    output: null,
    pid: 0,
    stdout: absent,
    stderr: absent,
  };
  return withUsage(result, null) as unknown as SpawnSyncResult; // Node's types say it the same way
}

function failedBy(cause: unknown): Failed | undefined {
  if (cause instanceof InvalidPlanError && cause.path === 'plan') return { errno: -7, code: 'E2BIG' }; // more than execve(2) takes
  return cause instanceof Error && 'errno' in cause && 'syscall' in cause ? (cause as unknown as Failed) : undefined;
}

/** Of one that has run. */
export function ended(
  request: SpawnRequest,
  told: Communicated,
  output: (string | Buffer | null)[],
  from: unknown,
): SpawnSyncResult {
  const { pid, exit, errno, killErrno } = told;
  const { exitCode: status, signal, rusage } = new ProcessState(pid, exit);
  const result = { status, signal, output, pid, stdout: output[1], stderr: output[2] };
  if (errno === 0) return withUsage(result, rusage) as SpawnSyncResult;
  const cause = killErrno === 0 ? undefined : new SyscallError('pidfd_send_signal', killErrno);
  const error = failure(request, { errno, code: nameOf(errno) }, cause, from);
  return withUsage({ error, ...result }, rusage) as SpawnSyncResult;
}

/** Beside Node's fields, not among them: programs compare results whole, and list the fields of errors. */
export function withUsage<T extends object>(target: T, rusage: ResourceUsage | null): T {
  return Object.defineProperty(target, 'rusage', { value: rusage, writable: true, configurable: true });
}

function nameOf(errno: number): string {
  return getSystemErrorMap().get(errno)?.[0] ?? `Unknown system error ${errno}`;
}

function failure(request: SpawnRequest, { errno, code }: Failed, cause: Error | undefined, from: unknown): Error {
  const { file, args } = request;
  const syscall = `spawnSync ${file}`;
  const error = new Error(`${syscall} ${code}${place(cause)}`, cause && { cause });
  Error.captureStackTrace(error, from as () => void);
  return Object.assign(error, { errno, code, syscall, path: file, spawnargs: args.slice(1) });
}
