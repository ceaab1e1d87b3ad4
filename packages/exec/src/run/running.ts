import { Readable, type Writable } from 'node:stream';
import { signalNumber } from '@forkexec/attrs';
import type { Signal } from '@forkexec/attrs';
import type { Process } from '../process.js';
import { check } from './check.js';
import { Execution } from './execution.js';
import { LineCutter } from './lines.js';
import type { Called, RunResult } from './result.js';
import { asSource, type Source } from './source.js';
import { readableOf, writableTo } from './streams.js';
import { because } from './told.js';

/** What a promise's own `then` takes. */
type Reason = Parameters<NonNullable<Parameters<Promise<unknown>['catch']>[0]>>[0];

/**
 * A run on its way: a promise of its result, and ways to take part in it. Nothing of that is made before it is asked for, and there is
 * nothing to close.
 */
export class Running<T = string> extends Promise<RunResult<T>> implements AsyncDisposable, AsyncIterable<string> {
  /** What `then` gives is an ordinary promise. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  readonly #run: Execution | undefined;
  #observed = false;
  #started: Promise<Process> | undefined;
  #stdin: Writable | undefined;
  #stdout: Readable | undefined;
  #stderr: Readable | undefined;

  /** @internal */
  constructor(file: unknown, args: unknown, options: unknown, called: Called) {
    let resolve!: (result: RunResult<T>) => void;
    let reject!: (error: Error) => void;
    super((yes, no) => {
      resolve = yes;
      reject = no;
    });
    try {
      const settle = { resolve: resolve as (it: unknown) => void, reject };
      this.#run = new Execution(check(file, args, options), settle, called);
    } catch (error) {
      reject(error as Error);
    }
  }

  /** The program's number; undefined before it runs: a launch takes its time on another thread. */
  get pid(): number | undefined {
    return this.#run?.process?.pid;
  }

  /** The process, once it runs; rejects where it could not be started. */
  get process(): Promise<Process> {
    this.#started ??= new Promise((resolve, reject) => {
      const run = this.#run;
      const look = (): void => {
        if (run?.process) resolve(run.process);
        else super.then(undefined, reject);
      };
      if (!run || run.process || run.isOver) look();
      else run.onStart = look;
    });
    this.#started.catch(() => undefined);
    return this.#started;
  }

  /** Writes to the program's standard input, with `stdin: 'pipe'`; its `end()` is the end of the input. What is not read any more is dropped. */
  get stdin(): Writable {
    return (this.#stdin ??= writableTo(this.#run?.writer, this.#run?.asked.stdin.kind));
  }

  /**
   * The program's standard output as a stream of bytes. Once asked for it is not collected any more, and the program waits while nobody
   * reads; the result does not wait for the reader.
   */
  get stdout(): Readable {
    return (this.#stdout ??= this.#stream('stdout'));
  }

  /** The same of standard error. */
  get stderr(): Readable {
    return (this.#stderr ??= this.#stream('stderr'));
  }

  #stream(name: 'stdout' | 'stderr'): Readable {
    const chunks = this.#run?.read(name);
    const text = (this.#run?.result?.[name] ?? '') as string | Uint8Array;
    if (!chunks && text.length > 0) return Readable.from([Buffer.from(text as string)]);
    return readableOf(chunks);
  }

  /**
   * Without a signal: ends the program by the rule: `killSignal`, and SIGKILL if it is still there after `gracePeriod`. With one: sends it,
   * no more. Before the program runs it is kept until then.
   * @returns false when it has ended
   * @throws SyscallError EPERM; RangeError or TypeError for what is no signal
   */
  kill(signal?: Signal): boolean {
    if (!this.#run) return false;
    if (signal !== undefined) return this.#run.send(signal === 0 ? 0 : signalNumber(signal));
    const lives = this.#run.send(0);
    this.#run.end(because.byHand);
    return lives;
  }

  // oxlint-disable-next-line unicorn/no-thenable
  override then<A = RunResult<T>, B = never>(
    fulfilled?: ((result: RunResult<T>) => A | PromiseLike<A>) | null,
    rejected?: ((error: Reason) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#observed = true;
    return super.then(fulfilled, rejected);
  }

  /** Whoever hears of a failure elsewhere need not hear of it here. */
  #heardElsewhere(): void {
    super.then(undefined, () => undefined);
  }

  /**
   * The lines of standard output, as they come and no faster than they are taken: without the line feed, nor a carriage return
   * before it; the last one may have none. At the end it throws if the program failed. Left early, the program is ended.
   */
  [Symbol.asyncIterator](): AsyncGenerator<string, void, undefined> {
    this.#heardElsewhere();
    const encoding = this.#run?.asked.encoding;
    const limit = this.#run?.asked.maxBuffer ?? 0;
    const cutter = new LineCutter(encoding === undefined || encoding === 'buffer' ? 'utf8' : encoding, limit);
    return this.#lines(this.#pieces(), cutter);
  }

  async *#lines(
    next: () => Promise<Uint8Array | undefined>,
    cutter: LineCutter,
  ): AsyncGenerator<string, void, undefined> {
    let atEnd = false;
    try {
      for (let piece = await next(); piece; piece = await next()) {
        yield* cutter.cut(piece);
        if (cutter.isOver) break;
      }
      if (cutter.isOver) this.#run?.tooMuch('stdout');
      else yield* cutter.end();
      atEnd = true;
    } finally {
      if (!atEnd) await this.#endQuietly();
    }
    await super.then(undefined);
  }

  /** Of standard output; of what was collected where the run is over. */
  #pieces(): () => Promise<Uint8Array | undefined> {
    const chunks = this.#stdout || this.#run?.isOver ? undefined : this.#run?.read('stdout');
    if (chunks) return () => chunks.next();
    const iterator = this.stdout[Symbol.asyncIterator]();
    return async () => (await iterator.next()).value as Uint8Array | undefined;
  }

  /** The end of an `await using` scope: the program is ended by the rule, and waited for. If it had failed and nobody asked, this throws. */
  async [Symbol.asyncDispose](): Promise<void> {
    const failedBefore = this.#run?.isOver ?? true;
    this.#heardElsewhere();
    if (failedBefore && !this.#observed) await super.then(undefined);
    else await this.#endQuietly();
  }

  async #endQuietly(): Promise<void> {
    this.#run?.end(because.byHand);
    await super.then(undefined, () => undefined);
  }

  /** @internal */
  [asSource](): Source {
    const chunks = this.#run?.read('stdout');
    this.#heardElsewhere();
    return {
      next: async () => {
        const value = await chunks?.next();
        if (!value) await super.then(undefined);
        return value ? { done: false, value } : { done: true, value: undefined };
      },
      cancel: () => chunks?.close(),
    };
  }
}
