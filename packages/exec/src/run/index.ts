export type { Bytes, OutputOption, RunOptions, StdinOption } from './options.js';
export { type EndReason, RunError, type RunResult } from './result.js';
export { run } from './run.js';
export { Running } from './running.js';
