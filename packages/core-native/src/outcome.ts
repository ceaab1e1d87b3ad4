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
  /** An errno, the signal that killed the child, or how a program of the parent's steps ended. */
  readonly err: number;
  /** What that program wrote, its first bytes. */
  readonly said?: string;
}

/** The text of `length` bytes at `at` of a view. */
export function textAt(view: ArrayBufferView, at: number, length: number): string {
  return length === 0 ? '' : Buffer.from(view.buffer, view.byteOffset + at, length).toString();
}

/** The error that an outcome stands for, or nothing when the program runs. */
export function errorOf(outcome: Outcome, plan: Plan): StepError | undefined {
  return outcome.end === END.started ? undefined : new StepError(outcome, plan);
}
