import type { ChildProcess as NodeChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { needNode, original } from './original.js';
import { mustThrow } from './refused.js';
import { spawn } from './spawn.js';
import type { Fork } from './types.js';

type Options = Readonly<Record<string, unknown>>;

/** Where Node keeps the script of `node -e`. */
const EVAL = '_eval';

const WORDS = ['ignore', 'pipe', 'overlapped', 'inherit'];

/** The option `stdio` with a channel in it; undefined: Node would throw. */
function withChannel({ stdio, silent }: Options): unknown[] | undefined {
  if (Array.isArray(stdio)) return stdio.includes('ipc') ? (stdio as unknown[]) : undefined;
  const word = typeof stdio === 'string' ? stdio : silent ? 'pipe' : 'inherit';
  if (!WORDS.includes(word)) return undefined;
  return word === 'inherit' ? [0, 1, 2, 'ipc'] : [word, word, word, 'ipc'];
}

/** `execArgv`, without a script of ours that stands in it: `node -e` would start itself over and over. */
function nodeArguments(given: unknown): readonly unknown[] | undefined {
  const list: unknown = given || process.execArgv;
  if (list !== process.execArgv) return Array.isArray(list) ? (list as unknown[]) : undefined;
  const script = (process as unknown as Readonly<Record<string, unknown>>)[EVAL];
  const at = typeof script === 'string' ? process.execArgv.lastIndexOf(script) : -1;
  return at > 0 ? process.execArgv.toSpliced(at - 1, 2) : process.execArgv;
}

function moduleFile(path: unknown): unknown {
  try {
    return path instanceof URL ? fileURLToPath(path) : path;
  } catch {
    return undefined; // Node says why
  }
}

const isPath = (path: unknown): boolean =>
  (typeof path === 'string' && !path.includes('\0')) || path instanceof Uint8Array;
const hasNul = (text: unknown): boolean => typeof text === 'string' && text.includes('\0');

interface Request {
  readonly execPath: string;
  readonly args: readonly unknown[];
  readonly options: Options;
}

/** undefined: Node would throw. */
function read(modulePath: unknown, args: unknown, options: unknown): Request | undefined {
  let list: unknown = args ?? [];
  if (typeof list === 'object' && !Array.isArray(list)) [list, options] = [[], list];
  const isObject = typeof options === 'object' && !Array.isArray(options);
  if (!Array.isArray(list) || (options !== undefined && options !== null && !isObject)) return undefined;
  const given: Options = { ...(options as object), shell: false };
  const execPath = given['execPath'] || process.execPath;
  const execArgv = nodeArguments(given['execArgv']);
  const file = moduleFile(modulePath);
  const stdio = withChannel(given);
  if (!isPath(file) || typeof execPath !== 'string' || hasNul(execPath) || !execArgv || execArgv.some(hasNul) || !stdio)
    return undefined;
  return { execPath, args: [...execArgv, file, ...(list as unknown[])], options: { ...given, execPath, stdio } };
}

/**
 * `fork` of node:child_process, started by us: a Node process with a channel to it. `options.sys` beside Node's.
 * @throws what Node throws for bad arguments; InvalidAttrError for `options.sys`; UnsupportedRuntimeError.
 */
export const fork = function fork(modulePath: unknown, args: unknown = [], options?: unknown) {
  needNode('fork');
  const request = read(modulePath, args, options);
  if (!request) return mustThrow(original.fork, [modulePath, args, options]);
  return (spawn as (file: string, args: unknown, options: object) => NodeChildProcess)(
    request.execPath,
    request.args,
    request.options,
  );
} as unknown as Fork;
