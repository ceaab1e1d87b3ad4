import { statSync } from 'node:fs';
import { ExecutableNotFoundError, lookPath } from '@forkexec/exec';
import { Failure, STATUS } from './failure.js';
import { resolveInRoot } from './resolve-in-root.js';

/** Where execvp(3) looks when there is no PATH: confstr(3) _CS_PATH. */
const DEFAULT_PATH = '/bin:/usr/bin';

/** How the program sees the file system. */
export interface Surroundings {
  /** Its PATH. */
  readonly path: string | undefined;
  /** Its root and working directory, where they are not ours. */
  readonly root: string | undefined;
  readonly dir: string | undefined;
}

/**
 * The program's file. A name with a slash is left to execve(2), which alone knows what the child may see. Any other is
 * looked for as execvp(3) in the child would: in the child's PATH, below its root.
 *
 * @throws Failure with status 127, or 126 for one that was found and is not executable.
 */
export function findProgram(file: string, { path = DEFAULT_PATH, root, dir }: Surroundings): string {
  if (file.includes('/')) return file;
  try {
    return root === undefined ? lookPath(file, { path, ...(dir && { dir }) }) : searchBelow(root, file, path);
  } catch (error) {
    if (!(error instanceof ExecutableNotFoundError)) throw error;
    throw notFound(error);
  }
}

function searchBelow(root: string, file: string, path: string): string {
  refuseNoRoot(root);
  let refused: ExecutableNotFoundError | undefined;
  // A relative directory of PATH is refused, as lookPath does.
  for (const directory of path.split(':').filter((name) => name.startsWith('/'))) {
    const candidate = `${directory}${directory.endsWith('/') ? '' : '/'}${file}`;
    try {
      lookPath(resolveInRoot(root, candidate));
      return candidate;
    } catch (error) {
      if (!(error instanceof ExecutableNotFoundError)) throw error;
      if (error.found !== undefined) refused ??= error;
    }
  }
  if (refused) throw refused;
  throw new ExecutableNotFoundError(`${file}: executable file not found in PATH below ${root}`, {
    code: 'ENOENT',
    file,
  });
}

/** Then that is what is wrong, and not the program. What else there is about a root, chroot(2) tells. */
function refuseNoRoot(root: string): void {
  const problem = whyNoDirectory(root);
  if (problem === undefined) return;
  throw new Failure(
    `chroot ${root}: ${problem}`,
    STATUS.failed,
    `${root} is to be the root directory of the program; create it, or correct the path`,
  );
}

function whyNoDirectory(path: string): string | undefined {
  try {
    return statSync(path).isDirectory() ? undefined : 'ENOTDIR, not a directory';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'ENOENT, no such file or directory' : undefined;
  }
}

function notFound(error: ExecutableNotFoundError): Failure {
  const { message, found, file, code } = error;
  if (found === undefined) return new Failure(message, STATUS.notFound, undefined, error);
  // ENOENT in spite of a file: lookPath refuses what it finds by a relative directory of PATH.
  const hint = code === 'ENOENT' ? `./${file} runs it where it is` : undefined;
  return new Failure(message, STATUS.notRunnable, hint, error);
}
