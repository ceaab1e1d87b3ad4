/** Why a file that is there cannot be run: its interpreter, its kind, its mode, its mount. */
import { word } from './format-text.js';
import { obstacle } from './hint-causes.js';
import { landlocked } from './hint-confinement.js';
import { idsOfChild, isBelow, mayExecute, pathHere } from './hint-paths.js';
import { type Program, readProgram } from './hint-program.js';
import type { Scene } from './hint-scene.js';
import { machines } from './machines.js';

function readHead(scene: Scene, file: string): Program | undefined {
  if (scene.file(file)?.kind !== 'file') return undefined;
  const head = scene.machine.read(file);
  return head === undefined ? undefined : readProgram(head);
}

export function isScript(scene: Scene, file: string): boolean {
  return readHead(scene, file)?.kind === 'script';
}

/** As the child sees it; undefined when that cannot be known from here. */
function exists(scene: Scene, path: string): boolean | undefined {
  const here = pathHere(scene, path);
  const found = here === undefined ? undefined : scene.machine.stat(here);
  return typeof found === 'string' && found !== 'ENOENT' ? undefined : found && found !== 'ENOENT';
}

/** ENOENT although the file is there: its interpreter, or its loader, is not. */
export function absentRunner(scene: Scene, file: string, name: string): string | undefined {
  const program = readHead(scene, file);
  switch (program?.kind) {
    case 'script': {
      const { interpreter } = program;
      if (interpreter === '' || exists(scene, interpreter) !== false) return undefined;
      const cure = interpreter.endsWith('\r')
        ? 'end its first line without a carriage return'
        : 'install it, or correct the #! line';
      return `${name} exists, but its interpreter ${word(interpreter)} does not; ${cure}`;
    }
    case 'elf': {
      const { loader } = program;
      if (loader === undefined || exists(scene, loader) !== false) return undefined;
      const cure = 'install the C library it was built for (glibc, musl), or another build';
      return `${name} exists, but its loader ${word(loader)} does not; ${cure}`;
    }
    default:
      return undefined;
  }
}

/** ENOEXEC. */
export function notRunnable(scene: Scene, file: string, name: string): string | undefined {
  const program = readHead(scene, file);
  switch (program?.kind) {
    case 'empty':
      return `${name} is empty`;
    case 'other':
      return `${name} is no program and has no #! line; add one, or run its interpreter with it (/bin/sh)`;
    case 'elf':
      return program.machine === machines[process.arch]
        ? `${name} is damaged, or an object file that is not linked yet`
        : `${name} is built for another kind of machine than ${process.arch}; use a build for this one`;
    case 'script':
      return program.interpreter === '' ? `the #! line of ${name} names no interpreter; add one` : undefined;
    default:
      return undefined;
  }
}

/** EACCES on the file itself. */
export function denied(scene: Scene, file: string, name: string): string | undefined {
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
  return deniedInterpreter(scene, file, name) ?? landlocked(scene, name) ?? obstacle(scene);
}

function deniedInterpreter(scene: Scene, file: string, name: string): string | undefined {
  const program = readHead(scene, file);
  const path = program?.kind === 'script' ? pathHere(scene, program.interpreter) : undefined;
  const found = path === undefined ? undefined : scene.file(path);
  if (!found || (found.kind === 'file' && (found.mode & 0o111) !== 0)) return undefined;
  return `the interpreter ${word(path!)} of ${name} is no executable file; correct the #! line`;
}

/** The mount with the longest name above the file; the last of those in one place covers the others. */
function mountOf(scene: Scene, file: string) {
  const real = scene.machine.realPath(file);
  if (real === undefined) return undefined;
  const above = scene.mounts().filter(({ point }) => isBelow(real, point));
  return above.toSorted((a, b) => a.point.length - b.point.length).at(-1);
}
