// The packages as npm gets them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageNames, root } from '../setup.mjs';

/**
 * @typedef {object} Packed
 * @property {string} name `@forkexec/exec`
 * @property {string} version
 * @property {string} file the tarball
 */

/**
 * Packs what is built, each package behind those that it depends on. The same tree gives the same bytes.
 * @param {string} into a folder; made if it is not there
 * @param {string} [tree] a clone of the repository
 * @returns {Packed[]}
 */
export function packAll(into, tree = root) {
  mkdirSync(into, { recursive: true });
  const { packageManager } = manifest(tree);
  const pnpm = ['-y', packageManager, '--recursive', '--filter=./packages/*', 'pack', '--pack-destination', into];
  execFileSync('npx', pnpm, { cwd: tree, stdio: ['ignore', 'ignore', 'inherit'] });
  return packageNames.map((folder) => {
    const { name, version } = manifest(join(tree, 'packages', folder));
    return { name, version, file: join(into, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`) };
  });
}

/**
 * The files of a tarball, below `package/`.
 * @param {string} tarball
 */
export function filesOf(tarball) {
  const names = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
  return names.map((name) => name.replace(/^package\//, '')).toSorted();
}

/** @param {string} dir */
export function manifest(dir) {
  return JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
}
