/** `--json-status-fd`: bwrap(1)'s lines, one object each, and more of ours. Readers ignore members that they do not know. */
import { closeSync, writeSync } from 'node:fs';
import { ExecutableNotFoundError, InvalidAttrError, type ProcessState, StepError } from '@forkexec/exec';
import { complain } from '../output.js';
import { refuseClosed } from './open-descriptor.js';

export interface JsonStatus {
  started(pid: number): void;
  ended(status: number, state: ProcessState, timedOut: boolean): void;
  /** Nothing was started. */
  failed(status: number, error: unknown): void;
  close(): Promise<void>;
}

/** @throws Failure for a descriptor that is not open */
export function jsonStatus(fd: number): JsonStatus {
  refuseClosed('--json-status-fd', fd);
  let problem: NodeJS.ErrnoException | undefined;
  const line = (members: object): void => {
    try {
      if (!problem) writeSync(fd, `${JSON.stringify(members)}\n`);
    } catch (error) {
      problem = error as NodeJS.ErrnoException;
    }
  };
  return {
    started: (pid) => line({ 'child-pid': pid }),
    ended: (status, state, timedOut) => line({ 'exit-code': status, ...describe(state), 'timed-out': timedOut }),
    failed(status, error) {
      line({ error: explain(error) });
      line({ 'exit-code': status });
    },
    async close() {
      if (fd > 2) closeSync(fd);
      // Whoever went away does not want to know. The program's status is not touched by the rest either.
      if (problem && problem.code !== 'EPIPE') {
        await complain({ message: `--json-status-fd: write to descriptor ${fd}: ${problem.code}` });
      }
    },
  };
}

function describe({ signal, coreDumped, rusage }: ProcessState): object {
  return {
    signal,
    'core-dumped': coreDumped,
    'user-ms': rusage.userMs,
    'system-ms': rusage.systemMs,
    'max-rss-bytes': rusage.maxRssBytes,
  };
}

function explain(error: unknown): object {
  const message = error instanceof Error ? error.message : String(error);
  const hint = (error as { hint?: string }).hint;
  const cause = error instanceof Error ? error.cause : undefined;
  return { message, ...(hint !== undefined && { hint }), ...where(cause) };
}

/** Which step, which system call, which errno. */
function where(cause: unknown): object {
  if (cause instanceof StepError) {
    const { step, side, index, syscall, code, errno, path } = cause;
    return {
      code,
      errno: -errno,
      syscall,
      ...(step && { step: { op: step.op, side, number: index + 1 } }),
      ...(path !== undefined && { path }),
    };
  }
  if (cause instanceof InvalidAttrError) return { code: cause.code, path: cause.path };
  if (cause instanceof ExecutableNotFoundError) return { code: cause.code, path: cause.file };
  return {};
}
