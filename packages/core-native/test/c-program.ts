import { createHash } from 'node:crypto';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compilers, type Compiler } from '../scripts/compilers.mjs';
import { native } from '../scripts/native-sources.mjs';

/** The C sources of the tests, and where their programs go (git-ignored; readable by other users). */
export const tests = join(native, 'tests');
export const out = join(native, 'build', 'tests');

const warnings = ['-std=gnu11', '-D_GNU_SOURCE', '-O1', '-g', '-Wall', '-Wextra', '-Werror'];

export const sanitizers = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all', '-fno-omit-frame-pointer'];

/**
 * Compiles `sources` (below native/tests/) to one program, unless the last one was made of the same.
 * @returns its path
 */
export function program(
  name: string,
  sources: readonly string[],
  flags: readonly string[] = [],
  compiler: Compiler = compilers().cc,
): string {
  const args = [...warnings, ...flags, ...sources.map((source) => join(tests, source))];
  const file = join(out, name);
  const stamp = `${file}.inputs`;
  const inputs = inputsHash([compiler.command, compiler.version, ...args]);
  if (existsSync(file) && existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) return file;
  mkdirSync(out, { recursive: true });
  execFileSync(compiler.command, [...compiler.args, '-o', file, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
  chmodSync(file, 0o755);
  writeFileSync(stamp, inputs);
  return file;
}

/** All sources count, for any may be included. */
function inputsHash(args: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(args));
  for (const dir of [native, tests]) {
    for (const name of readdirSync(dir).toSorted()) {
      if (/\.[ch]$/.test(name)) hash.update(`\0${name}\0`).update(readFileSync(join(dir, name)));
    }
  }
  return hash.digest('hex');
}

/** Whether the compiler makes programs with these flags that run; a sanitizer's runtime is a package of its own. */
export function links(compiler: Compiler, flags: readonly string[], main = 'int main(void) { return 0; }'): boolean {
  mkdirSync(out, { recursive: true });
  const file = join(out, 'links');
  const args = [...compiler.args, ...flags, '-x', 'c', '-o', file, '-'];
  return spawnSync(compiler.command, args, { input: main, stdio: ['pipe', 'ignore', 'ignore'] }).status === 0;
}

/** Why no program can be sanitized here, or undefined. */
export function noSanitizers(): string | undefined {
  const { cc } = compilers();
  if (links(cc, sanitizers)) return undefined;
  return `${cc.command} has no libasan or libubsan (Debian: libgcc-12-dev for gcc, libclang-rt-dev for clang)`;
}

/** clang with libFuzzer, or undefined. */
export function libFuzzer(): Compiler | undefined {
  const fuzz = '#include <stddef.h>\nint LLVMFuzzerTestOneInput(const char *p, size_t n) { return p && n == 9; }';
  for (const command of ['clang', ...[19, 18, 17, 16, 15, 14].map((n) => `clang-${n}`)]) {
    const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
    const clang = { command, args: [], version: status === 0 ? stdout : '' };
    if (status === 0 && links(clang, ['-fsanitize=fuzzer,address,undefined'], fuzz)) return clang;
  }
  return undefined;
}
