import type { Readable, Writable } from 'node:stream';
import type { ReadableStream, WritableStream } from 'node:stream/web';
import type { ProcAttr, Signal, SysProcAttr } from '@forkexec/attrs';
import type { Running } from './running.js';

/** Bytes, or text as UTF-8. */
export type Bytes = string | ArrayBuffer | ArrayBufferView;

/** What becomes the program's standard input. A string is what is written, but for the three words. */
export type StdinOption =
  /** `/dev/null`: the default. */
  | 'ignore'
  /** This process's own. */
  | 'inherit'
  /** Written through {@link Running.stdin}. */
  | 'pipe'
  | (string & Record<never, never>)
  | ArrayBuffer
  | ArrayBufferView
  | Blob
  /** Written piece by piece, as fast as the program reads. */
  | Iterable<Bytes>
  | AsyncIterable<Bytes>
  | Readable
  | ReadableStream
  /** What another run writes to its standard output, byte by byte. If that fails, so does this one. */
  | Running<unknown>
  /** Opened for reading, and given to the program itself. */
  | { readonly file: string }
  /** A descriptor of this process. */
  | number;

/** What becomes of the program's standard output or error. */
export type OutputOption =
  /** Collected for the result, or read through {@link Running}: the default. */
  | 'pipe'
  /** This process's own. */
  | 'inherit'
  /** `/dev/null`. */
  | 'ignore'
  /** Opened for writing and given to the program itself; emptied unless `append`; `mode` (0o666, less the umask) for a new one. */
  | { readonly file: string; readonly append?: boolean; readonly mode?: number }
  /** Written to as fast as it takes it, and ended; the result waits for that. `process.stdout` and `process.stderr` are inherited. */
  | Writable
  | WritableStream
  /** Called with each line; a promise that it returns is awaited before the next. */
  | ((line: string) => unknown)
  /** A descriptor of this process. */
  | number;

/** Everything {@link run} can be told. Times are milliseconds, sizes bytes. */
export interface RunOptions {
  /** The program's working directory, from which relative names count; left out: this process's. */
  readonly cwd?: string | URL;
  /** Replaces the environment; left out: this process's own. Its PATH is where the program is looked for, if it has one. */
  readonly env?: ProcAttr['env'];
  /** The program's own name for itself; left out: `file` as it was given. */
  readonly argv0?: string;
  /** Everything else that a launch can do: see {@link SysProcAttr}. */
  readonly sys?: SysProcAttr;
  /** Descriptors for the program from 3 on, -1 for none: Go's `os/exec.Cmd.ExtraFiles`. */
  readonly extraFiles?: readonly number[];
  /**
   * `file` is a command for a shell: `/bin/sh`, or the one named here. The arguments are not pasted into it: they are `"$1"`, `"$2"`
   * and so on.
   */
  readonly shell?: boolean | string;
  readonly stdin?: StdinOption;
  /** What is written to standard input, whatever it reads like; instead of `stdin`. */
  readonly input?: Bytes;
  readonly stdout?: OutputOption;
  /** Beside the others, `'stdout'`: wherever standard output goes, by the same pipe or file. So it is, too, where both are the same file or stream. */
  readonly stderr?: OutputOption | 'stdout';
  /** Collects both outputs into one as well, in the order in which they arrived. For the order of writing: `stderr: 'stdout'`. */
  readonly all?: boolean;
  /** Of the collected text: any of Node's; `'buffer'` for bytes; left out: `'utf8'`. Lines are UTF-8 where it is `'buffer'`. */
  readonly encoding?: BufferEncoding | 'buffer';
  /** Whether one line feed at the end of the collected text is left out (the default). Never of bytes. */
  readonly stripFinalNewline?: boolean;
  /** Bytes that are collected of each output, and of one line; more ends the program, reason `'output'`. Left out: 100 MiB. */
  readonly maxBuffer?: number;
  /** After that the program is ended, reason `'timeout'`. 0 or left out: never. */
  readonly timeout?: number;
  /** Ends the program, reason `'abort'`; its `reason` becomes the error's `cause`. */
  readonly signal?: AbortSignal;
  /** What is sent first to end the program; left out: SIGTERM. */
  readonly killSignal?: Signal;
  /** How long it may then go on before SIGKILL; left out: 5000; `Infinity`: for ever. */
  readonly gracePeriod?: number;
  /**
   * Signals go to the program's whole process group, which it gets of its own (`sys.setpgid`) unless `sys` says `setsid`,
   * `setpgid` or `foreground`. In a terminal it is then a background job.
   */
  readonly killGroup?: boolean;
  /**
   * How long after the program's end others that still hold its output may go on writing; left out: 1000; `Infinity`: for ever. Then
   * what came is the result, and `outputTruncated` is true. Go's `os/exec.Cmd.WaitDelay`.
   */
  readonly waitDelay?: number;
  /** The size of the pipes, fcntl(2) F_SETPIPE_SZ: EPERM beyond /proc/sys/fs/pipe-max-size for who lacks CAP_SYS_RESOURCE. */
  readonly pipeSize?: number;
  /** false: a program that did not succeed is a result like any other. One that could not be started still rejects. */
  readonly reject?: boolean;
}
