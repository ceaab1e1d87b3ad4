/** The names of node:child_process. */
import { ChildProcess } from './child-process.js';
import { exec, execFile } from './exec.js';
import { fork } from './fork.js';
import { original } from './original.js';
import { spawn } from './spawn.js';
import { execFileSync, execSync } from './sync/exec-sync.js';
import { spawnSync } from './sync/spawn-sync.js';

type ForkChild = (fd: number, serializationMode: string) => void;

/** Node's own: what a forked child does with the descriptor of its channel; nothing is started. */
export const _forkChild: ForkChild = (original as unknown as { readonly _forkChild: ForkChild })._forkChild;

/** The module as one object, as `import childProcess from` has it. */
export const all = {
  /** Node's own: what a forked child does with its channel. */
  _forkChild,
  ChildProcess,
  exec,
  execFile,
  /** The output of a program that succeeds. */
  execFileSync,
  /** The output of a shell's command that succeeds. */
  execSync,
  fork,
  spawn,
  /** Runs a program to its end. */
  spawnSync,
};
