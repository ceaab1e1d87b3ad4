/** The child's descriptors, out of the entries that Node's ChildProcess makes of the option `stdio`. */
import { StdioFds } from '@forkexec/core-native';
import type { LaunchFiles } from './launch-plan.js';

/** One entry of `stdio`, as Node has normalised it. */
export interface StdioEntry {
  readonly type: string;
  readonly fd?: number;
  /** Of a pipe: a Pipe of libuv's, to be opened. Of a stream that is handed on: whatever it has. */
  readonly handle?: { readonly fd?: number; open?(fd: number): void };
}

const EBADF = 9;
const EINVAL = 22;
/** From here on a descriptor that is ignored is none; below it is /dev/null. */
const STANDARD = 3;

export class ChildStdio implements LaunchFiles {
  readonly files: readonly number[];
  readonly blocking: readonly number[];
  readonly #entries: readonly StdioEntry[];
  readonly #fds: StdioFds | undefined;

  /** @returns a negated errno, with nothing left open */
  static open(entries: readonly StdioEntry[]): ChildStdio | number {
    let pairs = 0;
    let ignored = false;
    for (const [i, entry] of entries.entries()) {
      if (isPipe(entry)) pairs++;
      else if (isIgnored(entry)) ignored ||= i < STANDARD;
      else if (sourceOf(entry) === -1) return -EINVAL;
    }
    const fds = pairs > 0 || ignored ? StdioFds.open(pairs, ignored) : undefined;
    if (typeof fds === 'number') return fds;
    // A number that was not open has become one of those: the child would get our end of another's pipe.
    if (fds && entries.some((entry) => !isPipe(entry) && !isIgnored(entry) && fds.has(sourceOf(entry)))) {
      fds.close();
      return -EBADF;
    }
    return new ChildStdio(entries, fds);
  }

  private constructor(entries: readonly StdioEntry[], fds: StdioFds | undefined) {
    this.#entries = entries;
    this.#fds = fds;
    const files: number[] = [];
    const blocking: number[] = [];
    let pair = 0;
    for (const [i, entry] of entries.entries()) {
      if (isPipe(entry)) files.push(fds!.theirs(pair++));
      else if (isIgnored(entry)) files.push(i < STANDARD ? fds!.devNull : -1);
      else {
        files.push(sourceOf(entry));
        if (i < STANDARD) blocking.push(i);
      }
    }
    this.files = files;
    this.blocking = blocking;
  }

  /** Gives our ends to Node's handles. */
  connect(): void {
    let pair = 0;
    for (const entry of this.#entries) {
      if (!isPipe(entry)) continue;
      entry.handle!.open!(this.#fds!.ours(pair));
      this.#fds!.gaveAway(pair++);
    }
  }

  /** Closes the child's ends, and ours where they were not given away. */
  close(): void {
    this.#fds?.close();
  }
}

const isPipe = ({ type }: StdioEntry): boolean => type === 'pipe' || type === 'overlapped';

/** As in libuv, a negative number other than -1 is nothing. */
const isIgnored = (entry: StdioEntry): boolean => entry.type === 'ignore' || sourceOf(entry) < -1;

/** The descriptor that is handed on; -1: there is none behind it. */
function sourceOf({ type, fd, handle }: StdioEntry): number {
  return (type === 'wrap' ? (handle?.fd ?? -1) : (fd ?? -1)) | 0;
}
