/** Our ends of the pipes to a child: the core's thread reads and writes them (native/pipe_end.h), on every runtime alike. */
import { forgetPipe, keepAlive, letGo, listenToPipe, type PipeListener } from './events.js';
import { native } from './load.js';
import { PIPE_CALLS } from './native.js';
import { SyscallError } from './process-fd.js';

const READS = 0;
const WRITES = 1;
const MEMORY = 2;

const TELL = { limit: 0, end: 1, data: 2 } as const;

const out = new Int32Array(1);

function make(kind: number, size: number, limit: number): number {
  const slot = native().pipeMake(kind, size, limit, out);
  if (slot >= 0) return slot;
  const call = PIPE_CALLS[out[0]!] ?? 'pipe2';
  throw new SyscallError(call, slot, call === 'fcntl' ? { argument: `F_SETPIPE_SZ ${size}` } : {});
}

/** What is known of a pipe's end: native/pipe_end.h has the bits. */
export class PipeState {
  readonly #bits: number;
  /** @internal */
  constructor(bits: number) {
    this.#bits = bits;
  }
  /** Nothing comes any more. */
  get ended(): boolean {
    return (this.#bits & 1) !== 0;
  }
  get hasData(): boolean {
    return (this.#bits & 2) !== 0;
  }
  /** More came than the limit; it was thrown away. */
  get over(): boolean {
    return (this.#bits & 4) !== 0;
  }
  /** Given up while others still had the other end. */
  get truncated(): boolean {
    return (this.#bits & 8) !== 0;
  }
}

/**
 * Reads what a child writes: collects it, unless it is {@link stream}ed.
 */
export class PipeReader implements PipeListener {
  /** The child's end, open until {@link handOver}. */
  readonly childFd: number;
  readonly #slot: number;
  #open = true;
  #handedOver = false;
  /** Closed before the child had its end: that has to stay open until then. */
  #closing = false;
  #what: keyof typeof TELL = 'limit';
  #listener: (() => void) | undefined;

  /**
   * @param limit - bytes that are collected; what is beyond is read and thrown away
   * @param size - F_SETPIPE_SZ, fcntl(2), in bytes; 0: the kernel's, 64 KiB as a rule
   * @throws SyscallError EMFILE; EPERM and EBUSY where `size` is not to be had (`fcntl F_SETPIPE_SZ`).
   */
  constructor(limit: number, size = 0) {
    this.#slot = make(READS, size, limit);
    this.childFd = out[0]!;
    listenToPipe(this.#slot, this);
  }

  /** A place that gets what both read, in the order in which it came. */
  static all(first: PipeReader, second: PipeReader): PipeCollection {
    const slot = make(MEMORY, 0, Number.MAX_SAFE_INTEGER);
    native().pipeJoin(first.#slot, slot);
    native().pipeJoin(second.#slot, slot);
    return new PipeCollection(slot);
  }

  /** The child has its end, or never will. */
  handOver(): void {
    this.#handedOver = true;
    if (this.#closing) this.close();
    else if (this.#open) native().pipeHandOver(this.#slot);
  }

  /**
   * Calls back once, on the event loop, when there is that: `data` (or the end), the `end`, or more than the `limit` (or the end). Until
   * then the event loop stays alive, but for the limit. Only the last call counts. Nothing is read before the first one, but by
   * {@link finish}: what a short-lived program writes fits the pipe.
   */
  tell(what: keyof typeof TELL, listener: () => void): void {
    if (!this.#open) return;
    this.#hear(what, listener);
    native().pipeTell(this.#slot, TELL[what]);
  }

  /** From now on nothing is collected: what nobody takes waits in the pipe, but for 64 KiB. For good. */
  stream(): void {
    if (this.#open) native().pipeTell(this.#slot, TELL.data);
  }

  #hear(what: keyof typeof TELL, listener: (() => void) | undefined): void {
    const held = this.#listener !== undefined && this.#what !== 'limit';
    const holds = listener !== undefined && what !== 'limit';
    this.#what = what;
    this.#listener = listener;
    if (holds && !held) keepAlive();
    if (held && !holds) letGo();
  }

  /** @internal */
  ready(): void {
    const listener = this.#listener;
    if (!listener || !this.#open) return;
    const { ended, hasData, over } = this.state;
    if (!ended && !(this.#what === 'data' ? hasData : this.#what === 'limit' && over)) return; // an older event
    this.#hear('limit', undefined);
    listener();
  }

  /** What ended it before its time: no memory, no room in the epoll set. */
  get error(): Error | undefined {
    const errno = this.#open ? native().pipeState(this.#slot) >> 8 : 0;
    return errno === 0 ? undefined : new SyscallError('read', -errno);
  }

  /** What is known of it by now. */
  get state(): PipeState {
    return new PipeState(this.#open ? native().pipeState(this.#slot) & 0xff : 1);
  }

  /**
   * Reads what is in the pipe now, on this thread: all there is once the child has ended, unless others hold its end. `giveUp`: it ends
   * here, whoever does.
   */
  finish(giveUp: boolean): PipeState {
    return new PipeState(this.#open ? native().pipeFinish(this.#slot, giveUp) & 0xff : 1);
  }

  /** What was read since the last time. */
  take(): Uint8Array {
    return takeBytes(this.#slot, false);
  }

  /** The same of what was collected, to the last byte; as text it is UTF-8. */
  takeAll(as: 'text'): string;
  takeAll(as: 'bytes'): Uint8Array;
  takeAll(as: 'text' | 'bytes'): string | Uint8Array {
    return as === 'text' ? takeText(this.#slot) : takeBytes(this.#slot, true);
  }

  /** Gives the end up, and what was not taken. */
  close(): void {
    this.#closing = true;
    if (!this.#open || !this.#handedOver) return;
    this.#open = false;
    this.#hear('limit', undefined);
    forgetPipe(this.#slot);
    native().pipeClose(this.#slot);
  }
}

/** What several readers have read. */
class PipeCollection {
  readonly #slot: number;
  #open = true;
  constructor(slot: number) {
    this.#slot = slot;
  }
  takeAll(as: 'text'): string;
  takeAll(as: 'bytes'): Uint8Array;
  takeAll(as: 'text' | 'bytes'): string | Uint8Array {
    return as === 'text' ? takeText(this.#slot) : takeBytes(this.#slot, true);
  }
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    native().pipeClose(this.#slot);
  }
}

function takeBytes(slot: number, last: boolean): Uint8Array {
  const bytes = native().pipeTake(slot, false, last);
  if (bytes === null) throw new SyscallError('malloc', -12);
  return new Uint8Array(bytes as ArrayBuffer);
}

/** Too long for a string: Buffer says so, in its own words. */
function takeText(slot: number): string {
  const text = native().pipeTake(slot, true, true);
  return text === null ? Buffer.from(takeBytes(slot, true).buffer).toString() : (text as string);
}

/** Copied at a time: a large buffer is not doubled. */
const SLICE = 1 << 18;

/** Writes what a child reads. */
export class PipeWriter implements PipeListener {
  /** The child's end, open until {@link handOver}. */
  readonly childFd: number;
  readonly #slot: number;
  #open = true;
  #handedOver = false;
  /** Closed before the child had its end: that has to stay open until then. */
  #closing = false;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #last = false;
  #told: ((error: Error | undefined) => void) | undefined;

  /** @throws SyscallError EMFILE; EPERM and EBUSY where `size` is not to be had (`fcntl F_SETPIPE_SZ`). */
  constructor(size = 0) {
    this.#slot = make(WRITES, size, 0);
    this.childFd = out[0]!;
    listenToPipe(this.#slot, this);
  }

  /** The child has its end, or never will. */
  handOver(): void {
    this.#handedOver = true;
    if (this.#closing) this.close();
    else if (this.#open) native().pipeHandOver(this.#slot);
  }

  /**
   * Writes all of it, one call at a time; `last`: and closes behind it. Before {@link handOver} what the pipe holds is written at once;
   * the rest by the core's thread.
   * @param told - called once, with a SyscallError (EPIPE: nobody reads any more) or nothing; possibly at once
   */
  write(bytes: Uint8Array, last: boolean, told: (error: Error | undefined) => void): void {
    this.#bytes = bytes;
    this.#at = 0;
    this.#last = last;
    this.#told = told;
    this.#next();
  }

  #next(): void {
    do {
      const size = Math.min(this.#bytes.length - this.#at, SLICE);
      const last = this.#last && this.#at + size === this.#bytes.length;
      const result = this.#open ? native().pipeWrite(this.#slot, this.#bytes, this.#at, size, last) : -EPIPE;
      this.#at += size;
      if (result < 0) return this.#over(result);
      if (result === 0) {
        if (last) this.#over(0); // nobody has to know when
        return;
      }
    } while (this.#at < this.#bytes.length);
    this.#over(0);
  }

  #over(negated: number): void {
    const told = this.#told;
    this.#told = undefined;
    this.#bytes = new Uint8Array(0);
    told?.(negated < 0 ? new SyscallError('write', negated) : undefined);
  }

  /** @internal */
  ready(): void {
    if (!this.#told) return;
    const bits = native().pipeState(this.#slot);
    if (bits & 1) this.#over(-(bits >> 8 || EPIPE));
    else if ((bits & 2) === 0) {
      if (this.#at < this.#bytes.length) this.#next();
      else this.#over(0);
    }
  }

  /** The end of the child's input. A write that is on the way ends with EPIPE. */
  close(): void {
    this.#closing = true;
    if (!this.#open || !this.#handedOver) return;
    this.#open = false;
    forgetPipe(this.#slot);
    native().pipeClose(this.#slot);
    if (this.#told) this.#over(-EPIPE);
  }
}

const EPIPE = 32;
