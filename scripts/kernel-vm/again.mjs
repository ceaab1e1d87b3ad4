// `--again`: of the last run on a kernel, the files in which something failed or was skipped, and those that it did not come to; the
// others' results stand.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluate, lines } from './outcome.mjs';

const root = new URL('../../', import.meta.url);

/**
 * @param {string} kernel
 * @param {string} dir of that run
 * @returns {{ files: string[], kept: string, seconds: number }} those to run, the results of the others, and what the run took
 */
export function lastRun(kernel, dir) {
  const file = join(dir, 'results');
  const results = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const { failed, skipped } = evaluate(kernel, '', 0, { late: false, console: '', results });
  const all = testFiles();
  // One file at a time: the last one of a run that was cut off is among the failed.
  const named = [...failed, ...skipped].map(({ name }) => fileOf(name));
  const strange = named.find((name) => !all.includes(name));
  if (strange !== undefined) throw new Error(`the last run on ${kernel}: ${strange}: run all of it`);
  const said = lines(results);
  const begun = new Set(said.flatMap((line) => ('file' in line ? [line.file] : [])));
  const files = all.filter((name) => named.includes(name) || !begun.has(name));
  if (files.length === 0) throw new Error(`nothing failed or was skipped in the last run on ${kernel}`);
  const others = said.filter((line) => 'file' in line || ('name' in line && !files.includes(fileOf(line.name))));
  return { files, kept: others.map((line) => `${JSON.stringify(line)}\n`).join(''), seconds: secondsOf(dir) };
}

/** What it took is beside its results. @param {string} dir */
function secondsOf(dir) {
  const file = join(dir, 'seconds');
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
}

/** @param {string} test */
const fileOf = (test) => test.split(' > ', 1)[0] ?? '';

function testFiles() {
  return readdirSync(new URL('packages/', root)).flatMap((name) => {
    const dir = `packages/${name}/test/kernel/`;
    const there = existsSync(new URL(dir, root)) ? readdirSync(new URL(dir, root)) : [];
    return there.filter((file) => file.endsWith('.test.ts')).map((file) => `${dir}${file}`);
  });
}
