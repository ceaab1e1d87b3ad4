// Builds what bench/ has in C, Go and Rust into bench/build, unless it is newer than its source already.
import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @param {string} path */
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const cc = [process.env['CC'] ?? 'cc', '-O2', '-Wall', '-Werror'];
const bare = [...cc, '-static', '-nostdlib', '-Wl,--build-id=none'];

/** Each program's source and compiler; the result's and the source's names are added. */
const programs = {
  exit0: { source: 'c/exit0.c', command: bare },
  say: { source: 'c/say.c', command: bare },
  sleeper: { source: 'c/sleeper.c', command: bare },
  floor: { source: 'c/floor.c', command: cc },
  pin: { source: 'c/pin.c', command: cc },
  'peer-go': { source: 'peers/peer.go', command: ['go', 'build'] },
  'peer-rust': { source: 'peers/peer.rs', command: ['rustc', '--edition', '2021', '-O'] },
};

/**
 * The path of a program, built.
 * @param {keyof typeof programs} name
 */
export function build(name) {
  const { source, command } = programs[name];
  const program = here(`build/${name}`);
  const built = statSync(program, { throwIfNoEntry: false });
  if (!built || built.mtimeMs < statSync(here(source)).mtimeMs) {
    mkdirSync(here('build'), { recursive: true });
    const [compiler = '', ...options] = command;
    // GOTOOLCHAIN: the Go that is here, and nothing downloaded.
    const env = { ...process.env, GOTOOLCHAIN: 'local' };
    execFileSync(compiler, [...options, '-o', program, here(source)], { stdio: ['ignore', 'inherit', 'inherit'], env });
  }
  return program;
}
