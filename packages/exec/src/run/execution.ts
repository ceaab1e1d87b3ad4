import type { PipeReader } from '@forkexec/core-native';
import { begin, type Process, type Starter } from '../process.js';
import type { ProcessState } from '../process-state.js';
import { type Asked, attributes } from './check.js';
import type { Chunks } from './chunks.js';
import { type Command, commandOf, explained, isElsewhere } from './command.js';
import { collected, resultOf } from './collected.js';
import { Ending } from './ending.js';
import { Feed, isUnread } from './feed.js';
import { type OutputPipe, Plumbing } from './plumbing.js';
import { type Called, RunError, type RunResult } from './result.js';
import { LineTooLongError } from './sink.js';
import { because, type Told } from './told.js';

type Settle = { resolve(result: RunResult<unknown>): void; reject(error: Error): void };

/** Milliseconds. A program that ends sooner costs no more than a look at its pipes, which hold 64 KiB. */
const SHORT_LIVED = 1;

/** One run, from the call to its result. */
export class Execution implements Starter {
  readonly asked: Asked;
  readonly #settle: Settle;
  readonly #called: Called;
  readonly #began = performance.now();
  #wallMs = 0;
  #command!: Command;
  #candidate = 0;
  #plumbing: Plumbing | undefined;
  #process: Process | undefined;
  #state: ProcessState | undefined;
  #feed: Feed | undefined;
  #ending: Ending | undefined;
  /** Why it is being ended, and since when nothing else counts. */
  #told: Told | undefined;
  #signals: number[] = [];
  #pumps = 0;
  #timer: NodeJS.Timeout | undefined;
  #delay: NodeJS.Timeout | undefined;
  #over = false;
  #truncated = false;
  result: RunResult<unknown> | undefined;
  /** Called once it runs, or never will. */
  onStart: (() => void) | undefined;

