/** The output of a child for the callback of `exec` and `execFile`. */
import type { ChildProcess as NodeChildProcess } from 'node:child_process';
import { getSystemErrorName } from 'node:util';
import { maxBufferError } from './errors.js';

export type Callback = (error: Error | null, stdout: string | Buffer, stderr: string | Buffer) => void;

interface Wanted {
  readonly encoding: unknown;
  readonly timeout: number | null | undefined;
  readonly maxBuffer: number | null | undefined;
  readonly killSignal: number | undefined;
  /** For the message. */
  readonly command: string;
  readonly callback: Callback | undefined;
}

type Chunk = string | Buffer;
type Name = 'stdout' | 'stderr';

class Output {
  readonly #chunks: Chunk[] = [];
  readonly #encoding: BufferEncoding | undefined;
  readonly #stream: NodeChildProcess['stdout'];
  #length = 0;

  /** @param overflow - is called with the first chunk that is too much, after what still fits of it was taken */
  constructor(child: NodeChildProcess, name: Name, { encoding, maxBuffer }: Wanted, overflow: () => void) {
    this.#stream = child[name];
    this.#encoding = Buffer.isEncoding(encoding as string) ? (encoding as BufferEncoding) : undefined;
    if (!this.#stream) return;
    if (this.#encoding) this.#stream.setEncoding(this.#encoding);
    this.#stream.on('data', (chunk: Chunk) => {
      this.#length += this.#size(chunk);
      // null is no limit's name, but in Node what compares with it as 0 does.
      const tooMuch = this.#length - Number(maxBuffer);
      const room = Number(maxBuffer) - (this.#length - this.#size(chunk));
      this.#chunks.push(tooMuch > 0 ? chunk.slice(0, room) : chunk);
      if (tooMuch > 0) overflow();
    });
  }

  #size(chunk: Chunk): number {
    return typeof chunk === 'string' ? Buffer.byteLength(chunk, this.#stream!.readableEncoding!) : chunk.length;
  }

  /** A stream whose encoding the user has set gives text. */
  get whole(): Chunk {
    if (this.#encoding || this.#stream?.readableEncoding) return this.#chunks.join('');
    return Buffer.concat(this.#chunks as Buffer[]);
  }

  destroy(): void {
    this.#stream?.destroy();
  }
}

interface ExecError extends Error {
  code?: unknown;
  killed?: boolean;
  signal?: unknown;
  cmd?: string;
}

export function collect(child: NodeChildProcess, wanted: Wanted): void {
  const { timeout, killSignal, command, callback } = wanted;
  let error: ExecError | undefined;
  let killed = false;
  let over = false;
  let timer: NodeJS.Timeout | undefined;
  const outputs = (['stdout', 'stderr'] as const).map(
    (name) =>
      new Output(child, name, wanted, () => {
        error = maxBufferError(name);
        kill();
      }),
  ) as [Output, Output];
  const [stdout, stderr] = outputs;

  function settle(code?: number | null, signal?: string | null): void {
    if (over) return;
    over = true;
    clearTimeout(timer);
    if (!callback) return;
    if (!error && code === 0 && signal === null) return callback(null, stdout.whole, stderr.whole);
    error ??= Object.assign(new Error(`Command failed: ${command}\n${String(stderr.whole)}`), {
      code: typeof code === 'number' && code < 0 ? getSystemErrorName(code) : code,
      killed: child.killed || killed,
      signal,
    });
    error.cmd = command;
    callback(error, stdout.whole, stderr.whole);
  }

  function fail(reason: ExecError): void {
    error = reason;
    for (const output of outputs) output.destroy();
    settle();
  }

  function kill(): void {
    for (const output of outputs) output.destroy();
    killed = true;
    try {
      child.kill(killSignal);
    } catch (reason) {
      error = reason as ExecError;
      settle();
    }
  }

  if (typeof timeout === 'number' && timeout > 0) timer = setTimeout(kill, timeout);
  child.addListener('close', settle);
  child.addListener('error', fail);
}
