/** Job control: when the program stops, whoever waits for us has to see us stop the same way. */
import type { Process } from '@forkexec/exec';
import { stoppedBy } from '@forkexec/exec/supervise';
import { hasTerminal } from './process-group.js';
import type { Relay } from './relay-signals.js';

export interface Following {
  /** For a stop that came before, once what came before is passed on: sent only after we went on again, it would be a second one. */
  look(): void;
  /** A signal was passed on. */
  passed(signal: string): void;
  end(): void;
}

interface How {
  /** Only stops that we have been asked for ourselves: time must go on for a program that stops itself (timeout(1)). */
  readonly onlyAsked: boolean;
  /** It is process 1 of a pid namespace, whose program's stops cannot be seen from here. */
  readonly hidden: boolean;
}

/**
 * Without a terminal, what stops a program itself is no job control, and whoever has it go on would leave us stopped.
 * SIGCHLD comes for a stop as well as for an end: wait(2), sigaction(2). What goes on again is told by
 * SIGCONT, which is relayed.
 */
export function stopAlong(program: Process, relay: Relay, { onlyAsked, hidden }: How): Following {
  let asked = false;
  const stop = (signal: string): void => relay.without(signal, () => process.kill(process.pid, signal));
  const look = (): void => {
    const signal = stoppedBy(program);
    if (signal !== undefined && (asked || (!onlyAsked && hasTerminal()))) stop(signal);
  };
  process.on('SIGCHLD', look);
  return {
    look,
    passed(signal) {
      if (signal === 'SIGTSTP') {
        asked = true;
        if (hidden) stop(signal);
      } else if (signal === 'SIGCONT') asked = false;
    },
    end: () => void process.off('SIGCHLD', look),
  };
}
