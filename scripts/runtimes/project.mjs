// Projects that use the tarballs, each made by an installer, and what is run in them.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
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
  });
  if (!ok) throw new Error(`${install.join(' ')}: ${said}`);
  cpSync(smoke, join(dir, 'smoke'), { recursive: true });
  return dir;
}

/** @type {Command} */
export const byNpm = ['npm', 'install', '--no-audit', '--no-fund', '--offline'];
