/** execve(2), execveat(2): program, interpreter and loader are never blamed for each other. */
import { word } from './format-text.js';
import { tooManyDescriptors, tooManyProcesses } from './hint-causes.js';
import { landlocked } from './hint-confinement.js';
import { closed, inWords, missing, noDirectory, pathHere } from './hint-paths.js';
import type { Rules } from './hint-rules.js';
import { absentRunner, denied, isScript, notRunnable } from './hint-runnable.js';
import type { Scene } from './hint-scene.js';
import type { StepOf } from './ops.js';

function absent(scene: Scene, { path }: StepOf<'execve'>): string | undefined {
  const root = scene.done('chroot').at(-1);
  if (root) {
    return `${word(path)}, and what it names to run it, are looked up inside of the new root ${word(root.path)}; put them there`;
  }
  const here = pathHere(scene, path);
  if (here !== undefined && scene.file(here) !== undefined) return absentRunner(scene, here, word(path));
  const gone = missing(scene, path);
  return gone !== undefined && !path.includes('/') ? `execve does not search PATH; give a path to ${word(path)}` : gone;
}

/** With the string's end: 32 pages of 4 KiB, MAX_ARG_STRLEN. */
const MAX_STRING = 131072;

function tooBig(_: Scene, { argv, env }: { argv: readonly string[]; env: readonly string[] | null }): string {
  const large = (text: string) => Buffer.byteLength(text) >= MAX_STRING;
  const most = `one string may have ${MAX_STRING - 1} bytes; use a file or a pipe`;
  const arg = argv.findIndex(large);
  if (arg >= 0) return `argv[${arg}] has ${Buffer.byteLength(argv[arg]!)} bytes, and ${most}`;
  const variable = env?.find(large);
  if (variable !== undefined) return `the variable ${word(variable.split('=', 1)[0]!)} is too long, for ${most}`;
  const total = [...argv, ...(env ?? [])].reduce((sum, text) => sum + Buffer.byteLength(text) + 9, 0);
  const what = env ? `arguments and environment have ${total} bytes` : `arguments alone have ${total} bytes`;
  return `${what}, and with the environment may have a quarter of RLIMIT_STACK, 6 MiB at most; use a file or a pipe`;
}

/** A descriptor of this process as a file with a name. */
function fileOf(scene: Scene, fd: number): string {
  return `/proc/self/fd/${scene.fdHere(fd)}`;
}

/** The interpreter opens /dev/fd/N anew: a descriptor that exec closes is not there for it. */
function absentByFd(scene: Scene, { fd }: StepOf<'execveat'>): string | undefined {
  const runner = absentRunner(scene, fileOf(scene, fd), `descriptor ${fd}`);
  if (runner !== undefined || !isScript(scene, fileOf(scene, fd))) return runner;
  return 'the interpreter of a script opens its descriptor anew, so the program must have it; pass it on, or give the path';
}

function refused(scene: Scene, path: string): string | undefined {
  const here = pathHere(scene, path);
  const known = here && (closed(scene, path, false) ?? denied(scene, here, inWords(scene, path)));
  return known ?? landlocked(scene, inWords(scene, path));
}

/** Of a search only what was a path from the start: which of several files was meant cannot be known. */
function ofOnly<T>(
  { paths, argv, env }: StepOf<'execveSearch'>,
  say: (step: StepOf<'execve'>) => T | undefined,
): T | undefined {
  const [path] = paths;
  return path === undefined || paths.length > 1 ? undefined : say({ op: 'execve', path, argv: argv.slice(1), env });
}

const common = {
  EMFILE: tooManyDescriptors,
  EAGAIN: tooManyProcesses,
  E2BIG: tooBig,
  ETXTBSY: 'some process has the file open for writing; close it there, or write a new file and rename it',
  ELOOP: 'too many links are on the way, or interpreters call each other more than 4 deep; name the program itself',
  EPERM:
    'the file may have capabilities (getcap) that this process cannot get from its bounding set; ' +
    'remove them, or run with more',
};

export const execRules: Rules = {
  execve: {
    ...common,
    ENOENT: absent,
    ENOTDIR: (scene, { path }) => noDirectory(scene, path),
    EACCES: (scene, { path }) => refused(scene, path),
    ENOEXEC: (scene, { path }) => {
      const here = pathHere(scene, path);
      return here && notRunnable(scene, here, inWords(scene, path));
    },
  },
  execveSearch: {
    ...common,
    E2BIG: (scene, { argv, env }) => tooBig(scene, { argv: argv.slice(1), env }),
    ENOENT: (scene, step) => ofOnly(step, (only) => absent(scene, only)),
    ENOTDIR: (scene, step) => ofOnly(step, ({ path }) => noDirectory(scene, path)),
    EACCES: (scene, step) => ofOnly(step, ({ path }) => refused(scene, path)),
  },
  execveat: {
    ...common,
    ENOENT: absentByFd,
    EACCES: (scene, { fd }) =>
      denied(scene, fileOf(scene, fd), `descriptor ${fd}`) ?? landlocked(scene, `descriptor ${fd}`),
    ENOEXEC: (scene, { fd }) => notRunnable(scene, fileOf(scene, fd), `descriptor ${fd}`),
    EBADF: (scene, { fd }) =>
      scene.machine.isOpen(scene.fdHere(fd)) ? undefined : `descriptor ${scene.fdHere(fd)} is not open in this process`,
    ENOSYS: 'execveat(2) came with Linux 3.19, and emulators may not have it; give the program by its path',
  },
};
