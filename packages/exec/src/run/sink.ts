/** Where an output goes while the program runs, whatever it is. */
import type { Writable } from 'node:stream';
import type { WritableStream } from 'node:stream/web';
import { LineCutter } from './lines.js';
import type { Output } from './stdio.js';

export interface Sink {
  write(piece: Uint8Array): Promise<unknown> | undefined;
  end(): Promise<unknown> | undefined;
}

export class LineTooLongError extends Error {}

/** Undefined for an output that is no stream's or function's. */
export function sinkOf(output: Output, encoding: BufferEncoding, limit: number): (() => Sink) | undefined {
  if (output.kind === 'writable') return () => toWritable(output.to);
  if (output.kind === 'web') return () => toWebStream(output.to);
  return output.kind === 'lines' ? () => toFunction(output.to, new LineCutter(encoding, limit)) : undefined;
}

function call(start: (told: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => start((error) => (error ? reject(error) : resolve())));
}

/** A stream that fails says so twice: to who wrote, and to everybody. */
function heard(): void {
  return undefined;
}

function toWritable(stream: Writable): Sink {
  stream.on('error', heard);
  return {
    write: (piece) => call((told) => stream.write(piece, told)),
    end: async () => {
      await call((told) => stream.end(told));
      stream.off('error', heard);
    },
  };
}

function toWebStream(stream: WritableStream): Sink {
  const writer = stream.getWriter();
  writer.closed.catch(() => undefined); // who writes hears of it
  return { write: (piece) => writer.write(piece), end: () => writer.close() };
}

function toFunction(tell: (line: string) => unknown, cutter: LineCutter): Sink {
  const each = async (lines: readonly string[]): Promise<void> => {
    for (const line of lines) await tell(line);
  };
  return {
    write: async (piece) => {
      await each(cutter.cut(piece));
      if (cutter.isOver) throw new LineTooLongError();
    },
    end: () => each(cutter.end()),
  };
}
