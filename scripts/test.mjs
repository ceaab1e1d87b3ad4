// `npm test`: set-up and build, the static checks, then vitest. `npm test -- <args>` hands the arguments to vitest.
// The last line is always `N passed, N failed, N skipped`: every test and every static check counts as one.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, install, root } from './setup.mjs';

/** @typedef {import('./summary-reporter.mjs').Summary} Summary */

const node = process.execPath;
/** @type {readonly (readonly [name: string, command: string, ...args: string[]])[]} */
const checks = [
  ['format', 'biome', 'format'],
  ['lint', 'oxlint', '--type-aware', '--deny-warnings'],
  ['dead code', 'knip', '--no-progress', '--no-config-hints'],
  ['ops.gen.h is generated from ops.ts', node, 'packages/core-native/scripts/gen-ops.mjs', '--check'],
  ['types', 'tsc', '-b'],
  ['the child needs no libc, the addon no library', node, 'packages/core-native/scripts/check-native.mjs'],
];

/** @type {Summary} */
const total = { passed: 0, failed: 0, skipped: [] };
try {
  install();
  build();
  for (const [name, command, ...args] of checks) {
    const ok = check(name, command, args);
    total[ok ? 'passed' : 'failed']++;
  }
  const tests = vitest(process.argv.slice(2));
  total.passed += tests.passed;
  total.failed += tests.failed;
  total.skipped = tests.skipped;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  total.failed++;
}
report();

/**
 * @param {string} name
 * @param {string} command
 * @param {readonly string[]} args
 */
function check(name, command, args) {
  const { status, error, output } = spawnSync(command, args, { ...spawning(), encoding: 'utf8', maxBuffer: 1 << 28 });
  console.log(`${status === 0 ? 'ok' : 'FAILED'}  ${name}`);
  if (status === 0) return true;
  console.log(error?.message ?? output.join(''));
  return false;
}

/**
 * @param {readonly string[]} args
 * @returns {Summary}
 */
function vitest(args) {
  const file = join(root, 'node_modules', '.forkexec-tests.json');
  rmSync(file, { force: true });
  const reporters = ['--reporter=default', '--reporter=./scripts/summary-reporter.mjs'];
  const options = spawning({ FORKEXEC_TEST_SUMMARY: file });
  const { status } = spawnSync('vitest', ['run', ...reporters, ...args], { ...options, stdio: 'inherit' });
  if (!existsSync(file)) throw new Error('vitest ended without a summary');
  /** @type {Summary} */
  const summary = JSON.parse(readFileSync(file, 'utf8'));
  // Coverage thresholds, unhandled errors: nothing that fails vitest may go uncounted.
  if (status !== 0 && summary.failed === 0) summary.failed = 1;
  return summary;
}

/** @param {Record<string, string>} [env] */
function spawning(env) {
  const path = `${join(root, 'node_modules', '.bin')}:${process.env['PATH']}`;
  return { cwd: root, env: { ...process.env, PATH: path, ...env } };
}

function report() {
  if (total.skipped.length > 0) console.log('\nskipped:');
  for (const { name, reason } of total.skipped) console.log(`  ${name}: ${reason}`);
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped.length} skipped`);
  if (total.failed > 0) process.exitCode = 1;
}
