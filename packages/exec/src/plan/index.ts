export { formatPlan } from '@forkexec/core-native/plan';
export type { Asked, Caller, Given, OwnIds } from './asked.js';
export { whoAsks } from './caller.js';
export { check } from './check.js';
export { arrange, compile } from './compile.js';
export { isNumbered, numbered, questionsOf } from './identity.js';
export { inPlace } from './in-place.js';
export { lastStep } from './program.js';
