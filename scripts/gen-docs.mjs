// Writes the parts of the documentation that repeat what the code says: the ops, the attributes, the command's options;
// and the benchmark's results, with the chart; and the command's manual page and schema, as a whole.
// Each part stands between `<!-- generated: name -->` and `<!-- end -->`. `--check` writes nothing and fails on the first
// difference. Needs the packages built.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  benchChart,
  benchConditions,
  benchReadme,
  benchRows,
  benchSizes,
  benchTargets,
} from '../bench/report/documents.mjs';
import { attributes } from './gen-docs/attributes.mjs';
import { kernelRuns } from './gen-docs/kernels.mjs';
import { ops } from './gen-docs/ops.mjs';
import { options } from './gen-docs/options.mjs';
import { parity } from './gen-docs/parity.mjs';
import { prebuilds } from './gen-docs/prebuilds.mjs';
import { runtimes } from './gen-docs/runtimes.mjs';
import { status } from './gen-docs/status.mjs';
import { manPage } from '../packages/cli/scripts/man-page.mjs';
import { specSchema } from '../packages/cli/scripts/spec-schema.mjs';

const root = new URL('..', import.meta.url);

/** @type {readonly (readonly [file: string, name: string, text: () => string])[]} */
const parts = [
  ['docs/plan.md', 'ops', ops],
  ['README.md', 'status', status],
  ['README.md', 'attributes', attributes],
  ['README.md', 'options', options],
  ['docs/kernel-support.md', 'kernel runs', kernelRuns],
  ['docs/cli-parity.md', 'parity', parity],
  ['docs/building.md', 'prebuilds', prebuilds],
  ['docs/runtimes.md', 'runtimes', runtimes],
  ['README.md', 'latency', benchReadme],
  ['docs/performance.md', 'bench conditions', benchConditions],
  ['docs/performance.md', 'bench targets', benchTargets],
  ['docs/performance.md', 'bench sizes', benchSizes],
  ['docs/performance.md', 'bench rows', benchRows],
];

/** Files that are made as a whole. @type {readonly (readonly [file: string, text: () => string])[]} */
const wholes = [
  ['docs/latency.svg', benchChart],
  ['packages/cli/man/forkexec.1', manPage],
  ['packages/cli/schemas/spec.schema.json', () => `${JSON.stringify(specSchema(), undefined, 2)}\n`],
];

/**
 * @param {string} document
 * @param {string} name
 * @param {string} text
 */
function put(document, name, text) {
  const part = new RegExp(`(<!-- generated: ${name} -->\n).*?(<!-- end -->)`, 's');
  if (!part.test(document)) throw new Error(`no place for the part named ${name}`);
  return document.replace(part, (_, begin, end) => `${begin}${text}${end}`);
}

/** The files that are not what would be written, with what they should be. */
export function outdated() {
  const files = new Map(parts.map(([file]) => [file, readFileSync(new URL(file, root), 'utf8')]));
  const old = new Map(files);
  for (const [file, name, text] of parts) files.set(file, put(files.get(file) ?? '', name, text()));
  for (const [file, text] of wholes) {
    old.set(file, existsSync(new URL(file, root)) ? readFileSync(new URL(file, root), 'utf8') : '');
    files.set(file, text());
  }
  return new Map([...files].filter(([file, text]) => old.get(file) !== text));
}

/** Writes them, and tells which. */
export function writeDocuments() {
  const files = outdated();
  for (const [file, text] of files) writeFileSync(new URL(file, root), text);
  return [...files.keys()];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const check = process.argv.includes('--check');
  for (const file of check ? outdated().keys() : writeDocuments()) {
    console.error(check ? `${file} is not what the code says: run node scripts/gen-docs.mjs` : `wrote ${file}`);
    if (check) process.exitCode = 1;
  }
}
