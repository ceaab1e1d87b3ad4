import type { SpawnSyncOptions as NodeOptions } from 'node:child_process';
import type { SysProcAttr } from '@forkexec/attrs';
import { communicate, type Communicated } from '@forkexec/core-native';
import { planOf } from '../launch-plan.js';
import { normalizeSpawn, type SpawnRequest } from '../normalize.js';
import { original } from '../original.js';
import { mustThrow } from '../refused.js';
import { type SyncOptions, syncOptions } from './options.js';
import { ended, notStarted, type SpawnSyncResult } from './result.js';
import { openStdio } from './stdio.js';

/** The options of node:child_process.spawnSync, and: */
export interface SpawnSyncOptions extends NodeOptions {
  /** What else the process is to have: Go's `syscall.SysProcAttr`. */
  sys?: SysProcAttr | undefined;
}

interface Text extends SpawnSyncOptions {
  encoding: BufferEncoding;
}

interface Bytes extends SpawnSyncOptions {
  encoding?: 'buffer' | null | undefined;
}

/**
 * Runs a program to its end: node:child_process.spawnSync, plus `options.sys` and `result.rusage`. Blocks the thread until the
 * program has ended and nobody, its own children included, holds its output any more. A program that cannot be started
 * gives a result with an `error`. `options` are Node's; beside what Node takes, sockets and terminals that are open are taken for
 * their `stdio`.
 *
 * @param file - the program, searched for in the PATH of `options.env` unless it has a slash
 * @param args - its arguments, without its own name
 * @throws what Node throws for arguments that cannot be meant; InvalidAttrError naming the field of `sys`
 */
export function spawnSync(file: string, args?: readonly string[] | null): SpawnSyncResult<Buffer>;
export function spawnSync(
  file: string,
  args: readonly string[] | null | undefined,
  options: Text,
): SpawnSyncResult<string>;
export function spawnSync(
  file: string,
  args: readonly string[] | null | undefined,
  options?: Bytes,
): SpawnSyncResult<Buffer>;
export function spawnSync(file: string, args?: readonly string[] | null, options?: SpawnSyncOptions): SpawnSyncResult;
export function spawnSync(file: string, options: Text): SpawnSyncResult<string>;
export function spawnSync(file: string, options: Bytes): SpawnSyncResult<Buffer>;
export function spawnSync(file: string, options: SpawnSyncOptions): SpawnSyncResult;
export function spawnSync(file: unknown, args?: unknown, options?: unknown): SpawnSyncResult {
  const request = normalizeSpawn(file, args, options);
  if (!request) return mustThrow(original.spawnSync, [file, args, options]);
  const read = syncOptions(request);
  let told: Communicated;
  try {
    told = launchAndTalk(request, read);
  } catch (error) {
    return notStarted(request, error, spawnSync);
  }
  return ended(request, told, outputsOf(told, read), spawnSync);
}

function launchAndTalk(request: SpawnRequest, options: SyncOptions): Communicated {
  const { timeout, maxBuffer, killSignal, input } = options;
  const stdio = openStdio(options.stdio);
  let plan;
  try {
    plan = planOf(request, stdio);
  } catch (error) {
    stdio.fds.close();
    throw error;
  }
  const inputs = input && options.stdio[0] === 'in' ? [input] : [];
  return communicate(plan, stdio.fds, { pairs: stdio.pairs, inputs, maxOutput: maxBuffer, timeout, killSignal });
}

function outputsOf(told: Communicated, { stdio, encoding }: SyncOptions): (string | Buffer | null)[] {
  let pair = 0;
  return stdio.map((entry) => {
    const output = entry === 'in' || entry === 'out' ? (told.outputs[pair++] ?? null) : null;
    return output && encoding !== undefined ? output.toString(encoding) : output;
  });
}
