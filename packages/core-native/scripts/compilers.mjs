// Finds the C and C++ compilers: $CC and $CXX (`ccache gcc` is fine), else the usual names.
import { execFile, execFileSync } from 'node:child_process';

/**
 * @typedef {object} Compiler
 * @property {string} command
 * @property {readonly string[]} args that stand before all others
 * @property {string} version its first line of `--version`
 */

/**
 * @param {'CC' | 'CXX'} variable
 * @param {readonly string[]} names
 * @returns {Compiler}
 */
function find(variable, names) {
  const given = process.env[variable]?.trim();
  const tried = given ? [given] : names;
  for (const words of tried) {
    const [command = '', ...args] = words.split(/\s+/);
    try {
      const text = execFileSync(command, [...args, '--version'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      return { command, args, version: text.split('\n', 1)[0] ?? '' };
    } catch {
      // not there, or not a compiler: the next name
    }
  }
  const what = variable === 'CC' ? 'C' : 'C++';
  throw new Error(
    `no ${what} compiler: tried ${tried.join(', ')}; install g++ or clang (a cross one for another machine), or set ${variable}`,
  );
}

/**
 * Debian's names for the cross compilers, by Node's names for the machines.
 * @type {Readonly<Record<string, string>>}
 */
const triples = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu', riscv64: 'riscv64-linux-gnu' };

/** @param {string} [arch] what they shall make code for */
export function compilers(arch = process.arch) {
  const names = (/** @type {readonly string[]} */ own, /** @type {string} */ gnu) =>
    arch === process.arch ? own : [`${triples[arch] ?? arch}-${gnu}`];
  return {
    cc: find('CC', names(['cc', 'gcc', 'clang'], 'gcc')),
    cxx: find('CXX', names(['c++', 'g++', 'clang++'], 'g++')),
  };
}

/**
 * @param {Compiler} compiler
 * @param {readonly string[]} args
 * @returns {Promise<void>}
 */
export function run(compiler, args) {
  return new Promise((resolve, reject) => {
    execFile(compiler.command, [...compiler.args, ...args], (error, stdout, stderr) => {
      process.stderr.write(stdout + stderr);
      if (error) reject(new Error(`${compiler.command} failed: ${args.join(' ')}`));
      else resolve();
    });
  });
}

/**
 * Whether the compiler takes the flag without a word.
 * @param {Compiler} compiler
 * @param {string} flag
 */
export function takes(compiler, flag) {
  const args = [...compiler.args, '-Werror', flag, '-x', 'c', '-c', '-o', '/dev/null', '/dev/null'];
  try {
    execFileSync(compiler.command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * The binutils that belong to the compiler, so that a cross compiler brings its own `nm`.
 * @param {Compiler} compiler
 * @param {'nm' | 'readelf' | 'strip'} name
 */
export function tool(compiler, name) {
  const args = [...compiler.args, `-print-prog-name=${name}`];
  return execFileSync(compiler.command, args, { encoding: 'utf8' }).trim() || name;
}
