/** execve(2), execveat(2): program, interpreter and loader are never blamed for each other. */
import { word } from './format-text.js';
import { obstacle, tooManyDescriptors, tooManyProcesses } from './hint-causes.js';
import { closed, idsOfChild, inWords, isBelow, mayExecute, missing, noDirectory, pathHere } from './hint-paths.js';
import { type Program, readProgram } from './hint-program.js';
import type { Rules } from './hint-rules.js';
import type { Scene } from './hint-scene.js';
import type { StepOf } from './ops.js';

type Execve = StepOf<'execve'>;

/** elf.h: what this program can be, by Node's word for the machine. */
const machines: Readonly<Record<string, number>> = { x64: 62, arm64: 183 };

/** Include the string's end: 32 pages of 4 KiB, MAX_ARG_STRLEN. */
const MAX_STRING = 131072;

function absent(scene: Scene, { path }: Execve): string | undefined {
  const here = pathHere(scene, path);
  if (here === undefined || scene.file(here) === undefined) {
    const gone = missing(scene, path);
    return gone !== undefined && !path.includes('/')
      ? `execve does not search PATH; give a path to ${word(path)}`
      : gone;
  }
  return absentFor(scene, here, word(path));
}

/** The file is there, so it is what runs it that is not. */
function absentFor(scene: Scene, file: string, name: string): string | undefined {
  const program = readHead(scene, file);
  if (program?.kind === 'script') return absentInterpreter(scene, program.interpreter, name);
  if (program?.kind !== 'elf' || program.loader === undefined || exists(scene, program.loader) !== false)
    return undefined;
  return (
    `${name} needs the loader ${word(program.loader)}, which does not exist; ` +
    'install the C library it was built for (glibc, musl), or another build'
  );
}

function absentInterpreter(scene: Scene, interpreter: string, name: string): string | undefined {
  if (interpreter === '' || exists(scene, interpreter) !== false) return undefined;
  const end = interpreter.endsWith('\r')
    ? 'end its first line without a carriage return'
    : 'install it, or correct the #! line';
  return `${name} exists, but its interpreter ${word(interpreter)} does not; ${end}`;
}

function exists(scene: Scene, path: string): boolean | undefined {
  const here = pathHere(scene, path);
  if (here === undefined) return undefined;
  const found = scene.machine.stat(here);
  return typeof found === 'string' ? (found === 'ENOENT' ? false : undefined) : true;
}

function readHead(scene: Scene, file: string): Program | undefined {
  if (scene.file(file)?.kind !== 'file') return undefined;
  const head = scene.machine.read(file);
  return head === undefined ? undefined : readProgram(head);
}

function notRunnable(scene: Scene, file: string, name: string): string | undefined {
  const program = readHead(scene, file);
  switch (program?.kind) {
    case 'empty':
      return `${name} is empty`;
    case 'other':
      return `${name} is no program and has no #! line; add one, or run it through its interpreter (/bin/sh ${name})`;
    case 'elf':
      return program.machine === machines[process.arch]
        ? `${name} is damaged, or an object file that is not linked yet`
        : `${name} is built for another kind of machine than ${process.arch}; use a build for this one`;
    case 'script':
      return program.interpreter === '' ? `the #! line of ${name} names no interpreter; add one` : undefined;
    case undefined:
      return undefined;
  }
}

function denied(scene: Scene, { path }: Execve): string | undefined {
  const here = pathHere(scene, path);
  if (here === undefined) return undefined;
  return closed(scene, path, false) ?? deniedFile(scene, here, inWords(scene, path));
}

function deniedFile(scene: Scene, file: string, name: string): string | undefined {
  const found = scene.file(file);
  if (!found) return undefined;
  if (found.kind === 'directory') return `${name} is a directory; give the path of a program`;
  if (found.kind === 'other') return `${name} is not a regular file; give the path of a program`;
  const mode = found.mode.toString(8);
  if ((found.mode & 0o111) === 0) return `${name} is not executable (mode ${mode}); chmod +x it`;
  const ids = idsOfChild(scene);
  if (ids && ids.uid !== 0 && !mayExecute(found, ids)) {
    return `user ${ids.uid} may not run ${name} (mode ${mode}, owner ${found.uid}); change its mode, or use another user`;
  }
  const mount = mountOf(scene, file);
  if (mount?.options.includes('noexec')) {
    return `${name} is on ${word(mount.point)}, which is mounted noexec; put it elsewhere, or mount that without noexec`;
  }
  const program = readHead(scene, file);
  if (program?.kind === 'script' && exists(scene, program.interpreter)) {
    const interpreter = scene.file(program.interpreter);
    if (interpreter && (interpreter.kind !== 'file' || (interpreter.mode & 0o111) === 0)) {
      return `the interpreter ${word(program.interpreter)} of ${name} is no executable file; correct the #! line`;
    }
  }
  return obstacle(scene);
}

