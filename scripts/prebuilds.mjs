// `npm run prebuilds`: builds the addon for each machine that is shipped, and once more from a copy in another folder:
// both must be the same bytes and pass the checks of the build. What they are is recorded in docs/prebuilds.json and the
// table of docs/building.md. `--check` records nothing.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { artefacts, readSegments } from '../packages/core-native/scripts/check-native.mjs';
import { compilers } from '../packages/core-native/scripts/compilers.mjs';
import { root as core, shipped } from '../packages/core-native/scripts/native-sources.mjs';

/** @typedef {{ compiler: string, file: number, loaded: number, zipped: number }} Prebuild */

export const record = fileURLToPath(new URL('../docs/prebuilds.json', import.meta.url));

/** @returns {Record<string, Prebuild>} by machine */
export function buildAll() {
  const copy = copyOfSources();
  try {
    return Object.fromEntries(shipped.map((arch) => [`linux-${arch}`, buildTwice(arch, copy)]));
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/**
 * @param {string} arch
 * @param {string} copy
 * @returns {Prebuild}
 */
function buildTwice(arch, copy) {
  for (const dir of [core, copy]) {
    const build = [join(dir, 'scripts', 'build-native.mjs'), '--arch', arch, '--force'];
    execFileSync(process.execPath, build, { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  const { addon } = artefacts(arch);
  const bytes = readFileSync(addon);
  if (!bytes.equals(readFileSync(join(copy, addon.slice(core.length))))) {
    throw new Error(`linux-${arch}: the same sources in another folder gave another binary`);
  }
  const loads = readSegments(arch, addon).filter(({ type }) => type === 'LOAD');
  return {
    compiler: compilers(arch).cc.version,
    file: bytes.length,
    loaded: loads.reduce((sum, { bytes: size }) => sum + size, 0),
    zipped: gzipSync(bytes, { level: 9 }).length,
  };
}

/** The package's sources with the headers they need, in a folder whose name is of another length. */
function copyOfSources() {
  const copy = mkdtempSync(join(tmpdir(), 'forkexec-built-somewhere-else-'));
  for (const name of ['native', 'scripts', 'package.json']) {
    cpSync(join(core, name), join(copy, name), { recursive: true, filter: isSource });
  }
  const modules = join(copy, 'node_modules');
  mkdirSync(modules);
  for (const name of ['node-addon-api', 'node-api-headers']) {
    cpSync(realpathSync(join(core, 'node_modules', name)), join(modules, name), { recursive: true });
  }
  symlinkSync(join(core, 'node_modules', 'prebuildify'), join(modules, 'prebuildify'));
  return copy;
}

/** @param {string} path */
function isSource(path) {
  return !/\/native\/(build|tests)(\/|$)/.test(path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const all = buildAll();
  for (const [name, { file, zipped }] of Object.entries(all)) {
    console.log(`${name}: ${file} bytes, ${zipped} zipped; the same from another folder`);
  }
  if (!process.argv.includes('--check')) {
    writeFileSync(record, `${JSON.stringify(all, undefined, 2)}\n`);
    execFileSync(process.execPath, [fileURLToPath(new URL('gen-docs.mjs', import.meta.url))], { stdio: 'inherit' });
  }
}
