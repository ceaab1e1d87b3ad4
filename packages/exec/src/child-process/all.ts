/** The names of node:child_process. */
import { ChildProcess } from './child-process.js';
import { exec, execFile } from './exec.js';
import { fork } from './fork.js';
import { original } from './original.js';
import { spawn } from './spawn.js';
import { execFileSync, execSync } from './sync/exec-sync.js';
import { spawnSync } from './sync/spawn-sync.js';

/** Node's own: what a forked child does with the descriptor of its channel; nothing is started. */
const { _forkChild } = original as unknown as { readonly _forkChild: (fd: number, serializationMode: string) => void };

export const all = { _forkChild, ChildProcess, exec, execFile, execFileSync, execSync, fork, spawn, spawnSync };
