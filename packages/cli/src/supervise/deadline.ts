import { signalName } from '@forkexec/attrs';
import { complain } from '../output.js';
import { sendAndWake, type Target } from './send.js';
import type { Supervision } from './ask.js';

const SIGTERM = 15;
const SIGKILL = 9;

/** What timeout(1) takes for the beginning of the end when it is sent to itself. */
const ending: readonly string[] = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'];

/** setTimeout takes no more: 2^31-1 milliseconds, 24.8 days. */
const LONGEST = 0x7fffffff;

export interface Deadline {
  /** Whether the program's time was up. */
  readonly expired: boolean;
  /** A signal was passed on: SIGKILL is to follow such a one, too. */
  passed(signal: string): void;
  cancel(): void;
}

/** Ends the program when its time is up, as timeout(1) does: the signal and SIGCONT, and SIGKILL some time after. */
export function deadline(target: Target, asked: Supervision): Deadline {
  const { timeout, signal = SIGTERM, killAfter } = asked;
  const timers: (() => void)[] = [];
  let expired = false;
  let killing = false;
  const end = (number: number): void => {
    if (asked.verbose) void complain({ message: `sending ${signalName(number)} to process ${target.program.pid}` });
    sendAndWake(target, number);
  };
  const kill = (): void => {
    if (killing || !killAfter) return;
    killing = true;
    timers.push(after(killAfter, () => end(SIGKILL)));
  };
  const expire = (): void => {
    expired = true;
    end(signal);
    kill();
  };
  if (timeout) timers.push(after(timeout, expire));
  return {
    get expired() {
      return expired;
    },
    passed(name) {
      if (ending.includes(name)) kill();
    },
    cancel() {
      for (const stop of timers) stop();
    },
  };
}

/** Milliseconds. Not by `performance`, which brings eleven modules of Node's. */
const now = (): number => Number(process.hrtime.bigint()) / 1e6;

/** @returns calls it off */
function after(milliseconds: number, act: () => void): () => void {
  const end = now() + milliseconds;
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const rest = end - now();
    // A timer may be a fraction of a millisecond early.
    if (rest <= 0) act();
    else timer = setTimeout(wait, Math.min(Math.ceil(rest), LONGEST));
  };
  wait();
  return () => clearTimeout(timer);
}
