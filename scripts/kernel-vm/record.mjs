// The last whole run on each kernel, kept in docs/kernel-runs.json; gen-docs makes the table of kernel-support.md from it.
import { readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** @import { Outcome } from './outcome.mjs' */

/**
 * @typedef {object} Run
 * @property {string} release
 * @property {string} date
 * @property {string} accelerator
 * @property {number} seconds
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {Record<string, number>} why they were skipped: how many for each reason
 */

const file = new URL('../../docs/kernel-runs.json', import.meta.url);

/** @returns {Record<string, Run>} by the kernel's short name */
export function runs() {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** @param {Outcome['skipped']} skipped */
function reasons(skipped) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const { text } of skipped) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
}

/** @param {readonly Outcome[]} outcomes */
export function record(outcomes) {
  const all = runs();
  const date = new Date().toISOString().slice(0, 10);
  for (const { kernel, release, accelerator, seconds, passed, failed, skipped } of outcomes) {
    const counts = { passed, failed: failed.length, skipped: skipped.length };
    all[kernel] = { release, date, accelerator, seconds, ...counts, why: reasons(skipped) };
  }
  writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
  const script = fileURLToPath(new URL('../gen-docs.mjs', import.meta.url));
  spawnSync(process.execPath, [script], { stdio: 'inherit' });
}
