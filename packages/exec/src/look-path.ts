import { accessSync, constants, statSync } from 'node:fs';
import { word } from '@forkexec/core-native/plan';
import { ExecutableNotFoundError } from './errors.js';
import { fileName, record, text } from './plan/kinds.js';

/** Where {@link lookPath} looks. */
export interface LookPathOptions {
  /** Directories, separated by colons; left out: this process's PATH. An empty one means the current directory. */
  readonly path?: string;
  /** What relative names count from, the child's `dir` as a rule; left out: the current directory. */
  readonly dir?: string;
}

const readOptions = record({ path: text, dir: fileName });

/**
 * The path of a program, found as Go's `os/exec.LookPath` and a shell find it. A name with a slash stands for itself; any
 * other is looked for in the directories of PATH. Looking says no more than that: by the time of the launch the file may
 * be another. {@link forkExec} and {@link startProcess} never search, execve(2).
 *
 * A program is a regular file that this process may execute (access(2) X_OK: the real ids count).
 *
 * @returns the path, as it is to be given to forkExec: absolute, or `file` itself when it has a slash
 * @throws ExecutableNotFoundError code ENOENT when there is none; EACCES when one was found that is not executable; ENOENT
 *   with `found` when the first one is in a directory of PATH that is relative, which Go refuses too (ErrDot): whoever can
 *   write to the current directory could put it there. A name with a slash also gives ENOTDIR, ELOOP, ENAMETOOLONG as they are
 * @throws InvalidAttrError for a name or an option that is not a string, or has a NUL byte in it
 */
export function lookPath(file: string, options: LookPathOptions = {}): string {
  const name = text(file, 'file');
  const { path = process.env['PATH'] ?? '', dir = '.' } = readOptions(options, 'options');
  return name.includes('/') ? checked(name, dir) : search(name, path, dir);
}

function checked(file: string, dir: string): string {
  const refusal = whyNot(from(dir, file));
  if (!refusal) return file;
  const { code, isThere } = refusal;
  const message = `${word(file)}: ${meaning[code] ?? code}`;
  throw new ExecutableNotFoundError(message, { code, file, found: isThere ? file : undefined });
}

function search(file: string, path: string, dir: string): string {
  let found: string | undefined;
  for (const directory of searchable(file) ? directories(path) : []) {
    const candidate = below(directory, file);
    const refusal = whyNot(from(dir, candidate), false);
    if (refusal?.isThere) found ??= candidate;
    if (refusal) continue;
    if (directory.startsWith('/')) return candidate;
    const message = `${word(file)}: found as ${word(candidate)} only, relative to the current directory: refused`;
    throw new ExecutableNotFoundError(message, { code: 'ENOENT', file, path, found: candidate });
  }
  if (found === undefined) {
    throw new ExecutableNotFoundError(`${word(file)}: executable file not found in PATH`, {
      code: 'ENOENT',
      file,
      path,
    });
  }
  throw new ExecutableNotFoundError(`${word(found)}: ${meaning['EACCES']}`, { code: 'EACCES', file, path, found });
}

/** `''`, `.` and `..` would find directories of PATH themselves. */
function searchable(file: string): boolean {
  return file !== '' && file !== '.' && file !== '..';
}

/** No PATH, or an empty one, has no directories in it (Go's filepath.SplitList). */
function directories(path: string): string[] {
  return path === '' ? [] : path.split(':').map((directory) => (directory === '' ? '.' : directory));
}

function from(dir: string, file: string): string {
  return file.startsWith('/') ? file : below(dir, file);
}

/** Not node:path's join: that takes `a/link/..` for `a` and `tool/` for `tool`, which the kernel does not. */
function below(directory: string, file: string): string {
  return `${directory}${directory.endsWith('/') ? '' : '/'}${file}`;
}

interface Refusal {
  /** What execve(2) would say. */
  readonly code: string;
  /** There is something of that name, and not a directory: those are no answer in a search, Go's EISDIR. */
  readonly isThere: boolean;
}

/**
 * Undefined for what can be executed.
 * @param precise - whether it matters if a part of the path is missing or no directory: an error object costs more than the look
 */
function whyNot(path: string, precise = true): Refusal | undefined {
  let isThere = false;
  try {
    const file = statSync(path, { throwIfNoEntry: precise });
    if (!file) return { code: 'ENOENT', isThere };
    isThere = !file.isDirectory();
    if (!file.isFile()) return { code: 'EACCES', isThere };
    accessSync(path, constants.X_OK);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { code, isThere };
  }
}

const meaning: Readonly<Record<string, string>> = {
  EACCES: 'not an executable file, or no permission',
  ENOENT: 'no such file or directory',
  ENOTDIR: 'a part of the path is not a directory',
};
