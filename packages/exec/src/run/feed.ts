import type { PipeWriter } from '@forkexec/core-native';
import { bytesOf, type Source } from './source.js';

/** Writes a source to a program's standard input, as fast as both allow. */
export class Feed {
  readonly #writer: PipeWriter;
  readonly #source: Source;
  #over = false;

  /** @param failed - the source has failed, or the pipe for another reason than that nobody reads it */
  constructor(writer: PipeWriter, source: Source, failed: (error: unknown) => void) {
    this.#writer = writer;
    this.#source = source;
    this.#pump().catch((error: unknown) => {
      if (this.#over) return;
      this.stop();
      failed(error);
    });
  }

  async #pump(): Promise<void> {
    for (;;) {
      const { done, value } = await this.#source.next();
      if (this.#over) return;
      if (done) break;
      const error = await this.#write(bytesOf(value));
      if (error && !isUnread(error)) throw error;
      if (error) return this.stop();
    }
    this.#over = true;
    this.#writer.close();
  }

  #write(bytes: Uint8Array): Promise<Error | undefined> {
    return new Promise((resolve) => this.#writer.write(bytes, false, resolve));
  }

  /** Nothing more is written. */
  stop(): void {
    if (this.#over) return;
    this.#over = true;
    this.#writer.close();
    this.#source.cancel();
  }
}

/** A program need not read its input: that is no error. */
export function isUnread(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === 'EPIPE';
}
