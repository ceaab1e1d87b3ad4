import type { PipeReader } from '@forkexec/core-native';

/** What a program writes, piece by piece: one at a time, and no faster than it is asked for. */
export class Chunks {
  readonly #reader: PipeReader;
  #kept: Uint8Array | undefined;
  #over = false;
  #waiting: { resolve(piece: Uint8Array | undefined): void; reject(error: Error): void } | undefined;

  constructor(reader: PipeReader) {
    this.#reader = reader;
    reader.stream();
  }

  /** The next piece, never empty; undefined at the end. One call at a time. @throws SyscallError when it cannot be read */
  next(): Promise<Uint8Array | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      if (this.#over || this.#kept) this.#answer();
      else this.#reader.tell('data', () => this.#answer());
    });
  }

  #answer(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (this.#kept) {
      const piece = this.#kept;
      this.#kept = undefined;
      return waiting?.resolve(piece);
    }
    if (this.#over) return waiting?.resolve(undefined);
    const { ended } = this.#reader.state;
    const { error } = this.#reader;
    const piece = this.#reader.take();
    if (ended) this.close();
    if (error && piece.length === 0) waiting?.reject(error);
    else waiting?.resolve(piece.length > 0 ? piece : undefined);
  }

  /** Nothing comes any more: what is left is kept here, and the pipe's end is let go, whether anybody ever asks or not. */
  settle(): void {
    if (this.#over || this.#waiting) return;
    const rest = this.#reader.take();
    if (rest.length > 0) this.#kept = rest;
    this.close();
  }

  /** Nobody reads any more. */
  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#reader.close();
    if (this.#waiting) this.#answer();
  }
}
