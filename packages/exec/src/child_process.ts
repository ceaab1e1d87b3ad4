/**
 * node:child_process, started by us: change the import, keep the program. Every name that Node's module has, and in every
 * function's options `sys` beside Node's own.
 *
 * @throws UnsupportedRuntimeError when it is imported elsewhere than in Node on Linux.
 */
import { all } from './child-process/all.js';
import { needNode } from './child-process/original.js';

needNode('@forkexec/exec/child_process');

export const { _forkChild, ChildProcess, exec, execFile, execFileSync, execSync, fork, spawn, spawnSync } = all;
export type { SpawnSyncResult } from './child-process/sync/result.js';
export type { SysOption } from './child-process/types.js';
export default all;
