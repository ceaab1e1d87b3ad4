import { readFileSync } from 'node:fs';
import type { Process } from '@forkexec/exec';

/** What would end us before the program: handed on instead. The rest stops, continues, or cannot be listened to. */
const relayed = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGALRM', 'SIGTERM', 'SIGUSR1', 'SIGUSR2'] as const;

/** What the terminal's keys send, to every process of the foreground group: termios(3), ISIG. */
const fromKeys: readonly string[] = ['SIGINT', 'SIGQUIT'];

/** Passes signals on, from now on; those that come too early wait for the program. */
export interface Relay {
  /** The program, once there is one. */
  to(program: Process): void;
  stop(): void;
}

/**
 * A launcher must not die before its program, and what is sent to it is meant for the program. But what the terminal's keys
 * send to our whole group the program has already got, unless it has left the group.
 */
export function relaySignals({ sameGroup }: { sameGroup: boolean }): Relay {
  const early: NodeJS.Signals[] = [];
  let program: Process | undefined;
  const relay = (signal: NodeJS.Signals): void => {
    if (!program) early.push(signal);
    else if (!(sameGroup && fromKeys.includes(signal) && isForeground())) program.kill(signal);
  };
  for (const signal of relayed) process.on(signal, relay);
  return {
    to(started) {
      program = started;
      for (const signal of early) started.kill(signal);
    },
    stop() {
      for (const signal of relayed) process.off(signal, relay);
    },
  };
}

/** Whether our process group is the foreground one of our terminal: proc_pid_stat(5), pgrp and tpgid. */
function isForeground(): boolean {
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1');
    // The command's name stands in parentheses and may hold anything.
    const [, , pgrp, , , tpgid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return tpgid === pgrp;
  } catch {
    // No /proc: a signal too many is better than one too few.
    return false;
  }
}
