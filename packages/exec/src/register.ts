/**
 * `node --import @forkexec/exec/register app.js`: every call of node:child_process in this process or worker, its dependencies'
 * included, is started by us. Imported twice it does no more than once. Children get it only where NODE_OPTIONS or execArgv hand it
 * on.
 *
 * `node --require @forkexec/exec/register app.js` (Node 20.19, 22.12) does the same before the event loop turns for the first time,
 * and leaves a CommonJS program to Node's CommonJS loader.
 *
 * @throws UnsupportedRuntimeError elsewhere than in Node on Linux.
 */
import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { all } from './child-process/all.js';
import { needNode } from './child-process/original.js';
import type { SysOption } from './child-process/types.js';

declare module 'child_process' {
  interface CommonOptions extends SysOption {}
  interface ForkOptions extends SysOption {}
}

needNode('@forkexec/exec/register');
Object.assign(childProcess, all);
syncBuiltinESMExports();
