export { capget, landlockAddRule, landlockCreateRuleset, landlockVersion, tcgetpgrp, tcsetpgrp } from './calls.js';
export { communicate, type Communicated, type CommunicateOptions, type PairUse } from './communicate.js';
export { encode, InvalidPlanError, type Wire } from './encode.js';
export { describeErrno } from './errno.js';
export { environBytes, environIsLive } from './environ.js';
export { execInPlace, execSelf } from './exec-self.js';
export type { ExitStatus } from './exit-status.js';
export { formatPlan, formatStep } from './format.js';
export { kernelFacts } from './kernel-facts.js';
export { type LaunchHandle, launch, type LaunchListener, launchSync } from './launch.js';
export { NativeLoadError, type TriedFile } from './load-error.js';
export type { KernelFacts } from './native.js';
export {
  type ArgKind,
  MAX_ARGS,
  type OpName,
  type OpSpec,
  type OpTraits,
  opNames,
  ops,
  type Step,
  type StepOf,
} from './ops.js';
export { nullFd, openFile, signalGroup } from './files.js';
export { PipeReader, PipeWriter } from './pipe-end.js';
export { opsHash } from './ops-hash.js';
export type { CloneSpec, Launched, Plan } from './plan.js';
export {
  closePidfd,
  ExitWatch,
  pidfdOpen,
  pidfdSendSignal,
  SyscallError,
  waitSync,
  watchExit,
} from './process-fd.js';
export { StdioFds } from './stdio.js';
export { StepError } from './step-error.js';
export {
  dieBy,
  quit,
  setTerminalModes,
  signalIsFromKernel,
  takeStop,
  terminalModes,
  watchOrigin,
} from './supervise.js';
export { openTrace, type Trace } from './trace.js';
export { type TraceEvent } from './trace-event.js';
export { type Ids, lookUp, lookUpLater, type Lookup } from './users.js';
