import type { Plan } from './plan.js';
import { END } from './native.js';
import { StepError } from './step-error.js';

/** struct fx_outcome of native/launch.h. */
export interface Outcome {
  /** One of {@link END}. */
  readonly end: number;
  readonly pid: number;
  readonly pidfd: number;
  readonly step: number;
  readonly call: number;
  /** An errno, or the signal that killed the child. */
  readonly err: number;
}

/** The error that an outcome stands for, or nothing when the program runs. */
export function errorOf(outcome: Outcome, plan: Plan): StepError | undefined {
  return outcome.end === END.started ? undefined : new StepError(outcome, plan);
}
