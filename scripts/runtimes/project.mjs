// Projects that use the tarballs, each made by an installer, and what is run in them.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './ask.mjs';

/** @typedef {import('../release/pack.mjs').Packed} Packed */
/** @typedef {import('./ask.mjs').Command} Command */

const smoke = fileURLToPath(new URL('../../tools/smoke', import.meta.url));

/**
 * @param {string} dir made anew
 * @param {readonly Packed[]} packed
 * @param {Command} install the command that installs what package.json names
 * @param {Record<string, string>} [files]
 * @returns {string} the folder
 */
export function project(dir, packed, install, files = {}) {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const ours = Object.fromEntries(packed.map(({ name, file }) => [name, `file:${file}`]));
  const manifest = { name: 'project', version: '1.0.0', private: true, dependencies: ours };
  // The packages name each other by version: here the versions are the tarballs, for every installer in its own words.
  const overrides = { overrides: ours, resolutions: ours, pnpm: { overrides: ours } };
  writeFileSync(join(dir, 'package.json'), `${JSON.stringify({ ...manifest, ...overrides }, undefined, 2)}\n`);
  const lines = Object.entries(ours).map(([name, file]) => `  '${name}': '${file}'\n`);
  writeFileSync(join(dir, 'pnpm-workspace.yaml'), `pmOnFail: ignore\noverrides:\n${lines.join('')}`);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  const { ok, said } = run(install, dir, {
    CI: 'true',
    YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
    YARN_ENABLE_TELEMETRY: '0',
    // A cache of the user's knows a tarball by its version, and that is 0.0.0 for as long as nothing is released.
    YARN_CACHE_FOLDER: join(dir, 'cache'),
    BUN_INSTALL_CACHE_DIR: join(dir, 'cache'),
  });
  if (!ok) throw new Error(`${install.join(' ')}: ${said}`);
  for (const one of packed) demandInstalled(dir, one);
  cpSync(smoke, join(dir, 'smoke'), { recursive: true });
  return dir;
}

/**
 * What is tried is what was packed.
 * @param {string} dir
 * @param {Packed} packed
 */
function demandInstalled(dir, { name, file }) {
  const installed = join(dir, 'node_modules', name, 'dist');
  if (!existsSync(installed)) return; // Plug'n'Play, in an archive whose checksum yarn has compared
  const unpacked = `${file}.unpacked`;
  if (!existsSync(unpacked)) {
    mkdirSync(unpacked);
    execFileSync('tar', ['-xzf', file, '-C', unpacked]);
  }
  const { ok, said } = run(['diff', '-rq', join(unpacked, 'package', 'dist'), installed], dir);
  if (!ok) throw new Error(`${name} is another one than was packed: ${said}`);
}

/** @type {Command} */
export const byNpm = ['npm', 'install', '--no-audit', '--no-fund', '--offline'];
