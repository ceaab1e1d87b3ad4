// `pnpm bench`: what launching a process costs here, beside C and node:child_process. Writes bench/results.json and the table
// in docs/performance.md. `--quick` takes what is built and shows that everything runs: its numbers mean nothing.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildWhenChanged, install } from '../scripts/setup.mjs';
import { build } from './build.mjs';
import { measureAll } from './measure.mjs';
import { forTerminal, intoDocument } from './report.mjs';

const usage = `usage: pnpm bench [options]
  --memory 50,1024  MiB that the launching processes hold, each size measured
  --rounds 5        the more, the better the spread is known
  --ms 200          for each measurement in a round
  --out FILE        the results as JSON, instead of bench/results.json and docs/performance.md
  --quick           one short round with what is built, to see that everything runs; writes to --out only`;

/** @param {string} path */
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

try {
  const { out, quick, ...options } = read();
  if (!quick) {
    install();
    buildWhenChanged();
  }
  const results = await measureAll(build(), options);
  console.log(forTerminal(results));
  const json = `${toJson(results)}\n`;
  if (out !== undefined) writeFileSync(out, json);
  else if (!quick) {
    const document = here('../docs/performance.md');
    writeFileSync(here('results.json'), json);
    writeFileSync(document, intoDocument(readFileSync(document, 'utf8'), results));
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function read() {
  const { values } = parseArgs({
    args: process.argv.slice(2).filter((arg) => arg !== '--'),
    options: {
      memory: { type: 'string' },
      rounds: { type: 'string' },
      ms: { type: 'string' },
      out: { type: 'string' },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    process.exit();
  }
  const { quick, out } = values;
  const memory = values.memory ?? (quick ? '8' : '50,1024');
  return {
    memoryMiB: memory.split(',').map((size) => whole('--memory', size)),
    rounds: whole('--rounds', values.rounds ?? (quick ? '1' : '5')),
    ms: whole('--ms', values.ms ?? (quick ? '20' : '200')),
    out,
    quick,
  };
}

/**
 * @param {string} option
 * @param {string} value
 */
function whole(option, value) {
  if (!/^[1-9]\d*$/.test(value)) throw new Error(`${option}: expected a whole number from 1, got '${value}'\n${usage}`);
  return Number(value);
}

/**
 * Numbers of an array on one line: as the formatter wants it.
 * @param {unknown} value
 */
function toJson(value) {
  return JSON.stringify(value, null, 2).replace(
    /\[\s+([\d.,\s]+?)\s+\]/g,
    (_, numbers) => `[${numbers.replace(/\s+/g, ' ')}]`,
  );
}
