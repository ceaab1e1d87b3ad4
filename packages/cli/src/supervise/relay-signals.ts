import { onSignal } from '@forkexec/exec/supervise';
import { processGroup } from './process-group.js';
import { send, type Target } from './send.js';

/** What is handed on: all that would end or stop us before the program, SIGCONT, and the size of the terminal. */
const relayed = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGALRM',
  'SIGTERM',
  'SIGUSR1',
  'SIGUSR2',
  'SIGWINCH',
  'SIGCONT',
  'SIGTSTP',
] as const;

type Relayed = (typeof relayed)[number];

/** Passes signals on, from now on; those that come too early wait for the program. */
export interface Relay {
  /** The program, once there is one. `passed` hears of each signal, sent on or not. */
  to(target: Target, passed?: (signal: Relayed) => void): void;
  /** A signal's default action, for as long as `act` takes. */
  without(signal: string, act: () => void): void;
  stop(): void;
}

/**
 * A launcher must not die before its program, and what is sent to it is meant for the program. But what the kernel sends for the
 * terminal's keys goes to the whole foreground group: the program has already got it, unless it has left our group.
 */
export function relaySignals(): Relay {
  const early: Relayed[] = [];
  const listening = new Map<string, () => void>();
  let target: Target | undefined;
  let passed: ((signal: Relayed) => void) | undefined;
  const relay = (signal: Relayed, fromKernel: boolean): void => {
    if (!target) {
      early.push(signal);
      return;
    }
    if (!(fromKernel && processGroup(target.program.pid) === processGroup('self'))) send(target, signal);
    passed?.(signal);
  };
  const listen = (signal: Relayed) =>
    listening.set(
      signal,
      onSignal(signal, (fromKernel) => relay(signal, fromKernel)),
    );
  for (const signal of relayed) listen(signal);
  return {
    to(started, hear) {
      target = started;
      passed = hear;
      for (const signal of early.splice(0)) relay(signal, false);
    },
    without(signal, act) {
      listening.get(signal)?.();
      act();
      if (listening.has(signal)) listen(signal as Relayed);
    },
    stop() {
      for (const off of listening.values()) off();
      listening.clear();
    },
  };
}
