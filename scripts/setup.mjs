// What `npm start` and `npm test` need before they can run: the dependencies installed, the packages built.
// Each is skipped while nothing changed since the last time, and is quiet unless it fails.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
/** Below packages/, each behind those that it depends on. */
export const packageNames = ['attrs', 'core-native', 'exec', 'cli'];
const packages = packageNames.map((name) => join(root, 'packages', name));

/** Installs the dependencies that the lockfile names. */
export function install() {
  const manifests = [root, ...packages].map((dir) => join(dir, 'package.json'));
  const inputs = hash([...manifests, join(root, 'pnpm-lock.yaml'), join(root, 'pnpm-workspace.yaml')]);
  const stamp = join(root, 'node_modules', '.forkexec-installed');
  if (isStamped(stamp, inputs)) return;
  say('installing the development dependencies');
  pnpm('install', '--frozen-lockfile');
  writeFileSync(stamp, inputs);
}

/** Builds the packages, TypeScript and addon, unless their sources are those of the last build. */
export function buildWhenChanged() {
  const stamp = join(root, 'node_modules', '.forkexec-built');
  const bundle = join(root, 'packages', 'cli', 'dist', 'forkexec.cjs');
  const outputs = [...packages.map((dir) => join(dir, 'dist', 'index.js')), bundle];
  const shared = ['pnpm-lock.yaml', 'tsconfig.base.json', 'tsconfig.package.json'].map((name) => join(root, name));
  const inputs = hash([...packages.flatMap(sourceFiles), ...shared]);
  if (outputs.every(existsSync) && isStamped(stamp, inputs)) return;
  build();
  writeFileSync(stamp, inputs);
}

/** Builds the packages; turbo and the native build each see for themselves what is up to date. */
export function build() {
  say('building');
  pnpm('run', 'build');
}

/** @param {readonly string[]} args */
function pnpm(...args) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { status, signal, error, output } = spawnSync('npx', ['-y', packageManager, ...args], {
    cwd: root,
    encoding: 'utf8',
    // CI: pnpm asks no questions. TURBO_TELEMETRY_DISABLED: nothing leaves this machine.
    env: { ...process.env, CI: 'true', TURBO_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
  });
  if (status === 0) return;
  process.stderr.write(output?.join('') ?? '');
  const why = error?.message ?? (signal ? `killed by ${signal}` : `exit status ${status}`);
  throw new Error(`\`npx -y ${packageManager} ${args.join(' ')}\` failed: ${why}`);
}

/** @param {string} dir */
function sourceFiles(dir) {
  const folders = ['src', 'native', 'scripts'].map((name) => join(dir, name)).filter(existsSync);
  const skipped = /^(build|tests)(\/|$)/;
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !skipped.test(file.slice(folder.length + 1))),
  );
  return [...files.toSorted(), join(dir, 'package.json'), join(dir, 'tsconfig.json')];
}

/** @param {readonly string[]} files */
function hash(files) {
  const sum = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  for (const file of files) sum.update(`\0${file.slice(root.length)}\0`).update(readFileSync(file));
  return sum.digest('hex');
}

/**
 * @param {string} stamp
 * @param {string} inputs
 */
function isStamped(stamp, inputs) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs;
}

/** @param {string} what */
function say(what) {
  process.stderr.write(`forkexec: ${what} …\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  install();
  buildWhenChanged();
}
