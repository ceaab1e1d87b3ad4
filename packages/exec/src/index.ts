export { type Plan, StepError, SyscallError } from '@forkexec/core-native';
export { ExecutableNotFoundError, InvalidAttrError } from './errors.js';
export { exec } from './exec.js';
export { forkExec } from './fork-exec.js';
export { lookPath } from './look-path.js';
export { formatPlan, plan } from './plan/index.js';
export { type Feature, type Probe, probe } from './probe/index.js';
export { openProcess, Process, startProcess } from './process.js';
export { ProcessState, type ResourceUsage } from './process-state.js';
