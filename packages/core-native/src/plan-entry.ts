/** What planning needs, without the native binary: it works on any platform. */
export { formatPlan, formatStep } from './format.js';
export {
  MAX_ARGS,
  type ArgKind,
  type OpName,
  type OpSpec,
  type OpTraits,
  opNames,
  ops,
  type Step,
  type StepOf,
} from './ops.js';
export type { CloneSpec, Launched, Plan } from './plan.js';
export type { Ids, Lookup } from './users.js';
/** For messages that name what a user gave. */
export { cut, plain, quote, word } from './format-text.js';
