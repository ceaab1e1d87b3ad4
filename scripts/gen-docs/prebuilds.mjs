// The table of the shipped binaries, of docs/prebuilds.json (npm run prebuilds).
import { readFileSync } from 'node:fs';
import { code, table } from './table.mjs';

/** @typedef {import('../prebuilds.mjs').Prebuild} Prebuild */

export function prebuilds() {
  /** @type {Record<string, Prebuild>} */
  const all = JSON.parse(readFileSync(new URL('../../docs/prebuilds.json', import.meta.url), 'utf8'));
  const rows = Object.entries(all).map(([name, { compiler, file, loaded, zipped }]) => [
    code(name),
    kilobytes(file),
    kilobytes(loaded),
    kilobytes(zipped),
    compiler,
  ]);
  return table(['Machine', 'File', 'Loaded', 'Zipped', 'Compiler'], rows);
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${(bytes / 1024).toFixed(1)} KB`;
}
