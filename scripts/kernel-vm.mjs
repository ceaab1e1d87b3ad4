// `pnpm test:kernels [5.10|6.1|6.12 …] [--again | arguments of vitest]`: the kernel tests of the packages in emulated machines with
// Debian's kernels. A whole run is written down in docs/kernel-support.md. `--again` runs the files in which something failed or was
// skipped the last time, or that it did not come to, and makes the whole of them and of what the others came to then.
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { lastRun } from './kernel-vm/again.mjs';
import { initramfs, repositoryImage } from './kernel-vm/image.mjs';
import { fetchKernel, kernels } from './kernel-vm/kernels.mjs';
import { boot, chooseAccelerator } from './kernel-vm/machine.mjs';
import { needed } from './kernel-vm/needed.mjs';
import { evaluate } from './kernel-vm/outcome.mjs';
import { record } from './kernel-vm/record.mjs';
import { systemImage } from './kernel-vm/system.mjs';
import { build, install, root } from './setup.mjs';

/** @import { Outcome } from './kernel-vm/outcome.mjs' */

const NOT_RUN = 'not run';
const MINUTES = Number(process.env['FORKEXEC_VM_MINUTES'] ?? 60);
const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'forkexec-kernels');

const given = process.argv.slice(2).filter((arg, i) => arg !== '--' || i > 1); // pnpm hands the first one on
const first = given.findIndex((arg) => !kernels.includes(arg));
const again = given[first] === '--again';
const args = first === -1 || again ? [] : given.slice(first);
const names = first === 0 || given.length === 0 ? kernels : given.slice(0, first === -1 ? undefined : first);

try {
  needed();
  install();
  build();
  mkdirSync(cache, { recursive: true });
  const system = systemImage(cache);
  /** @type {Outcome[]} */
  const outcomes = [];
  for (const name of names) outcomes.push(await testOn(name, system).catch((error) => notRun(name, error)));
  print(outcomes);
  if (args.length === 0) record(outcomes.filter(({ accelerator }) => accelerator !== NOT_RUN));
  if (outcomes.some(({ failed }) => failed.length > 0)) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/**
 * @param {string} name
 * @param {string} system its image
 */
async function testOn(name, system) {
  const last = join(cache, `last-${name}`);
  const before = again ? lastRun(name, last) : { files: args, kept: '', seconds: 0 };
  const dir = mkdtempSync(join(cache, `run-${name}-`));
  const repository = join(dir, 'repository.img');
  const kernel = fetchKernel(name, cache);
  const ram = join(dir, 'initramfs.gz');
  initramfs(kernel.modules, ram);
  const machine = { kernel, initramfs: ram, dir };
  const by = await chooseAccelerator(machine);
  console.log(`forkexec: Linux ${name} (${by}): at most ${MINUTES} minutes …`);
  const begin = Date.now();
  const ended = await bootWith(before.files, repository, {
    ...machine,
    accelerator: by,
    disks: [system, repository],
    append: by === 'tcg' ? 'forkexec.emulated' : '',
    timeout: MINUTES * 60_000,
  });
  const seconds = Math.round((Date.now() - begin) / 1000) + before.seconds;
  const results = `${before.kept}${ended.results}`;
  writeFileSync(join(dir, 'results'), results);
  writeFileSync(join(dir, 'seconds'), `${seconds}`);
  const outcome = evaluate(name, by, seconds, { ...ended, results });
  for (const { name: test, text } of outcome.failed) console.log(`FAILED  ${test}\n${text.replace(/^/gm, '        ')}`);
  rmSync(last, { recursive: true, force: true });
  renameSync(dir, last);
  if (outcome.failed.length > 0) console.log(`what the machine printed: ${join(last, 'console.log')}`);
  return outcome;
}

/**
 * The repository's image is large, and gone afterwards in any case.
 * @param {readonly string[]} files or other arguments of vitest
 * @param {string} repository
 * @param {Parameters<typeof boot>[0]} machine
 */
async function bootWith(files, repository, machine) {
  try {
    repositoryImage(root, files, repository);
    return await boot(machine);
  } finally {
    rmSync(repository, { force: true });
  }
}

/**
 * A kernel that could not be fetched or booted is a failure of its own, and no reason to lose what the others gave.
 * @param {string} kernel
 * @param {unknown} error
 * @returns {Outcome}
 */
function notRun(kernel, error) {
  console.error(error);
  const failed = [{ name: 'the machine', text: String(error) }];
  return { kernel, release: kernel, accelerator: NOT_RUN, seconds: 0, passed: 0, failed, skipped: [] };
}

/** @param {readonly Outcome[]} outcomes */
function print(outcomes) {
  for (const { release, skipped } of outcomes) {
    if (skipped.length > 0) console.log(`\nskipped on ${release}:`);
    for (const { name, text } of skipped) console.log(`  ${name}: ${text}`);
  }
  console.log(
    `\n${'kernel'.padEnd(30)}${'passed'.padStart(8)}${'failed'.padStart(8)}${'skipped'.padStart(9)}${'time'.padStart(8)}`,
  );
  for (const { release, accelerator: by, passed, failed, skipped, seconds } of outcomes) {
    const numbers = [passed, failed.length].map((n) => `${n}`.padStart(8)).join('');
    console.log(
      `${release.padEnd(30)}${numbers}${`${skipped.length}`.padStart(9)}${`${seconds} s`.padStart(8)}  ${by}`,
    );
  }
}
