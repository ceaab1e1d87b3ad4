/**
 * `@forkexec/exec/supervise`: for a program that starts another and stays in front of it, as a shell or timeout(1) does.
 */
import { signalName, signalNumber } from '@forkexec/attrs';
import type { ProcAttr, Program, Signal } from '@forkexec/attrs';
import { dieBy as die, quit, signalIsFromKernel, takeStop, watchOrigin, type Plan } from '@forkexec/core-native';
import { inPlace } from './plan/index.js';
import { plan } from './plan.js';
import type { Process } from './process.js';

export { quit, setTerminalModes, terminalModes } from '@forkexec/core-native';

/**
 * The signal that has stopped a child since this was last asked, as waitpid(2) tells it with WUNTRACED; Linux 5.4. To be asked at
 * each SIGCHLD.
 *
 * @param child - a child of this process that is not traced
 * @returns `'SIGTSTP'`; undefined for a child that was not stopped, or has ended
 * @throws SyscallError when the kernel cannot say
 */
export function stoppedBy(child: Process): string | undefined {
  const signal = child.pidfd < 0 ? 0 : takeStop(child.pidfd);
  return signal === 0 ? undefined : signalName(signal);
}

/**
 * Listens for a signal, and tells whether the kernel has sent it, as it does for a terminal's keys to each process of the foreground
 * group, or a process (kill(2)). Of several that come at once the last one counts.
 *
 * @returns stops listening
 */
export function onSignal(signal: NodeJS.Signals, listener: (fromKernel: boolean) => void): () => void {
  const number = signalNumber(signal);
  const heard = (): void => listener(signalIsFromKernel(number));
  process.on(signal, heard);
  watchOrigin(number);
  return () => void process.off(signal, heard);
}

/**
 * Ends this process by a signal, without a core dump, so that its parent sees that; with status 128+n where the signal ends nobody.
 * There is no `exit` event, and a terminal keeps the modes that it has.
 */
export function dieBy(signal: Signal): never {
  const number = signalNumber(signal);
  die(number);
  return quit(128 + number);
}

/**
 * What exec() with these attributes would do to this process: {@link plan} without a clone.
 * @throws InvalidAttrError for what takes a new process, too
 */
export function planInPlace(argv0: Program, argv: readonly string[], attr?: ProcAttr): Plan {
  return inPlace(plan(argv0, argv, attr));
}
