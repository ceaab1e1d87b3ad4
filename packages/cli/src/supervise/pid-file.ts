import { closeSync, fstatSync, lstatSync, openSync, renameSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Failure } from '../failure.js';

export interface PidFile {
  /** The whole of it appears at once. */
  write(pid: number): void;
  /** Takes it away, unless it is somebody else's by now. */
  remove(): void;
}

/**
 * Makes the file under another name beside it: what cannot be done is known before the program is started.
 * @throws Failure
 */
export function pidFile(path: string): PidFile {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}`);
  // Not only once the program runs, at the rename.
  if (isDirectory(path)) throw new Failure(`--pid-file: open ${path}: EISDIR`, undefined, hints['EISDIR']);
  const fd = told(path, () => openSync(draft, 'wx', 0o644));
  let at = draft;
  return {
    write(pid) {
      told(path, () => {
        writeSync(fd, `${pid}\n`);
        renameSync(draft, path);
        at = path;
      });
    },
    remove() {
      const own = fstatSync(fd);
      closeSync(fd);
      const there = lstatSync(at, { throwIfNoEntry: false });
      if (there?.ino === own.ino && there.dev === own.dev) told(path, () => unlinkSync(at));
    },
  };
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false; // there is none yet, or the open says why not
  }
}

function told<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const { syscall, code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new Failure(`--pid-file: ${syscall} ${path}: ${code}`, undefined, hints[code]);
  }
}

const hints: Readonly<Record<string, string>> = {
  ENOENT: 'its directory does not exist; make it first',
  EISDIR: 'it is a directory; name a file in it',
  EACCES: 'its directory has to be writable for who runs forkexec',
  EROFS: 'the file system is mounted read-only; name a file in another, /run for one',
  EEXIST: 'the file of a run that was killed lies beside it; remove that',
};
