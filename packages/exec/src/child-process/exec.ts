import type { ChildProcess as NodeChildProcess } from 'node:child_process';
import { promisify } from 'node:util';
import { collect, type Callback } from './collect.js';
import { isMaxBuffer, isTimeout, killSignalOf } from './normalize.js';
import { needNode, original } from './original.js';
import { mustThrow } from './refused.js';
import { spawn } from './spawn.js';
import type { Exec, ExecFile } from './types.js';

type Options = Readonly<Record<string, unknown>>;

interface Arguments {
  /** As they were given, but for what only says that they were left out. */
  readonly args: unknown;
  readonly options: Options;
  readonly callback: Callback | undefined;
}

const hasNul = (text: unknown): boolean => typeof text === 'string' && text.includes('\0');
const isFunction = (value: unknown): value is Callback => typeof value === 'function';

/** `(args?, options?, callback?)`; undefined: Node would throw. */
function readArguments(args: unknown, options: unknown, callback: unknown): Arguments | undefined {
  if (isFunction(args)) [args, options, callback] = [undefined, undefined, args];
  else if (typeof args === 'object' && args !== null && !Array.isArray(args))
    [args, options, callback] = [undefined, args, options];
  if (isFunction(options)) callback = options;
  else if (options !== undefined && options !== null && (typeof options !== 'object' || Array.isArray(options)))
    return undefined;
  if (callback !== undefined && callback !== null && !isFunction(callback)) return undefined;
  const given = (options ?? {}) as Options;
  const { argv0 } = given;
  if (argv0 !== undefined && argv0 !== null && (typeof argv0 !== 'string' || hasNul(argv0))) return undefined;
  return { args: Array.isArray(args) ? args.slice() : (args ?? []), options: given, callback: callback ?? undefined };
}

const MAX_BUFFER = 1024 * 1024;
const defaults = { encoding: 'utf8', timeout: 0, maxBuffer: MAX_BUFFER, killSignal: 'SIGTERM', cwd: null, env: null };

/**
 * `execFile` of node:child_process, started by us: see {@link spawn}. `options.sys` beside Node's.
 * @throws what Node throws for bad arguments; InvalidAttrError for `options.sys`; UnsupportedRuntimeError.
 */
export const execFile = function execFile(file: string, args: unknown, options: unknown, callback: unknown) {
  needNode('execFile');
  const read = readArguments(args, options, callback);
  const given: Options = { ...defaults, shell: false, ...read?.options };
  const { timeout, maxBuffer } = given;
  const killSignal = killSignalOf(given['killSignal']);
  if (!read || !isTimeout(timeout) || !isMaxBuffer(maxBuffer) || killSignal === null)
    return mustThrow(original.execFile, [file, args, options, callback]);
  const child = (spawn as (file: string, args: unknown, options: object) => NodeChildProcess)(file, read.args, {
    cwd: given['cwd'],
    env: given['env'],
    gid: given['gid'],
    shell: given['shell'],
    signal: given['signal'],
    sys: given['sys'],
    uid: given['uid'],
    windowsHide: Boolean(given['windowsHide']),
    windowsVerbatimArguments: Boolean(given['windowsVerbatimArguments']),
  });
  const list = Array.isArray(read.args) ? read.args : [];
  const command = list.length > 0 ? `${file} ${list.join(' ')}` : file;
  collect(child, { encoding: given['encoding'], timeout, maxBuffer, killSignal, command, callback: read.callback });
  return child;
} as unknown as ExecFile;

/**
 * `exec` of node:child_process, started by us: a command for the shell. `options.sys` beside Node's.
 * @throws what Node throws for bad arguments; InvalidAttrError for `options.sys`; UnsupportedRuntimeError.
 */
export const exec = function exec(command: string, options: unknown, callback: unknown) {
  needNode('exec');
  if (isFunction(options)) [options, callback] = [undefined, options];
  const given = { ...(options as object) } as Options;
  const shell = typeof given['shell'] === 'string' ? given['shell'] : true;
  if (typeof command !== 'string' || hasNul(command) || hasNul(shell))
    return mustThrow(original.exec, [command, options, callback]);
  return (execFile as (...args: unknown[]) => NodeChildProcess)(command, { ...given, shell }, callback);
} as unknown as Exec;

type Result = Promise<unknown> & { child: NodeChildProcess };

/** What `util.promisify` gives: a promise of `{ stdout, stderr }` with the `child` in it. */
function promised(call: (...args: unknown[]) => NodeChildProcess) {
  return function (...args: unknown[]): Result {
    let settle!: (error: Error | null, stdout: unknown, stderr: unknown) => void;
    const result = new Promise((resolve, reject) => {
      settle = (error, stdout, stderr) => {
        if (error === null) resolve({ stdout, stderr });
        else reject(Object.assign(error, { stdout, stderr }));
      };
    });
    // What cannot be meant is thrown at once, not a promise's.
    return Object.assign(result, { child: call(...args, settle) });
  };
}

for (const fn of [exec, execFile]) {
  const value = promised(fn as unknown as (...args: unknown[]) => NodeChildProcess);
  Object.defineProperty(fn, promisify.custom, { value, enumerable: false });
}
