import { fileURLToPath } from 'node:url';
import type { ProcAttr, SysProcAttr } from '@forkexec/attrs';
import { signalNumber } from '@forkexec/attrs';
import { environment } from '../env.js';
import { InvalidAttrError } from '../errors.js';
import { arrayOf, boolean, fileName, integer, invalid, type Kind, named, oneOf, record, text } from '../plan/kinds.js';
import { output, stderr, stdin, type Input, type Output } from './stdio.js';

/** A run as it was asked for, checked, defaults filled in. */
export interface Asked {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string | undefined;
  /** null: this process's own. */
  readonly env: readonly string[] | null;
  readonly argv0: string | undefined;
  readonly sys: SysProcAttr | undefined;
  readonly extraFiles: readonly number[];
  readonly shell: string | undefined;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output | 'stdout';
  readonly all: boolean;
  readonly encoding: BufferEncoding | 'buffer';
  readonly stripFinalNewline: boolean;
  readonly maxBuffer: number;
  /** Infinity: never. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
  readonly killSignal: number;
  readonly gracePeriod: number;
  readonly killGroup: boolean;
  readonly waitDelay: number;
  readonly pipeSize: number;
  readonly reject: boolean;
}

const MAX_TIMER = 0x7fffffff;

/** setTimeout's limit, and Infinity. */
const time: Kind<number> = (value, path) => {
  if (value === Infinity) return value;
  if (typeof value !== 'number' || !(value >= 0 && value <= MAX_TIMER)) {
    throw invalid(path, `milliseconds from 0 to ${MAX_TIMER}, or Infinity`, value);
  }
  return value;
};

const size: Kind<number> = (value, path) => {
  if (value === Infinity) return Number.MAX_SAFE_INTEGER;
  return integer(0, Number.MAX_SAFE_INTEGER)(value, path);
};

const directory: Kind<string> = (value, path) => {
  if (!(value instanceof URL)) return fileName(value, path);
  if (value.protocol !== 'file:') throw invalid(path, 'a path or a file: URL', value.href);
  return fileName(fileURLToPath(value), path);
};

const shell: Kind<string | undefined> = (value, path) => {
  if (typeof value === 'string') return fileName(value, path);
  return boolean(value, path) ? '/bin/sh' : undefined;
};

const encodings = [
  'utf8',
  'utf-8',
  'buffer',
  'ascii',
  'latin1',
  'binary',
  'base64',
  'base64url',
  'hex',
  'utf16le',
  'ucs2',
] as const;

/** By what it can do: there are others than this realm's. */
const abortSignal: Kind<AbortSignal> = (value, path) => {
  const isOne = typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value;
  if (!isOne) throw invalid(path, 'an AbortSignal', value);
  return value as AbortSignal;
};

/** Read by the plan, whose errors name its fields. */
const unread: Kind<unknown> = (value) => value;

const bytes: Kind<unknown> = (value, path) => {
  if (typeof value === 'string' || value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return value;
  throw invalid(path, 'a string, a buffer or an ArrayBuffer', value);
};

const options = record({
  cwd: directory,
  env: environment,
  argv0: text,
  sys: unread as Kind<SysProcAttr>,
  extraFiles: arrayOf(integer(-1, MAX_TIMER)),
  shell,
  stdin,
  input: bytes,
  stdout: output,
  stderr,
  all: boolean,
  encoding: oneOf(encodings),
  stripFinalNewline: boolean,
  maxBuffer: size,
  timeout: time,
  signal: abortSignal,
  killSignal: named(signalNumber),
  gracePeriod: time,
  killGroup: boolean,
  waitDelay: time,
  pipeSize: integer(0, MAX_TIMER),
  reject: boolean,
});

const words = arrayOf(text);

/** @throws InvalidAttrError naming the argument or the option: `args[1]`, `options.timeout` */
export function check(file: unknown, args: unknown, given: unknown): Asked {
  const asked = options(given ?? {}, 'options');
  if (asked.stdin !== undefined && asked.input !== undefined) {
    throw new InvalidAttrError('options.input', 'stands beside stdin: one of them');
  }
  const all = asked.all ?? false;
  const out = asked.stdout ?? { kind: 'pipe' };
  const err = asked.stderr ?? { kind: 'pipe' };
  if (all && !(isPipe(out) && (err === 'stdout' || isPipe(err)))) {
    throw new InvalidAttrError('options.all', 'needs both outputs collected: stdout and stderr "pipe"');
  }
  return {
    file: fileName(file, 'file'),
    args: words(args, 'args'),
    cwd: asked.cwd,
    env: asked.env ?? null,
    argv0: asked.argv0,
    sys: grouped(asked.sys, asked.killGroup),
    extraFiles: asked.extraFiles ?? [],
    shell: asked.shell,
    stdin:
      asked.input === undefined ? (asked.stdin ?? { kind: 'ignore' }) : { kind: 'bytes', bytes: asked.input as string },
    stdout: out,
    stderr: err,
    all,
    encoding: asked.encoding ?? 'utf8',
    stripFinalNewline: asked.stripFinalNewline ?? true,
    maxBuffer: asked.maxBuffer ?? 100 * 1024 * 1024,
    timeout: asked.timeout || Infinity,
    signal: asked.signal,
    killSignal: asked.killSignal ?? 15,
    gracePeriod: asked.gracePeriod ?? 5000,
    killGroup: asked.killGroup ?? false,
    waitDelay: asked.waitDelay ?? 1000,
    pipeSize: asked.pipeSize ?? 0,
    reject: asked.reject ?? true,
  };
}

function isPipe(it: Output): boolean {
  return it.kind === 'pipe';
}

/** A group to be signalled must be the program's own: another's would take this process with it. */
function grouped(sys: SysProcAttr | undefined, killGroup: boolean | undefined): SysProcAttr | undefined {
  if (!killGroup || sys?.setsid) return sys;
  if (sys?.pgid) throw new InvalidAttrError('options.killGroup', 'the group is another one: sys.pgid');
  return sys?.setpgid || sys?.foreground ? sys : { ...sys, setpgid: true };
}

/** What a launch is asked with. */
export function attributes(asked: Asked, files: readonly number[]): ProcAttr {
  const { cwd, env, sys, extraFiles } = asked;
  return {
    files: [...files, ...extraFiles],
    ...(cwd !== undefined && { dir: cwd }),
    ...(env !== null && { env }),
    ...(sys !== undefined && { sys }),
  };
}
