// `--again`: of the last run on a kernel, the files in which something failed or was skipped; the others' results stand.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluate, lines } from './outcome.mjs';

/**
 * @param {string} kernel
 * @param {string} dir of that run
 * @returns {{ files: string[], kept: string }} those to run, and the results of the others
 */
export function lastRun(kernel, dir) {
  const file = join(dir, 'results');
  const results = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const { failed, skipped } = evaluate(kernel, '', 0, { late: false, console: '', results });
  const files = [...new Set([...failed, ...skipped].map(({ name }) => name.split(' > ', 1)[0] ?? ''))];
  const strange = files.find((name) => !name.endsWith('.test.ts'));
  if (strange !== undefined || failed.some(({ name }) => !name.includes(' > ')))
    throw new Error(`the last run on ${kernel} did not come to its end, or failed outside of a test: run all of it`);
  if (files.length === 0) throw new Error(`nothing failed or was skipped in the last run on ${kernel}`);
  const others = lines(results).filter((line) => 'name' in line && !files.includes(line.name.split(' > ', 1)[0] ?? ''));
  return { files, kept: others.map((line) => `${JSON.stringify(line)}\n`).join('') };
}