/** The mount with the longest name above the file; the last of those in one place covers the others. */
function mountOf(scene: Scene, file: string) {
  const real = scene.machine.realPath(file);
  if (real === undefined) return undefined;
  const above = scene.mounts().filter(({ point }) => isBelow(real, point));
  return above.toSorted((a, b) => a.point.length - b.point.length).at(-1);
}

function tooBig(_: Scene, { argv, env }: { argv: readonly string[]; env: readonly string[] | null }): string {
  const large = (text: string) => Buffer.byteLength(text) >= MAX_STRING;
  const arg = argv.findIndex(large);
  if (arg >= 0)
    return `argv[${arg}] has ${Buffer.byteLength(argv[arg]!)} bytes, and one string may have ${MAX_STRING - 1}; use a file or a pipe`;
  const variable = env?.find(large)?.split('=', 1)[0];
  if (variable !== undefined)
    return `the variable ${word(variable)} is longer than ${MAX_STRING - 1} bytes; use a file or a pipe`;
  const total = [...argv, ...(env ?? [])].reduce((sum, text) => sum + Buffer.byteLength(text) + 9, 0);
  return `arguments and environment together (${total} bytes${env ? '' : ' without the environment'}) may have a quarter of RLIMIT_STACK; use a file or a pipe`;
}

/** The descriptor's number in this process, followed back through the plan's own moves. */
function fdHere(scene: Scene, fd: number): number {
  return scene.done('dup3').reduceRight((at, { from, to }) => (to === at ? from : at), fd);
}

/** A descriptor of this process as a file with a name. */
function fileOf(scene: Scene, fd: number): string {
  return `/proc/self/fd/${fdHere(scene, fd)}`;
}

/** The interpreter opens /dev/fd/N anew: a descriptor that exec closes is not there for it. */
function absentByFd(scene: Scene, { fd }: StepOf<'execveat'>): string | undefined {
  const file = fileOf(scene, fd);
  const program = readHead(scene, file);
  if (program?.kind === 'script' && exists(scene, program.interpreter)) {
    return 'a script by descriptor needs that descriptor open in the child, for its interpreter; give it to the child too, not close-on-exec';
  }
  return absentFor(scene, file, `descriptor ${fd}`);
}

const busy = 'some process has the file open for writing; close it there, or write a new file and rename it';
const loop =
  'too many links are on the way, or interpreters call interpreters more than 4 deep; name the program itself';
const files = { EMFILE: tooManyDescriptors, ETXTBSY: busy, E2BIG: tooBig, EAGAIN: tooManyProcesses };
const capable =
  'the file may have capabilities (getcap) that this process cannot get from its bounding set; remove them, or run with more';

export const execRules: Rules = {
  execve: {
    ...files,
    ENOENT: absent,
    ENOTDIR: (scene, { path }) => noDirectory(scene, path),
    EACCES: denied,
    ENOEXEC: (scene, { path }) => {
      const here = pathHere(scene, path);
      return here === undefined ? undefined : notRunnable(scene, here, inWords(scene, path));
    },
    ELOOP: loop,
    EPERM: capable,
  },
  execveat: {
    ...files,
    ENOENT: absentByFd,
    EACCES: (scene, { fd }) => deniedFile(scene, fileOf(scene, fd), `descriptor ${fd}`),
    ENOEXEC: (scene, { fd }) => notRunnable(scene, fileOf(scene, fd), `descriptor ${fd}`),
    EBADF: (scene, { fd }) =>
      scene.machine.isOpen(fdHere(scene, fd))
        ? undefined
        : `descriptor ${fdHere(scene, fd)} is not open in this process`,
    ELOOP: loop,
    EPERM: capable,
    ENOSYS: 'execveat(2) came with Linux 3.19, and emulators may not have it; give the program by its path',
  },
};
