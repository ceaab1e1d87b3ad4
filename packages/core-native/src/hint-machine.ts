import { closeSync, constants, openSync, readlinkSync, readSync, realpathSync, statSync } from 'node:fs';

/** What stat(2) says of a file. */
export interface FileStat {
  readonly kind: 'file' | 'directory' | 'other';
  /** Permission bits, with set-id and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** What a search for the cause may look at. Nothing here throws, blocks, or changes anything; a test brings its own. */
export interface Machine {
  /** The start of a regular file, a character for each byte (Latin-1); undefined when it cannot be read. */
  read(path: string): string | undefined;
  /** The file behind all links, or the errno's name. */
  stat(path: string): FileStat | string;
  /** Where a symbolic link points to. */
  readLink(path: string): string | undefined;
  /** The same file by a name without links. */
  realPath(path: string): string | undefined;
  /** Whether a descriptor of this process is open. */
  isOpen(fd: number): boolean;
  cwd(): string | undefined;
  readonly euid: number;
  readonly egid: number;
  readonly groups: readonly number[];
}

/** More than any file of /proc that is read here needs, but for the mounts of a machine with hundreds of containers. */
export const READ_LIMIT = 65536;

/** The machine that this process runs on. */
export const thisMachine: Machine = {
  read(path) {
    // A device or a FIFO must not even be opened: that alone can block or start something.
    return isRegular(path) ? quiet(() => readStart(path)) : undefined;
  },
  stat(path) {
    try {
      const s = statSync(path);
      const kind = s.isFile() ? 'file' : s.isDirectory() ? 'directory' : 'other';
      return { kind, mode: s.mode & 0o7777, uid: s.uid, gid: s.gid };
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? 'EIO';
    }
  },
  readLink: (path) => quiet(() => readlinkSync(path)),
  realPath: (path) => quiet(() => realpathSync(path)),
  isOpen: (fd) => quiet(() => readlinkSync(`/proc/self/fd/${fd}`)) !== undefined,
  cwd: () => quiet(() => process.cwd()),
  get euid() {
    return process.geteuid?.() ?? -1;
  },
  get egid() {
    return process.getegid?.() ?? -1;
  },
  get groups() {
    return process.getgroups?.() ?? [];
  },
};

function isRegular(path: string): boolean {
  return quiet(() => statSync(path).isFile()) ?? false;
}

function readStart(path: string): string {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    const buffer = Buffer.alloc(READ_LIMIT);
    let end = 0;
    // A file of /proc gives about a page at a time.
    for (let n = -1; n !== 0 && end < buffer.length; end += n) n = readSync(fd, buffer, end, buffer.length - end, null);
    return buffer.toString('latin1', 0, end);
  } finally {
    closeSync(fd);
  }
}

/** Where a question has no answer, there is no hint: the failure itself has been told already. */
function quiet<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

/** The text behind what {@link Machine.read} gives. */
export function utf8(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
