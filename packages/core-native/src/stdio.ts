import { native } from './load.js';

/** The descriptors of one child's stdio, opened together and closed together. */
export class StdioFds {
  readonly #fds: Int32Array;
  readonly #pairs: number;

  /**
   * Opens `pairs` pairs of connected stream sockets (unix(7)) and, if asked, `/dev/null` for reading and writing; all
   * close-on-exec.
   * @returns a negated errno where there are no more descriptors, and then none is left open
   */
  static open(pairs: number, devNull: boolean): StdioFds | number {
    const fds = new Int32Array(2 * pairs + (devNull ? 1 : 0));
    const r = native().openStdio(pairs, devNull, fds);
    return r < 0 ? r : new StdioFds(fds, pairs);
  }

  private constructor(fds: Int32Array, pairs: number) {
    this.#fds = fds;
    this.#pairs = pairs;
  }

  /** Whether that number is one of these. */
  has(fd: number): boolean {
    return this.#fds.includes(fd);
  }

  /** The parent's end. */
  ours(pair: number): number {
    return this.#fds[2 * pair]!;
  }

  /** The child's end. */
  theirs(pair: number): number {
    return this.#fds[2 * pair + 1]!;
  }

  /** /dev/null, as a descriptor. */
  get devNull(): number {
    return this.#fds[2 * this.#pairs]!;
  }

  /** Our end of a pair is somebody else's to close from here on. */
  gaveAway(pair: number): void {
    this.#fds[2 * pair] = ~this.#fds[2 * pair]!;
  }

  /** All of them, for whoever takes them over. @internal */
  get all(): Int32Array {
    return this.#fds;
  }

  /** Closes all that was not given away. */
  close(): void {
    native().closeStdio(this.#fds, this.#fds.length);
  }
}
