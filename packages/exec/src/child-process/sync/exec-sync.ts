import type { ExecFileSyncOptions as NodeFileOptions, ExecSyncOptions as NodeOptions } from 'node:child_process';
import type { SysProcAttr } from '@forkexec/attrs';
import { original } from '../original.js';
import { mustThrow } from '../refused.js';
import { type SpawnSyncResult, withUsage } from './result.js';
import { spawnSync as spawn } from './spawn-sync.js';

/** The options of node:child_process.execSync, and `sys`. */
export interface ExecSyncOptions extends NodeOptions {
  sys?: SysProcAttr | undefined;
}

/** The options of node:child_process.execFileSync, and `sys`. */
export interface ExecFileSyncOptions extends NodeFileOptions {
  sys?: SysProcAttr | undefined;
}

type Options = Readonly<Record<string, unknown>>;
type Output = string | Buffer;

const spawnSync = spawn as (file: unknown, args: unknown, options?: unknown) => SpawnSyncResult;

/**
 * The standard output of a program that succeeds: node:child_process.execFileSync, plus `options.sys`. Its standard error goes to
 * ours, once it has ended, unless `options.stdio` says otherwise.
 *
 * @throws for any other end than exit status 0 an error with the fields of {@link SpawnSyncResult}; what {@link spawnSync} throws
 */
export function execFileSync(file: string, args?: readonly string[] | null): Buffer;
export function execFileSync(
  file: string,
  args: readonly string[] | null | undefined,
  options: ExecFileSyncOptions & { encoding: BufferEncoding },
): string;
export function execFileSync(
  file: string,
  args: readonly string[] | null | undefined,
  options: ExecFileSyncOptions & { encoding?: 'buffer' | null },
): Buffer;
export function execFileSync(file: string, args?: readonly string[] | null, options?: ExecFileSyncOptions): Output;
export function execFileSync(file: string, options: ExecFileSyncOptions & { encoding: BufferEncoding }): string;
export function execFileSync(file: string, options: ExecFileSyncOptions & { encoding?: 'buffer' | null }): Buffer;
export function execFileSync(file: string, options: ExecFileSyncOptions): Output;
export function execFileSync(file: unknown, args?: unknown, options?: unknown): Output {
  let list = args;
  let given = options;
  if (!Array.isArray(args) && typeof args === 'object' && args !== null) {
    // Node reads what follows as the callback of execFile.
    if (options !== undefined && options !== null && typeof options !== 'function')
      return mustThrow(original.execFileSync, [file, args, options]);
    [list, given] = [[], args];
  } else if (typeof args === 'function') [list, given] = [[], undefined];
  list ??= [];
  given ??= {};
  const { stdio, argv0 } = given as Options;
  const result = spawnSync(file, list, given);
  tell(stdio, result);
  return outputOf(result, [argv0 || file, ...(list as unknown[])].join(' '), execFileSync);
}

/**
 * The standard output of a shell's command that succeeds: node:child_process.execSync, plus `options.sys`. Its standard error goes
 * to ours, once it has ended, unless `options.stdio` says otherwise.
 *
 * @throws for any other end than exit status 0 an error with the fields of {@link SpawnSyncResult}; what {@link spawnSync} throws
 */
export function execSync(command: string): Buffer;
export function execSync(command: string, options: ExecSyncOptions & { encoding: BufferEncoding }): string;
export function execSync(command: string, options: ExecSyncOptions & { encoding?: 'buffer' | null }): Buffer;
export function execSync(command: string, options?: ExecSyncOptions): Output;
export function execSync(command: unknown, options?: unknown): Output {
  if (typeof command !== 'string' || command.includes('\0')) return mustThrow(original.execSync, [command, options]);
  const given: Options = typeof options === 'function' ? {} : { ...(options as object) };
  const { shell, stdio } = given;
  const result = spawnSync(command, { ...given, shell: typeof shell === 'string' ? shell : true }, undefined);
  tell(stdio, result);
  return outputOf(result, command, execSync);
}

function tell(stdio: unknown, { stderr }: SpawnSyncResult): void {
  if (!stdio && stderr) process.stderr.write(stderr);
}

function outputOf(result: SpawnSyncResult, command: string, from: unknown): Output {
  if (result.error) throw asNodes(result.error, result);
  if (result.status === 0) return result.stdout;
  const { stderr } = result;
  const said = stderr && stderr.length > 0 ? `\n${stderr.toString()}` : '';
  const error = new Error(`Command failed: ${command}${said}`);
  Error.captureStackTrace(error, from as () => void);
  throw asNodes(error, result);
}

function asNodes(error: Error, result: SpawnSyncResult): Error {
  return withUsage(Object.assign(error, result), result.rusage);
}
