/**
 * The arguments of `spawn` and its like, read as Node reads them. What Node would refuse is not described here: the answer is
 * undefined then, and Node's own function, called with the same arguments, throws its own words.
 */
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { environIsLive } from '@forkexec/core-native';
import { handOn, isDenied, isHandedOn } from './permission.js';
import { warnOfShell } from './shell-warning.js';

/** What Node's `ChildProcess.prototype.spawn` is given, with the options that it does not look at beside. */
export interface SpawnRequest {
  readonly file: string;
  /** The program's own name first. */
  readonly args: readonly unknown[];
  readonly cwd: string | undefined;
  readonly detached: boolean;
  /** `KEY=value`; undefined: this process's own environment at the moment of the launch. */
  readonly envPairs: readonly string[] | undefined;
  readonly uid?: number | null;
  readonly gid?: number | null;
  readonly windowsHide: boolean;
  readonly windowsVerbatimArguments: boolean;
  /** The other options, as they were given. */
  readonly [option: string]: unknown;
}

type Options = Readonly<Record<string, unknown>>;

const absent = (value: unknown): value is null | undefined => value === undefined || value === null;
const hasNul = (value: unknown): boolean => typeof value === 'string' && value.includes('\0');

/** `(file, args?, options?)` of spawn and spawnSync; undefined: Node would throw. */
export function normalizeSpawn(file: unknown, args: unknown, options: unknown): SpawnRequest | undefined {
  if (isDenied() || typeof file !== 'string' || file === '' || hasNul(file)) return undefined;
  let list: unknown[] = [];
  if (Array.isArray(args)) list = args.slice();
  else if (!absent(args)) {
    if (typeof args !== 'object') return undefined;
    options = args;
  }
  if (list.some(hasNul)) return undefined;
  if (options === undefined) options = {};
  else if (typeof options !== 'object' || options === null || Array.isArray(options)) return undefined;
  const request: Options = { ...(options as object) };
  return hasValidOptions(request) ? assemble(file, list, request) : undefined;
}

function hasValidOptions({
  detached,
  uid,
  gid,
  shell,
  argv0,
  windowsHide,
  windowsVerbatimArguments,
}: Options): boolean {
  return (
    isBoolean(detached) &&
    isInt32(uid) &&
    isInt32(gid) &&
    (typeof shell === 'string' ? !hasNul(shell) : isBoolean(shell)) &&
    (absent(argv0) || (typeof argv0 === 'string' && !hasNul(argv0))) &&
    isBoolean(windowsHide) &&
    isBoolean(windowsVerbatimArguments)
  );
}

const isBoolean = (value: unknown): boolean => absent(value) || typeof value === 'boolean';
const isInt32 = (value: unknown): boolean => absent(value) || value === ((value as number) | 0);

/** Fills in a copy of the options that is ours alone. */
function assemble(file: string, list: unknown[], options: Options): SpawnRequest | undefined {
  const cwd = directory(options['cwd']);
  if (cwd === null) return undefined;
  const { shell } = options;
  let program = file;
  let args = list;
  if (shell === true || (typeof shell === 'string' && shell !== '')) {
    if (list.length > 0) warnOfShell();
    args = ['-c', [file, ...list].join(' ')];
    program = shell === true ? '/bin/sh' : shell;
  }
  args.unshift(typeof options['argv0'] === 'string' ? options['argv0'] : program);
  const envPairs = environment(options, args);
  if (envPairs === null) return undefined;
  return Object.assign(options, {
    args,
    cwd,
    detached: options['detached'] === true,
    envPairs,
    file: program,
    windowsHide: options['windowsHide'] === true,
    windowsVerbatimArguments: options['windowsVerbatimArguments'] === true,
  });
}

/** null: not one that Node takes. */
function directory(cwd: unknown): string | undefined | null {
  if (absent(cwd)) return undefined;
  let path = cwd;
  if (isFileUrl(cwd)) {
    try {
      path = fileURLToPath(cwd);
    } catch {
      return null; // Node's own call says why
    }
  }
  if (path instanceof Uint8Array) path = Buffer.from(path).toString();
  return typeof path !== 'string' || hasNul(path) ? null : path;
}

function isFileUrl(value: unknown): value is URL {
  const url = value as Partial<Record<string, unknown>>;
  return typeof value === 'object' && Boolean(url['href'] && url['protocol']) && url['auth'] === undefined;
}

const COVERAGE = 'NODE_V8_COVERAGE';

/** Names that an object inherits count, in the order in which it gives them. null: one that Node refuses. */
function environment(options: Options, args: readonly unknown[]): string[] | undefined | null {
  const own = (options['env'] || process.env) as Record<string, unknown>; // null and '' count as left out
  // Reading process.env asks libc for each name (40 µs): the core copies `environ` at the launch, if nothing is added to it.
  const bound = isHandedOn(args);
  if (own === process.env && !bound && environIsLive(process.env) && !wantsChannel(options['stdio'])) return undefined;
  const pairs: string[] = [];
  for (const key in own) {
    const value = own[key];
    if (value === undefined) continue;
    if (hasNul(key) || hasNul(value)) return null;
    pairs.push(`${key}=${value as string}`);
  }
  const coverage = process.env[COVERAGE];
  if (coverage && !Object.hasOwn(own, COVERAGE)) pairs.push(`${COVERAGE}=${coverage}`);
  if (bound) handOn(pairs);
  return pairs;
}

/** Node adds two variables then, which name the channel. */
function wantsChannel(stdio: unknown): boolean {
  return Array.isArray(stdio) && stdio.includes('ipc');
}

const signals: Readonly<Record<string, number>> = constants.signals;
const signalNumbers = new Set(Object.values(signals));

/** The option `killSignal`: its number, undefined where it was left out, null where Node would throw. */
export function killSignalOf(signal: unknown): number | undefined | null {
  if (absent(signal)) return undefined;
  if (typeof signal === 'number') return signalNumbers.has(signal) ? signal : null;
  return typeof signal === 'string' ? (signals[signal.toUpperCase()] ?? null) : null;
}

/** The option `timeout`. */
export function isTimeout(timeout: unknown): timeout is number | null | undefined {
  return absent(timeout) || (Number.isInteger(timeout) && (timeout as number) >= 0);
}

/** The option `maxBuffer`; NaN passes in Node, too, and is no limit. */
export function isMaxBuffer(maxBuffer: unknown): maxBuffer is number | null | undefined {
  return absent(maxBuffer) || (typeof maxBuffer === 'number' && !(maxBuffer < 0));
}

/** The option `signal`. */
export function isAbortSignal(signal: unknown): signal is AbortSignal | undefined {
  return signal === undefined || (typeof signal === 'object' && signal !== null && 'aborted' in signal);
}
