import { closeSync, openSync, writeSync } from 'node:fs';
import { Failure, OutputClosed } from '../failure.js';

/** Where the lines go: standard error, or a file. */
export class Sink {
  readonly #fd: number;
  readonly #name: string;

  /** @throws Failure for a file that cannot be written */
  constructor(path: string | undefined) {
    this.#name = path ?? 'standard error';
    this.#fd = path === undefined ? 2 : this.#told(() => openSync(path, 'w', 0o666));
  }

  /** At once, so that it stands where it belongs among what the program prints. */
  write(text: string): void {
    this.#told(() => {
      for (let rest = Buffer.from(text); rest.length > 0; ) rest = rest.subarray(writeSync(this.#fd, rest));
    });
  }

  close(): void {
    if (this.#fd > 2) closeSync(this.#fd);
  }

  #told<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      const { code, syscall } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') throw new OutputClosed();
      throw new Failure(`cannot write the trace: ${syscall} ${this.#name}: ${code}`);
    }
  }
}
