import { signalNumber } from '@forkexec/attrs';
import type { ProcessState } from '@forkexec/exec';
import { STATUS } from '../failure.js';

/** The exit status that tells how a program ended, as a shell's `$?` does. */
export function statusOf({ exitCode, signal }: ProcessState): number {
  if (signal !== null) return STATUS.signalled + signalNumber(signal);
  // Null as well when somebody else reaped it; nothing else in this process does.
  return exitCode ?? STATUS.failed;
}