  /** @throws what keeps it from being started */
  constructor(asked: Asked, settle: Settle, called: Called) {
    this.asked = asked;
    this.#called = called;
    this.#settle = settle;
    this.#command = commandOf(asked);
    const { signal, timeout } = asked;
    if (signal?.aborted) {
      this.#told = because.early(signal.reason);
      this.#finish();
      return;
    }
    this.#plumbing = new Plumbing(asked);
    this.#plumbing.writeInput((error) => error && !isUnread(error) && this.fail('stdin', error));
    try {
      this.#begin();
    } catch (error) {
      this.#plumbing.source?.cancel();
      this.#plumbing.close();
      throw error;
    }
    signal?.addEventListener('abort', this.#abort, { once: true });
    if (timeout !== Infinity) this.#timer = setTimeout(() => this.end(because.late(timeout)), timeout);
  }

  get process(): Process | undefined {
    return this.#process;
  }

  get writer(): Plumbing['writer'] {
    return this.#plumbing?.writer;
  }

  get isOver(): boolean {
    return this.#over;
  }

  #begin(): void {
    const { candidates, argv } = this.#command;
    begin(candidates[this.#candidate]!, argv, attributes(this.asked, this.#plumbing!.files), this);
  }

  /** @internal */
  started(process: Process): void {
    const plumbing = this.#plumbing!;
    this.#process = process;
    this.#ending = new Ending(process, this.asked);
    plumbing.handOver();
    if (plumbing.source) {
      this.#feed = new Feed(plumbing.writer!, plumbing.source, (error) => this.fail('stdin', error));
    }
    for (const output of plumbing.outputs) {
      if (output.sink) this.#pump(output);
    }
    if (plumbing.outputs.length > 0) this.#delay = setTimeout(() => this.#collect(), SHORT_LIVED);
    if (this.#told) this.#terminate();
    try {
      for (const signal of this.#signals) this.#ending.send(signal);
    } catch (error) {
      this.#abandon(error as Error);
    }
    this.onStart?.();
  }

  /** From now on the pipes are emptied as they fill. */
  #collect(): void {
    for (const { name, chunks, reader } of this.#plumbing!.outputs) {
      if (!chunks) reader.tell('limit', () => this.tooMuch(name));
    }
  }

  /** @internal */
  failed(error: Error): void {
    if (isElsewhere(error) && this.#candidate + 1 < this.#command.candidates.length && !this.#told) {
      this.#candidate++;
      return this.#begin();
    }
    this.#plumbing!.source?.cancel();
    this.#reject(explained(error, this.asked));
  }

  /** @internal */
  ended(state: ProcessState): void {
    this.#state = state;
    this.#wallMs = performance.now() - this.#began;
    clearTimeout(this.#delay);
    this.#ending!.over();
    this.#feed?.stop();
    this.#plumbing!.writer?.close();
    let open = false;
    for (const output of this.#plumbing!.outputs) {
      if (output.reader.finish(false).ended) output.chunks?.settle();
      else open = true;
    }
    const { waitDelay } = this.asked;
    if (open && waitDelay !== Infinity) this.#delay = setTimeout(() => this.#giveUp(), waitDelay);
    this.#look();
  }

  /** Whether all is there that the result waits for. */
  #look = (): void => {
    if (this.#over || !this.#state || this.#pumps > 0) return;
    const missing = this.#plumbing!.outputs.find(({ chunks, reader }) => !chunks && !reader.state.ended);
    if (missing) missing.reader.tell('end', this.#look);
    else this.#finish();
  };

  /** Others still hold the pipes: what has come is all. */
  #giveUp(): void {
    for (const { reader, chunks } of this.#plumbing!.outputs) {
      if (reader.finish(true).truncated) this.#truncated = true;
      chunks?.settle();
    }
    this.#look();
  }

  #pump(output: OutputPipe): void {
    this.#pumps++;
    pour(output)
      .catch((error: unknown) => {
        if (error instanceof LineTooLongError) this.tooMuch(output.name);
        else this.fail(output.name, error);
      })
      .finally(() => {
        this.#pumps--;
        this.#look();
      });
  }

  /** An output that is to be read as it comes. @throws Error where that cannot be */
  read(name: 'stdout' | 'stderr'): Chunks | undefined {
    const output = this.#plumbing?.outputs.find((it) => it.name === name);
    if (!output && this.asked[name] !== 'stdout' && this.#plumbing) throw new Error(`${name} does not come by a pipe`);
    if (output?.chunks) throw new Error(`${name} is read already`);
    if (this.#over) return undefined;
    const chunks = output?.read();
    this.#look(); // which may have waited for that one's end
    return chunks;
  }

  #abort = (): void => this.end(because.aborted(this.asked.signal?.reason));

  tooMuch(name: string): void {
    this.#truncated = true;
    this.end(because.tooMuch(this.asked.maxBuffer, name));
  }

  /** A stream beside it has failed. */
  fail(name: string, error: unknown): void {
    this.end(because.failed(name, error));
  }

  /** Ends it by the rule; without a reason it has ended by a signal as far as the result goes. The first reason counts. */
  end(told: Told): void {
    if (this.#over) return;
    const isFirst = this.#told === undefined;
    if (isFirst) this.#told = told;
    if (this.#state) this.#leave();
    else if (isFirst && this.#process) this.#terminate();
  }

  #terminate(): void {
    try {
      const alive = this.#ending!.begin((error) => this.#abandon(error));
      // It was faster: its own end counts, unless that does not change what went wrong.
      if (!alive && (this.#told!.reason === 'timeout' || this.#told!.reason === 'abort')) this.#told = undefined;
    } catch (error) {
      this.#abandon(error as Error);
    }
  }

  /** The program has ended, and somebody does not want to wait for its outputs. */
  #leave(): void {
    this.#truncated = true;
    for (const { reader, chunks } of this.#plumbing!.outputs) {
      reader.finish(true);
      chunks?.settle();
    }
    this.#finish();
  }

  /** The kernel does not let us end it: it has other ids by now. */
  #abandon(error: Error): void {
    this.#told = because.unending(error, this.#told?.reason);
    this.#wallMs = performance.now() - this.#began;
    this.#process!.unref();
    this.#feed?.stop();
    this.#plumbing!.writer?.close();
    this.#finish();
  }

  /** @returns false when it is gone */
  send(signal: number): boolean {
    if (this.#over || this.#state) return false;
    if (this.#ending) return this.#ending.send(signal);
    this.#signals.push(signal);
    return true;
  }

  #close(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    if (!this.#plumbing?.outputs.some(({ chunks }) => chunks)) clearTimeout(this.#delay);
    this.#ending?.over();
    this.asked.signal?.removeEventListener('abort', this.#abort);
    this.onStart?.();
  }

  #reject(error: Error): void {
    this.#close();
    this.#plumbing?.close();
    this.#settle.reject(error);
  }

  /** What nobody has been told of yet: it had ended before anybody could end it. */
  #examine(name: string, reader: PipeReader): void {
    const { over } = reader.state;
    const { error } = reader;
    if (over || error) this.#truncated = true;
    if (over) this.#told ??= because.tooMuch(this.asked.maxBuffer, name);
    if (error) this.#told ??= because.unread(error);
  }

  #finish(): void {
    this.#close();
    for (const { name, chunks, reader, sink } of this.#plumbing?.outputs ?? []) {
      if (sink) chunks!.close();
      else if (!chunks) this.#examine(name, reader);
    }
    const texts = collected(this.#plumbing, this.asked);
    const about = { process: this.#process, state: this.#state, truncated: this.#truncated, wallMs: this.#wallMs };
    const told = this.#told;
    const { result, what } = resultOf({ command: this.#command.text, ...about }, texts, told);
    this.result = result;
    if (result.success || !this.asked.reject) this.#settle.resolve(result);
    else this.#settle.reject(new RunError(result, what, told?.cause, this.#called));
  }
}

async function pour({ chunks, sink }: OutputPipe): Promise<void> {
  const to = sink!();
  for (let piece = await chunks!.next(); piece; piece = await chunks!.next()) await to.write(piece);
  await to.end();
}
