export { formatPlan } from '@forkexec/core-native/plan';
export { plan } from './compile.js';
