// Builds prebuilds/linux-<arch>/core-native.node with prebuildify, unless nothing changed since the last time.
// `node scripts/build-native.mjs [--arch arm64] [--force] [--symbols]`; CC and CXX name other compilers than the usual.
// `--symbols` leaves the names of functions in, for gdb.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { artefacts, checkNative } from './check-native.mjs';
import { compilers, tool } from './compilers.mjs';
import { addonName, native, root } from './native-sources.mjs';

const require = createRequire(import.meta.url);
const scripts = fileURLToPath(new URL('.', import.meta.url));
const { values } = parseArgs({
  options: {
    arch: { type: 'string', default: process.arch },
    force: { type: 'boolean', default: false },
    symbols: { type: 'boolean', default: false },
  },
});

/**
 * @param {string} arch
 * @param {boolean} force
 */
async function build(arch, force) {
  const { addon, child } = artefacts(arch);
  const stamp = `${addon}.inputs`;
  const inputs = inputsHash(arch);
  const current = existsSync(addon) && existsSync(child) && existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs;
  if (current && !force) return;

  demandTools();
  const prebuildify = promisify(require('prebuildify'));
  for (const old of [addon, stamp]) rmSync(old, { force: true });
  await prebuildify({
    cwd: native,
    out: root,
    name: addonName,
    arch,
    platform: 'linux',
    napi: true,
    strip: !values.symbols,
    stripBin: tool(compilers(arch).cc, 'strip'),
    nodeGyp: compilerCall(),
    cache: join(native, 'build', 'devdir'),
  });
  const wrong = checkNative(arch);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  writeFileSync(stamp, inputs);
  console.log(`${addonName}.node for linux-${arch}: ${statSync(addon).size} bytes`);
}

/** The headers and prebuildify are development dependencies, which come with a clone and not with the package. */
function demandTools() {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const missing = Object.keys(devDependencies).filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const all = Object.entries(devDependencies).map(([name, version]) => `${name}@${version}`);
  throw new Error(
    `the build needs ${missing.join(', ')}: npm install --no-save ${all.join(' ')} in ${root}, or npm start in a clone`,
  );
}

/** @param {string} name */
function isInstalled(name) {
  try {
    require.resolve(`${name}/package.json`);
    return true;
  } catch {
    return false;
  }
}

/** What prebuildify is to run, which must be executable: a file of an installed package is not. */
function compilerCall() {
  const file = join(native, 'build', 'cc-gyp');
  mkdirSync(dirname(file), { recursive: true });
  const words = [process.execPath, join(scripts, 'cc-gyp.mjs')].map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  writeFileSync(file, `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`, { mode: 0o755 });
  return file;
}

/**
 * Everything that the result depends on: sources, this build, the headers, the compilers.
 * @param {string} arch
 */
function inputsHash(arch) {
  const { cc, cxx } = compilers(arch);
  const hash = createHash('sha256');
  hash.update(JSON.stringify([arch, cc, cxx, values.symbols]));
  hash.update(readFileSync(join(root, 'package.json')));
  for (const dir of [native, scripts]) {
    for (const name of readdirSync(dir).toSorted()) {
      const file = join(dir, name);
      if (statSync(file).isFile()) hash.update(`\0${name}\0`).update(readFileSync(file));
    }
  }
  return hash.digest('hex');
}

try {
  if (process.platform === 'linux') await build(values.arch, values.force);
  else console.log('not Linux: the addon is not built; types and planning work without it');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
