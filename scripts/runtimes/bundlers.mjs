// A program and the packages in one file, by esbuild. The addon cannot be in it: it stays in its package, or lies beside.
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkRun, run } from './ask.mjs';
import { hostModules } from './installers.mjs';

/** @typedef {import('./rows.mjs').Row} Row */
/** @typedef {import('./rows.mjs').Room} Room */

const node = process.execPath;
const esbuild = join(hostModules, 'esbuild/bin/esbuild');
const launched = /^3 4\n$/;

/** @returns {Row[]} */
export function bundlers() {
  return [
    bundler(
      'the native package external',
      ['--format=esm', '--external:@forkexec/core-native'],
      'smoke/bundle.mjs',
      false,
    ),
    bundler('all in one ES module, prebuilds beside', ['--format=esm'], 'smoke/out/bundle.mjs', true),
    bundler('all in one CommonJS file, prebuilds beside', ['--format=cjs'], 'smoke/out/bundle.cjs', true),
    {
      ...bundler('all in one, no prebuilds', ['--format=esm'], 'smoke/alone/bundle.mjs', false),
      run: (room) => withoutPrebuilds(room),
    },
  ];
}

/**
 * @param {string} name
 * @param {readonly string[]} options
 * @param {string} file
 * @param {boolean} beside
 * @returns {Row}
 */
function bundler(name, options, file, beside) {
  return {
    group: 'Bundles',
    name: `esbuild, ${name}`,
    missing: () => (existsSync(esbuild) ? undefined : 'needs tools/hosts'),
    run(room) {
      const dir = bundle(room, options, file);
      if (beside) {
        const prebuilds = 'node_modules/@forkexec/core-native/prebuilds';
        cpSync(join(dir, prebuilds), join(dir, file, '..', 'prebuilds'), { recursive: true });
      }
      return { version: version(dir), checks: [checkRun('launches', [node, file], dir, { prints: launched })] };
    },
  };
}

/** @param {Room} room */
function withoutPrebuilds(room) {
  const file = 'smoke/alone/bundle.mjs';
  const dir = bundle(room, ['--format=esm'], file);
  const { ok, said } = run([node, file], dir);
  const good = !ok && said.includes('tell the bundler that @forkexec/core-native is external');
  return { version: version(dir), checks: [{ name: 'says what to do', ok: good, said: good ? '' : said }] };
}

/** @param {string} dir */
function version(dir) {
  return run([esbuild, '--version'], dir).stdout.trim();
}

/**
 * @param {Room} room
 * @param {readonly string[]} options
 * @param {string} file
 */
function bundle(room, options, file) {
  const dir = room.project();
  const source = options.includes('--format=cjs') ? 'smoke/bundled.cjs' : 'smoke/bundled.mjs';
  const common = ['--bundle', '--platform=node', '--target=node20', '--log-level=error', `--outfile=${file}`];
  const { ok, said } = run([esbuild, source, ...common, ...options], dir);
  if (!ok) throw new Error(said);
  return dir;
}
