export { formatPlan } from '@forkexec/core-native/plan';
export { ExecutableNotFoundError, InvalidAttrError } from '../errors.js';
export { lookPath } from '../look-path.js';
export { plan } from './compile.js';
