/** Node's streams for those who ask for them. */
import { Readable, Writable } from 'node:stream';
import type { PipeWriter } from '@forkexec/core-native';
import type { Chunks } from './chunks.js';
import { isUnread } from './feed.js';
import { bytesOf } from './source.js';

/** Its pieces are Buffers. Without chunks: at its end. */
export function readableOf(chunks: Chunks | undefined): Readable {
  return new Readable({
    read() {
      if (!chunks) this.push(null);
      else
        chunks.next().then(
          (piece) => this.push(piece ? Buffer.from(piece.buffer) : null),
          (error: Error) => this.destroy(error),
        );
    },
    destroy(error, done) {
      chunks?.close();
      done(error);
    },
  });
}

/** @throws Error where standard input is none */
export function writableTo(writer: PipeWriter | undefined, kind: string | undefined): Writable {
  if (kind !== undefined && kind !== 'pipe') throw new Error(`stdin is not written by hand: that is stdin: 'pipe'`);
  return new Writable({
    write(piece: unknown, _encoding, done) {
      if (writer) writer.write(bytesOf(piece), false, (error) => done(error && !isUnread(error) ? error : null));
      else done();
    },
    final(done) {
      writer?.close();
      done();
    },
    destroy(error, done) {
      writer?.close();
      done(error);
    },
  });
}
