import { encode, InvalidPlanError } from './encode.js';
import { forget, keepAlive, letGo, listen } from './events.js';
import type { ExitStatus } from './exit-status.js';
import { native } from './load.js';
import { CLONE_CALLS, END, TEXT_BYTES } from './native.js';
import { errorOf, type Outcome, textAt } from './outcome.js';
import type { Launched, Plan } from './plan.js';
import { StepError } from './step-error.js';

/** The six numbers of an outcome, the length of a text, and its bytes. @internal */
export const out = new Int32Array(7 + TEXT_BYTES / 4);

/**
 * Carries a plan out and waits until the program runs. Blocks the thread: for the clone where the child needs nobody,
 * for the launcher thread's work where it does.
 * @returns pid and pidfd, both the caller's: the child must be waited for, the pidfd closed.
 * @throws StepError naming the step that failed; nothing is left behind then. InvalidPlanError before any clone.
 */
export function launchSync(plan: Plan): Launched {
  const wire = encode(plan);
  accept(native().launchSync(wire.buffer, wire.length, out), plan);
  return launched(plan);
}

/** What the core has put into `out`. @throws StepError @internal */
export function launched(plan: Plan): Launched {
  const [end = 0, pid = -1, pidfd = -1, step = 0, call = 0, err = 0, length = 0] = out;
  const outcome: Outcome = { end, pid, pidfd, step, call, err, said: textAt(out, 4 * 7, length) };
  const error = errorOf(outcome, plan);
  if (error) throw error;
  return { pid: outcome.pid, pidfd: outcome.pidfd };
}

/** What a launch tells, each once and in this order: `started` or `failed`, and after `started` some time `exited`. */
export interface LaunchListener {
  /** The pidfd is the listener's, but must stay open until `exited`. */
  started(launched: Launched): void;
  /** There is no process: it is reaped, and nothing of the launch is open. */
  failed(error: StepError): void;
  /** The process is gone and reaped. */
  exited(exit: ExitStatus): void;
}

/**
 * Carries a plan out without blocking: the launcher thread clones, a second thread waits. Until `failed` or `exited` the
 * event loop stays alive, but for {@link LaunchHandle.unref}.
 * @throws InvalidPlanError, NativeLoadError, or StepError when there is no thread or memory to be had.
 */
export function launch(plan: Plan, listener: LaunchListener): LaunchHandle {
  const wire = encode(plan);
  const handle = new LaunchHandle(plan, listener);
  const id = listen(handle);
  const r = native().launch(wire.buffer, wire.length, id);
  if (r !== 0) {
    forget(id);
    accept(r, plan);
  }
  handle.id = id;
  handle.ref();
  return handle;
}

/** A launch under way, or its running process. */
export class LaunchHandle {
  id = 0;
  #held = false;
  #over = false;
  readonly #plan: Plan;
  readonly #listener: LaunchListener;
  constructor(plan: Plan, listener: LaunchListener) {
    this.#plan = plan;
    this.#listener = listener;
  }

  /** The event loop stays alive for it (the default). */
  ref(): void {
    if (this.#held || this.#over) return;
    this.#held = true;
    keepAlive();
  }

  /** The event loop may end before it does. */
  unref(): void {
    if (!this.#held) return;
    this.#held = false;
    letGo();
  }

  /** @internal */
  launched(outcome: Outcome): void {
    const error = errorOf(outcome, this.#plan);
    if (error) {
      this.#end();
      forget(this.id);
      this.#listener.failed(error);
    } else {
      this.#listener.started({ pid: outcome.pid, pidfd: outcome.pidfd });
    }
  }

  /** @internal */
  exited(exit: ExitStatus): void {
    this.#end();
    this.#listener.exited(exit);
  }

  #end(): void {
    this.unref();
    this.#over = true;
  }
}

/** -ENOMEM, or the reason why the core took the bytes for no plan. @internal */
export function accept(result: number | string, plan: Plan): void {
  if (typeof result === 'string') throw new InvalidPlanError('plan', result);
  if (result < 0) {
    const call = CLONE_CALLS.indexOf('malloc');
    throw new StepError({ end: END.clone, pid: -1, pidfd: -1, step: 0, call, err: -result }, plan);
  }
}
