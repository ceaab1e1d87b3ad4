import { type Process } from '@forkexec/exec';
import { processGroup } from './process-group.js';

/** Who gets what is sent to the program. */
export interface Target {
  readonly program: Process;
  /** The process group that it was started in as its leader, too. */
  readonly group: boolean;
  /** What SIGCONT has to wait for. */
  readonly beforeGoingOn?: (() => void) | undefined;
}

/** What no process can be waiting for: a stopped one gets its signals only once it goes on. */
const needNoWaking: readonly (string | number)[] = ['SIGKILL', 9, 'SIGCONT', 18];

/**
 * Sends a signal to the program, and to its group where that is ours to end.
 * @returns false when the program has ended
 */
export function send({ program, group, beforeGoingOn }: Target, signal: NodeJS.Signals | number): boolean {
  if (signal === 'SIGCONT') beforeGoingOn?.();
  if (!group) return program.kill(signal);
  // Once it is reaped, another process may have its number.
  if (!program.kill(0)) return false;
  const own = processGroup(program.pid);
  if (own !== program.pid) program.kill(signal);
  try {
    process.kill(-program.pid, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Nobody left in it, or nobody whom we may signal: kill(2).
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
  return true;
}

/** The same, and has it go on where it is stopped, as timeout(1) does. */
export function sendAndWake(target: Target, signal: number): void {
  if (send(target, signal) && !needNoWaking.includes(signal)) send(target, 'SIGCONT');
}
