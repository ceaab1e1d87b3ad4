/** What standard input is read from while the program runs, whatever it is: piece by piece. */
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';

export interface Source {
  next(): Promise<IteratorResult<unknown>> | IteratorResult<unknown>;
  /** Nothing more is wanted, also while a `next` is on its way. */
  cancel(): void;
}

/** What has a source of its own making: another run. */
export const asSource = Symbol('source of a run');

interface HasSource {
  [asSource](): Source;
}

/** How to read it, or nothing where it cannot be read. */
export function sourceOf(value: unknown): (() => Source) | undefined {
  if (value instanceof Blob) return () => ofWebStream(value.stream());
  if (value instanceof Readable) return () => ofStream(value);
  if (typeof value !== 'object' || value === null) return undefined;
  if (asSource in value) return () => (value as HasSource)[asSource]();
  if ('getReader' in value) return () => ofWebStream(value as ReadableStream);
  if (Symbol.asyncIterator in value) return () => ofIterator((value as AsyncIterable<unknown>)[Symbol.asyncIterator]());
  return Symbol.iterator in value ? () => ofIterator((value as Iterable<unknown>)[Symbol.iterator]()) : undefined;
}

function ofStream(stream: Readable): Source {
  const iterator = stream[Symbol.asyncIterator]() as AsyncIterator<unknown>;
  // Its iterator would be returned from only after the next piece.
  return { next: () => iterator.next(), cancel: () => void stream.destroy() };
}

function ofWebStream(stream: ReadableStream): Source {
  const reader = stream.getReader();
  return {
    next: () => reader.read() as Promise<IteratorResult<unknown>>,
    cancel: () => void reader.cancel().catch(ignored),
  };
}

function ofIterator(iterator: Iterator<unknown> | AsyncIterator<unknown>): Source {
  return {
    next: () => iterator.next(),
    cancel: () => {
      // Whoever waits for ever cannot be hurried; nobody waits for that.
      void (async () => iterator.return?.())().catch(ignored);
    },
  };
}

/** The run is over, and has its own result. */
function ignored(): void {
  return undefined;
}

/** @throws TypeError for a piece that is neither text nor bytes */
export function bytesOf(piece: unknown): Uint8Array {
  if (typeof piece === 'string') return Buffer.from(piece);
  if (ArrayBuffer.isView(piece)) return new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength);
  if (piece instanceof ArrayBuffer) return new Uint8Array(piece);
  throw new TypeError(`expected text or bytes, got ${piece === null ? 'null' : typeof piece}`);
}
