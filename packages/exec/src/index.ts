export { UnsupportedRuntimeError } from './child-process/original.js';
export type { SysOption } from './child-process/types.js';
export { NativeLoadError, type Plan, StepError, SyscallError } from '@forkexec/core-native';
export { ExecutableNotFoundError, InvalidAttrError } from './errors.js';
export { spawn } from './child-process/spawn.js';
export { exec } from './exec.js';
export { forkExec } from './fork-exec.js';
export { getCaps, type ProcessCaps } from './get-caps.js';
export type { LandlockFsRule, LandlockNetRule, LandlockRules } from './landlock/rules.js';
export { landlockABI, type LandlockRuleset, landlockRuleset } from './landlock/ruleset.js';
export { idMappings } from './id-mappings.js';
export { lookPath } from './look-path.js';
export { plan } from './plan.js';
export { formatPlan } from './plan/index.js';
export { type Feature, type Probe, probe } from './probe/index.js';
export { openProcess, Process, startProcess } from './process.js';
export { NotStoppedError, Ptrace, type Stop } from './ptrace.js';
export { ProcessState, type ResourceUsage } from './process-state.js';
export type { SpawnSyncResult } from './child-process/sync/result.js';
export { type SpawnSyncOptions, spawnSync } from './child-process/sync/spawn-sync.js';
export { tcgetpgrp, tcsetpgrp } from './terminal.js';
export {
  type Bytes,
  type EndReason,
  type OutputOption,
  run,
  RunError,
  Running,
  type RunOptions,
  type RunResult,
  type StdinOption,
} from './run/index.js';
