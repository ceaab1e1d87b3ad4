export { formatPlan } from '@forkexec/core-native/plan';
export type { Caller, Given } from './asked.js';
export { whoAsks } from './caller.js';
export { check } from './check.js';
export { arrange, compile } from './compile.js';
export { isNumbered, questionsOf } from './identity.js';
