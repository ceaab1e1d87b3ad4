import type { Plan } from './plan.js';
import type { Step } from './ops.js';

/** What is known of a failure when a hint is looked for. */
export interface Failure {
  readonly side: 'child' | 'parent';
  /** Nothing when the clone itself failed. */
  readonly step: Step | undefined;
  readonly syscall: string;
  readonly code: string;
  readonly plan: Plan;
}

/** What the cause is likely to be and what to do, in one sentence; undefined when nothing is known. */
export function hintFor(failure: Failure): string | undefined {
  void failure;
  return undefined;
}
