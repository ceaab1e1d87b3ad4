// Builds the C programs of bench/c into bench/build, unless they are newer than their sources already.
import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @param {string} path */
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The compiler's options for each. */
const programs = {
  exit0: ['-static', '-nostdlib', '-Wl,--build-id=none'],
  floor: [],
  pin: [],
};

/** @typedef {Readonly<Record<keyof typeof programs, string>>} Programs the paths of the programs, built */

/** @returns {Programs} */
export function build() {
  mkdirSync(here('build'), { recursive: true });
  return { exit0: compile('exit0'), floor: compile('floor'), pin: compile('pin') };
}

/** @param {keyof typeof programs} name */
function compile(name) {
  const source = here(`c/${name}.c`);
  const program = here(`build/${name}`);
  const built = statSync(program, { throwIfNoEntry: false });
  if (!built || built.mtimeMs < statSync(source).mtimeMs) {
    execFileSync(process.env['CC'] ?? 'cc', ['-O2', '-Wall', '-Werror', ...programs[name], '-o', program, source], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  }
  return program;
}
