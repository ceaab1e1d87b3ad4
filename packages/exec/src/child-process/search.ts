/** Where execvp(3) looks without a PATH: glibc's confstr(_CS_PATH). */
const DEFAULT_PATH = '/bin:/usr/bin';
const PREFIX = 'PATH=';

let lastPath = DEFAULT_PATH;
let lastDirs = directories(DEFAULT_PATH);

/** With the slash; an empty entry is the current directory. */
function directories(path: string): string[] {
  return path.split(':').map((dir) => (dir === '' ? '' : `${dir}/`));
}

/**
 * The paths to try in order. A name with a slash is itself; another is looked for in the PATH of the environment that the
 * child is given, relative to the directory that it is started in.
 *
 * @param env - null: this process's own
 */
export function pathsOf(file: string, env: readonly string[] | null): readonly string[] {
  if (file.includes('/')) return [file];
  const path = env === null ? process.env['PATH'] : env.find((pair) => pair.startsWith(PREFIX))?.slice(PREFIX.length);
  return dirsOf(path ?? DEFAULT_PATH).map((dir) => dir + file);
}

/** PATH is the same from launch to launch. */
function dirsOf(path: string): readonly string[] {
  if (path !== lastPath) {
    lastDirs = directories(path);
    lastPath = path;
  }
  return lastDirs;
}
