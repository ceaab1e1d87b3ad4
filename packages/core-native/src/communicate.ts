/** A child from its launch to its end in one call: what it is given, and what it says. */
import { encode } from './encode.js';
import { EXIT_NUMBERS, type ExitStatus, readExit } from './exit-status.js';
import { accept, launched, out } from './launch.js';
import { native } from './load.js';
import type { Plan } from './plan.js';
import type { StdioFds } from './stdio.js';

/** What is done with our end of a pair: `in` is written to, and then closed for writing; `out` is read from. */
export type PairUse = 'in' | 'out';

/** native/communicate.cc has the same. */
const uses: Readonly<Record<PairUse, number>> = { out: 1, in: 2 };

/** How a child is talked to, and for how long. */
export interface CommunicateOptions {
  /** What each pair of the stdio is for. */
  readonly pairs: readonly PairUse[];
  /** What is written to the `in` at its index. */
  readonly inputs?: readonly (Uint8Array | undefined)[];
  /** Of all `out` together, in bytes: more, and the child is killed (ENOBUFS). 0: no limit. */
  readonly maxOutput?: number;
  /** Milliseconds from the call on, the launch included, until the child is killed (ETIMEDOUT). 0: no limit. */
  readonly timeout?: number;
  /** The signal for that. Where it cannot be sent SIGKILL is. */
  readonly killSignal: number;
}

/** How a child ended, and what it wrote. */
export interface Communicated {
  readonly pid: number;
  readonly exit: ExitStatus;
  /** What was read from the `out` at its index; null for an `in`. */
  readonly outputs: readonly (Buffer | null)[];
  /**
   * Negated: ETIMEDOUT or ENOBUFS (also ENOMEM, or what ppoll(2) says) where the child was killed, else the first that a stream
   * gave: EPIPE where the child has not read its input. ECHILD where somebody else has taken its status. 0: none.
   */
  readonly errno: number;
  /** Negated: why the child could not be killed; its end was waited for then. Commonly 0. */
  readonly killErrno: number;
}

const MOST_OUTPUT = 0;
const TIMEOUT = 1;
const SIGNAL = 2;
const ERROR = 3;
const KILL_ERROR = 4;
const EXIT = 5;
const numbers = new Float64Array(EXIT + EXIT_NUMBERS);
const nothing: readonly (Uint8Array | undefined)[] = [];

/**
 * Carries a plan out, writes to the child and reads from it, and waits until it has ended and nobody holds the other ends of what is
 * read any more. Blocks the thread. The child is reaped, its pidfd and all of `stdio` are closed, whatever happens. Needs pidfds that
 * poll(2) and waitid(2) take, Linux 5.4.
 *
 * A child that is killed, for its time or its output, is not read from any further, and neither are its children.
 * @throws StepError naming the step that failed, or InvalidPlanError, with nothing left behind
 */
export function communicate(plan: Plan, stdio: StdioFds, options: CommunicateOptions): Communicated {
  let wire;
  try {
    wire = encode(plan);
  } catch (error) {
    stdio.close();
    throw error;
  }
  numbers[MOST_OUTPUT] = options.maxOutput ?? 0;
  numbers[TIMEOUT] = options.timeout ?? 0;
  numbers[SIGNAL] = options.killSignal;
  const { pairs, inputs = nothing } = options;
  const use = Int32Array.from(pairs, (pair) => uses[pair]);
  const told = native().communicate(wire.buffer, wire.length, out, stdio.all, use, inputs, numbers);
  if (!Array.isArray(told)) accept(told, plan);
  const { pid } = launched(plan);
  return {
    pid,
    exit: readExit(numbers, EXIT),
    outputs: told as (Buffer | null)[],
    errno: numbers[ERROR]!,
    killErrno: numbers[KILL_ERROR]!,
  };
}
