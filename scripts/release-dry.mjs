// `pnpm release:dry`: everything of a release but the upload, in a clone of what is committed. The result is in
// build/release: the tarballs, the binaries, SHA256SUMS of both, and the bill of materials.
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { budgets } from './release/budgets.mjs';
import { filesOf, manifest, packAll } from './release/pack.mjs';
import { sbom, sums } from './release/sbom.mjs';
import { straysOf } from './release/strays.mjs';
import { tryTarballs } from './release/try.mjs';
import { packageNames, root } from './setup.mjs';

/** @typedef {import('./release/pack.mjs').Packed} Packed */

const result = join(root, 'build', 'release');
const room = mkdtempSync(join(tmpdir(), 'forkexec-release-'));
const tree = join(room, 'tree');

try {
  step('clone', clone);
  step('install', () => pnpm('install', '--frozen-lockfile', '--prefer-offline'));
  step('version', version);
  step('build', () => pnpm('run', 'build'));
  step('prebuilds, each twice', () => run(process.execPath, ['scripts/prebuilds.mjs', '--check']));
  const packed = step('pack', () => packAll(result, tree));
  step('check the tarballs', () => packed.forEach(check));
  step('install and launch', () => tryTarballs(packed, join(room, 'project')));
  step('SBOM, SHA256SUMS', () => describe(packed));
  console.log(`\n${packed.map(({ name, version: v }) => `${name} ${v}`).join(', ')}\nin ${result}:`);
  for (const name of readdirSync(result)) console.log(`  ${name}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(room, { recursive: true, force: true });
}

/** What is released is what is committed. */
function clone() {
  const changed = execFileSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' });
  if (changed !== '') throw new Error(`not committed:\n${changed}`);
  // Without the slash at its end: safe.directory has the repository's path as it was asked for (.ci/trust-checkout).
  const from = resolve(root);
  execFileSync('git', ['-c', 'advice.detachedHead=false', 'clone', '--quiet', '--no-hardlinks', from, tree], {
    stdio: 'inherit',
  });
  rmSync(result, { recursive: true, force: true });
  mkdirSync(result, { recursive: true });
}

/** Versions and changelogs from the changesets; nothing where a commit has done that already. */
function version() {
  const noted = readdirSync(join(tree, '.changeset')).filter((name) => name.endsWith('.md') && name !== 'README.md');
  if (noted.length > 0) {
    // A changelog names the commit of each change. In a clone of a shallow clone changesets would look for them for ever.
    if (existsSync(join(tree, '.git', 'shallow'))) {
      throw new Error('this is a shallow clone, and the changelogs name commits: git fetch --unshallow');
    }
    run(join(tree, 'node_modules', '.bin', 'changeset'), ['version']);
  }
  const versions = new Set(packageNames.map((name) => manifest(join(tree, 'packages', name)).version));
  if (versions.size !== 1 || versions.has('0.0.0')) throw new Error(`not one version: ${[...versions].join(', ')}`);
}

/** @param {Packed} packed */
function check({ name, file }) {
  run(join(tree, 'node_modules', '.bin', 'publint'), ['--strict', file]);
  run(join(tree, 'node_modules', '.bin', 'attw'), ['--profile', 'esm-only', file]);
  const { size } = statSync(file);
  const budget = budgets[name.replace(/^.*\//, '')] ?? 0;
  if (size > budget) throw new Error(`${name} has ${size} bytes, and may have ${budget}: scripts/release/budgets.mjs`);
  const strays = straysOf(filesOf(file));
  if (strays.length > 0) throw new Error(`${name} has files of no source: ${strays.join(', ')}`);
}

/** @param {readonly Packed[]} packed */
function describe(packed) {
  const core = join(tree, 'packages', 'core-native');
  const tarball = packed.find(({ name }) => name === '@forkexec/core-native');
  const binaries = filesOf(tarball?.file ?? '').filter((file) => file.endsWith('.node'));
  if (binaries.length !== 2) throw new Error(`not every binary is there: ${binaries.join(', ')}`);
  const copies = binaries.map((file) => {
    const copy = join(result, `${basename(dirname(file))}-${basename(file)}`);
    copyFileSync(join(core, file), copy);
    return copy;
  });
  const time = execFileSync('git', ['show', '--no-patch', '--format=%cI', 'HEAD'], { cwd: tree, encoding: 'utf8' });
  const inPackage = binaries.map((file) => join(core, file));
  const bill = sbom(packed, inPackage, tree, new Date(time.trim()).toISOString());
  const file = join(result, 'sbom.cdx.json');
  writeFileSync(file, `${JSON.stringify(bill, undefined, 2)}\n`);
  writeFileSync(join(result, 'SHA256SUMS'), sums([...packed.map((one) => one.file), ...copies, file]));
  execFileSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: result, stdio: 'inherit' });
}

/** @param {readonly string[]} args */
function pnpm(...args) {
  run('npx', ['-y', manifest(tree).packageManager, ...args]);
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
function run(command, args) {
  const env = { ...process.env, CI: 'true', TURBO_TELEMETRY_DISABLED: '1' };
  const options = { cwd: tree, env, encoding: /** @type {const} */ ('utf8'), maxBuffer: 1 << 28 };
  try {
    execFileSync(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout, stderr } = /** @type {{ stdout?: string, stderr?: string }} */ (error);
    const said = `${stdout ?? ''}${stderr ?? ''}`;
    throw new Error(`${basename(command)} ${args.join(' ')} failed:\n${said}`, { cause: error });
  }
}

/**
 * @template T
 * @param {string} name
 * @param {() => T} work
 */
function step(name, work) {
  const start = performance.now();
  const value = work();
  console.log(`ok  ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  return value;
}
