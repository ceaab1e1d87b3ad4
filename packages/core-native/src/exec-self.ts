import { encode, InvalidPlanError } from './encode.js';
import { native } from './load.js';
import { END } from './native.js';
import type { Step } from './ops.js';
import { StepError } from './step-error.js';

/**
 * This process becomes the program of an `execve` or `execveat` step. Descriptors from 3 on close, 0 to 2 block, signals are at their defaults.
 * @throws StepError when the kernel refuses; the process then goes on unchanged.
 */
export function execSelf(step: Step): never {
  const plan = { clone: { flags: 0 }, parent: [], child: [step] };
  const wire = encode(plan);
  const result = native().exec(wire.buffer, wire.length);
  if (typeof result === 'string') throw new InvalidPlanError('plan', result);
  throw new StepError({ end: END.child, pid: -1, pidfd: -1, step: 0, call: 0, err: -result }, plan);
}
