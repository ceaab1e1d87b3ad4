// The runtimes beside this one: `npm run runtimes` installs them, CI does so by itself.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} Runtime
 * @property {'node' | 'bun' | 'deno'} kind
 * @property {string} name as people say it: `Node 22`, `Bun`, `Deno`
 * @property {string} path of the program
 */

const here = dirname(fileURLToPath(import.meta.url));

/** @type {readonly (readonly [Runtime['kind'], string, string])[]} */
const known = [
  ['node', 'Node 20', 'node-20/bin/node'],
  ['node', 'Node 22', 'node-22/bin/node'],
  ['node', 'Node 24', 'node-24/bin/node'],
  ['node', 'Node 26', 'node-26/bin/node'],
  ['bun', 'Bun', '@oven/bun-linux-x64/bin/bun'],
  ['deno', 'Deno', '@deno/linux-x64-glibc/deno'],
];

/**
 * Those that are installed.
 * @returns {Runtime[]}
 */
export function runtimes() {
  return known
    .map(([kind, name, file]) => ({ kind, name, path: join(here, 'node_modules', file) }))
    .filter(({ path }) => existsSync(path));
}

/** Whether all of them are there, or could not be had. */
export function install() {
  const ci = ['ci', '--no-audit', '--no-fund', '--ignore-scripts'];
  const { status } = spawnSync('npm', ci, { cwd: here, stdio: ['ignore', 'inherit', 'inherit'] });
  return status === 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!install()) process.exitCode = 1;
  for (const { name, path } of runtimes()) console.log(`${name.padEnd(8)} ${path}`);
}
