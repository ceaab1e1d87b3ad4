/**
 * node:child_process, started by us: change the import, keep the program. Every name that Node's module has, and in every
 * function's options `sys` beside Node's own.
 *
 * @throws UnsupportedRuntimeError when it is imported elsewhere than in Node on Linux.
 */
import { all } from './child-process/all.js';
import { needNode } from './child-process/original.js';

needNode('@forkexec/exec/child_process');

export { _forkChild } from './child-process/all.js';
export { ChildProcess } from './child-process/child-process.js';
export { exec, execFile } from './child-process/exec.js';
export { fork } from './child-process/fork.js';
export { spawn } from './child-process/spawn.js';
export { execFileSync, execSync } from './child-process/sync/exec-sync.js';
export { spawnSync } from './child-process/sync/spawn-sync.js';
export type { SpawnSyncResult } from './child-process/sync/result.js';
export type { SysOption } from './child-process/types.js';
export default all;
