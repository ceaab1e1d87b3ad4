// The packages' own tests, run by vitest against what the tarballs hold: a tree whose packages/ are unpacked tarballs, with
// the tests beside them and nothing of the workspace's src/ or dist/.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { runtimes } from '../../tools/runtimes/index.mjs';
import { root } from '../setup.mjs';
import { run } from './ask.mjs';

/** @typedef {import('./rows.mjs').Row} Row */
/** @typedef {import('./rows.mjs').Room} Room */

/** @returns {Row[]} */
export function suites() {
  const found = runtimes().filter(({ kind }) => kind === 'node');
  return found.map(({ name, path }) => ({
    group: 'Tests of the packages',
    name: `${name}, vitest`,
    missing: () => undefined,
    run: (room) => ({ version: run([path, '--version'], root).stdout.trim().slice(1), checks: suite(room, path) }),
  }));
}

/**
 * @param {Room} room
 * @param {string} node
 */
function suite(room, node) {
  const dir = tree(room);
  const projects = room.full ? [] : ['--project', 'unit'];
  const command = /** @type {const} */ ([node, 'node_modules/vitest/vitest.mjs', 'run', ...projects, 'packages']);
  const { ok, stdout, stderr, said } = run(command, dir, {}, room.full ? 3_600_000 : 600_000);
  const count = /Tests {2}(.*?) \(\d+\)/.exec(stripVTControlCharacters(stdout))?.[1] ?? '';
  return [{ name: room.full ? 'all' : 'those that start no process', ok, said: ok ? count : failures(stderr, said) }];
}

/**
 * Which tests failed, each once; what was said last where none did.
 * @param {string} stderr of vitest
 * @param {string} said
 */
function failures(stderr, said) {
  const names = [...stripVTControlCharacters(stderr).matchAll(/^ *FAIL +(.*)$/gm)].map(([, name]) => name);
  return names.length === 0 ? said : `${[...new Set(names)].join('\n')}\n${said}`;
}

/** @param {Room} room */
function tree(room) {
  const dir = room.folder('suite');
  const config = join(dir, 'vitest.config.mjs');
  if (existsSync(config)) return dir;
  for (const { name, file } of room.packed) {
    const short = name.replace(/^.*\//, '');
    const folder = join(dir, 'packages', short);
    mkdirSync(folder, { recursive: true });
    execFileSync('tar', ['-xzf', file, '--strip-components=1', '-C', folder]);
    const own = join(root, 'packages', short);
    // Generators are tested, too, and are not in every package.
    for (const part of ['test', 'scripts']) {
      if (existsSync(join(own, part)) && !existsSync(join(folder, part))) {
        cpSync(join(own, part), join(folder, part), { recursive: true });
      }
    }
    linkModules(join(own, 'node_modules'), join(folder, 'node_modules'), dir);
  }
  cpSync(join(root, 'packages/core-native/native/tests'), join(dir, 'packages/core-native/native/tests'), {
    recursive: true,
  });
  linkModules(join(root, 'node_modules'), join(dir, 'node_modules'), dir);
  // What tests compare with or start, and the runtimes, which are too many to copy.
  for (const part of ['docs', 'examples', 'scripts', 'test', 'README.md', 'package.json'])
    cpSync(join(root, part), join(dir, part), { recursive: true });
  symlinkSync(join(root, 'tools'), join(dir, 'tools'));
  writeFileSync(config, vitestConfig);
  return dir;
}

/** What the tests are written against is src/; here it is what was made of it. */
const vitestConfig = `
const kernel = 'packages/*/test/kernel/**/*.test.ts';
const alias = [{ find: /^(\\..*)\\/src\\/(.*)$/, replacement: '$1/dist/$2' }];
const project = (name, test) => ({ resolve: { alias }, test: { name, testTimeout: 60_000, hookTimeout: 60_000, ...test } });
export default {
  test: {
    pool: 'forks',
    projects: [
      project('unit', { include: ['packages/*/test/**/*.test.ts'], exclude: [kernel], maxWorkers: 2, sequence: { groupOrder: 0 } }),
      project('kernel', { include: [kernel], maxWorkers: 1, sequence: { groupOrder: 1 } }),
    ],
  },
};
`;

/**
 * The development dependencies where they are; our own packages are those of the tree.
 * @param {string} from
 * @param {string} to
 * @param {string} dir of the tree
 */
function linkModules(from, to, dir) {
  if (!existsSync(from)) return;
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (name === '@forkexec') {
      mkdirSync(join(to, name));
      for (const own of readdirSync(join(from, name))) symlinkSync(join(dir, 'packages', own), join(to, name, own));
    } else symlinkSync(join(from, name), join(to, name));
  }
}
