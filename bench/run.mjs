// `npm run bench`: what launching a process costs here, beside everybody else who is installed. Writes bench/results.json, and
// from it the tables of the README and of docs/performance.md and the chart docs/latency.svg.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildWhenChanged, install } from '../scripts/setup.mjs';
import { measureAll } from './measure.mjs';
import { read, usage } from './options.mjs';
import { findPeers } from './peers.mjs';
import { tellTables } from './report/terminal.mjs';
import { writeDocuments } from '../scripts/gen-docs.mjs';

const results = fileURLToPath(new URL('results.json', import.meta.url));

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main() {
  const { help, out, part, peers: wanted, options } = read(process.argv.slice(2));
  if (help) {
    console.log(usage);
    return;
  }
  if (!options.quick) {
    install();
    buildWhenChanged();
  }
  // The floor is needed whoever is measured.
  const { peers, missing } = findPeers([...new Set(['c', ...wanted])]);
  for (const { name, why } of missing) console.error(`left out: ${name}: ${why}`);
  const file = out ?? (options.quick || part ? undefined : results);
  const measured = await measureAll(
    { options, peers: peers.filter(({ id }) => wanted.includes(id)), missing, all: peers },
    (partial) => {
      if (file !== undefined) writeFileSync(file, toJson(partial));
    },
  );
  console.log(tellTables(measured));
  if (file === results) for (const name of writeDocuments()) console.error(`wrote ${name}`);
  if (file !== undefined) console.error(`wrote ${file}`);
  console.error(`${measured.complete ? 'done' : 'stopped'} after ${measured.seconds} s`);
  if (!measured.complete) process.exitCode = 1;
}

/**
 * Lists, and objects of numbers alone, on one line: as the formatter wants it.
 * @param {unknown} value
 */
function toJson(value) {
  const text = JSON.stringify(value, null, 2);
  const short = text.replace(/\[\s+([^[\]{}]*?)\s+\]|\{\s+((?:"\w+": [-\d.e]+,?\s*)*?)\s*\}/g, (_, list, numbers) =>
    list === undefined ? `{ ${onOneLine(numbers)} }` : `[${onOneLine(list)}]`,
  );
  return `${short}\n`;
}

/** @param {string} text */
function onOneLine(text) {
  return text.replace(/\s+/g, ' ').trim();
}
