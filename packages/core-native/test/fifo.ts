import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';

/** More than a pipe takes at once: who writes this to a fifo is stuck until somebody reads it. */
export const PIPEFUL = 'x'.repeat(200_000);

/** A named pipe to be read from: tells when somebody opens it, writes to it, and lets go of it. No clock is involved. */
export class Fifo {
  readonly path: string;
  #file: Promise<FileHandle> | undefined;
  #closing = false;

  constructor(dir: string, name: string) {
    this.path = join(dir, name);
    execFileSync('mkfifo', ['-m', '666', this.path]);
  }

  /** When somebody has opened it for writing. */
  opened(): Promise<FileHandle> {
    return (this.#file ??= open(this.path, 'r'));
  }

  /** The next `count` bytes, or fewer when all writers have closed it. */
  async take(count: number): Promise<string> {
    const file = await this.opened();
    const buffer = Buffer.alloc(count);
    let size = 0;
    while (size < count) {
      const { bytesRead } = await file.read(buffer, size, count - size);
      if (bytesRead === 0 || this.#closing) break;
      size += bytesRead;
    }
    return buffer.toString('latin1', 0, size);
  }

  /** All that comes until the last writer closes it, be it by its death. */
  async rest(): Promise<string> {
    let all = '';
    for (let next = await this.take(65536); next !== ''; next = await this.take(65536)) all += next;
    return all;
  }

  /** Lets everybody go who still waits at either end. */
  async close(): Promise<void> {
    this.#closing = true;
    const both = openSync(this.path, constants.O_RDWR | constants.O_NONBLOCK);
    wake(both);
    const file = await this.#file;
    closeSync(both);
    await file?.close();
  }
}

/** Whoever reads gets something, unless there is so much already that nothing more fits. */
function wake(fd: number): void {
  try {
    writeSync(fd, '.');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
  }
}
