// What runs JavaScript: the runtimes of tools/runtimes, and those of tools/runtimes/foreign by their rigs.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compilers } from '../../packages/core-native/scripts/compilers.mjs';
import { root as core, shipped } from '../../packages/core-native/scripts/native-sources.mjs';
import { install, runtimes } from '../../tools/runtimes/index.mjs';
import { muslLibraries, noMusl } from './musl.mjs';
import { npmIn } from './npm.mjs';

/** @typedef {import('./ask.mjs').Command} Command */
/** @typedef {import('./rows.mjs').Room} Room */

/**
 * @typedef {object} Platform
 * @property {string} name
 * @property {Command} command to which the program is added
 * @property {() => string | undefined} missing
 * @property {(room: Room) => Record<string, string>} [env]
 * @property {Readonly<Record<string, string>>} [limits]
 */

/**
 * Bun and Deno have a node:child_process of their own making, which cannot be started by us.
 * @param {string} runtime
 */
function withoutNode(runtime) {
  const why = `${runtime}’s node:child_process is of its own making; startProcess, run and spawnSync work`;
  return { 'child_process: import': why, 'spawn: output, exit and close': why };
}

const foreign = fileURLToPath(new URL('../../tools/runtimes/foreign', import.meta.url));
const names = ['Node 20', 'Node 22', 'Node 24', 'Node 26', 'Bun', 'Deno'];

/** What is there stays as it is. npm installs what is not for this machine only with --force. */
export function installRuntimes() {
  if (runtimes().length < names.length) install();
  if (existsSync(join(foreign, 'node_modules', 'node-26'))) return;
  npmIn(foreign, ['ci', '--force']);
}

/** The binaries of the other machines, which are shipped and which an ordinary build leaves out. */
export function buildShipped() {
  for (const arch of shipped.filter((one) => one !== process.arch && hasCompilers(one))) {
    const build = [join(core, 'scripts', 'build-native.mjs'), '--arch', arch];
    execFileSync(process.execPath, build, { stdio: ['ignore', 'ignore', 'inherit'] });
  }
}

/** @param {string} arch */
function hasCompilers(arch) {
  try {
    compilers(arch);
    return true;
  } catch {
    return false; // Debian's cross compiler is not installed
  }
}

/** @returns {Platform[]} */
export function platforms() {
  const there = new Map(runtimes().map((runtime) => [runtime.name, runtime]));
  const own = names.map((name) => {
    const runtime = there.get(name);
    const options = runtime?.kind === 'deno' ? ['run', '--allow-all', '--node-modules-dir=manual'] : [];
    /** @type {Command} */
    const command = [runtime?.path ?? name, ...options];
    const limits = name === 'Bun' || name === 'Deno' ? withoutNode(name) : {};
    return { name, command, limits, missing: () => (runtime ? undefined : 'needs npm run runtimes') };
  });
  const arm64 = ['20', '22', '24', '26'].map(nodeOnArm64);
  return [{ name: 'this', command: [process.execPath], missing: () => undefined }, ...own, bunOnMusl(), ...arm64];
}

/** @returns {Platform} */
function bunOnMusl() {
  const bun = join(foreign, 'node_modules', 'bun-musl', 'bin', 'bun');
  return {
    name: 'Bun, musl',
    command: [bun],
    missing: () => (existsSync(bun) ? noMusl() : 'needs tools/runtimes/foreign'),
    limits: withoutNode('Bun'),
    env: (room) => ({ LD_LIBRARY_PATH: muslLibraries(room.folder('musl')) }),
  };
}

/**
 * @param {string} version
 * @returns {Platform}
 */
function nodeOnArm64(version) {
  const node = join(foreign, 'node_modules', `node-${version}`, 'bin', 'node');
  const emulator = 'qemu-aarch64-static';
  const root = '/usr/aarch64-linux-gnu';
  return {
    name: `Node ${version}, arm64`,
    command: [emulator, '-L', root, node],
    missing() {
      if (!existsSync(node)) return 'needs tools/runtimes/foreign';
      if (!existsSync(join(core, 'prebuilds/linux-arm64/core-native.node'))) return 'needs g++-aarch64-linux-gnu';
      const found = existsSync(root) && spawnSync(emulator, ['--version'], { stdio: 'ignore' }).status === 0;
      return found ? undefined : 'needs qemu-user-static and libc6-arm64-cross';
    },
    limits: { 'user namespace': 'qemu-user refuses clone(2) with a namespace: EINVAL' },
  };
}
