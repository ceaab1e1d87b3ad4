import { encode, InvalidPlanError } from './encode.js';
import { native } from './load.js';
import { END } from './native.js';
import type { Step } from './ops.js';
import type { Plan } from './plan.js';
import { SyscallError } from './process-fd.js';
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

/**
 * Does all steps of a plan in this process and becomes its program: a plan without clone flags, parent steps, and ops that take another
 * process. Other threads run until then.
 * @throws StepError when a step is refused. What stands before it is done and stays: this process is good for nothing but to say so and
 *   to end. SyscallError of unshare(2), when the descriptors cannot be taken apart, and InvalidPlanError, leave it as it is.
 */
export function execInPlace(plan: Plan): never {
  const wire = encode(plan);
  const out = new Int32Array(2);
  const result = native().execInPlace(wire.buffer, wire.length, out);
  if (typeof result === 'string') throw new InvalidPlanError('plan', result);
  const [step = 0, call = 0] = out;
  if (step < 0) throw new SyscallError('unshare', result);
  throw new StepError({ end: END.child, pid: -1, pidfd: -1, step, call, err: -result }, plan);
}
