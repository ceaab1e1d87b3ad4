// Who installs the tarballs: none needs a script to run, and what is installed launches by import and by require.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runtimes } from '../../tools/runtimes/index.mjs';
import { ask, run } from './ask.mjs';
import { npmIn } from './npm.mjs';
import { byNpm, project } from './project.mjs';

/** @typedef {import('./ask.mjs').Command} Command */
/** @typedef {import('./rows.mjs').Row} Row */

/** Where tools/hosts is installed. */
export const hostModules = fileURLToPath(new URL('../../tools/hosts/node_modules', import.meta.url));
const node = process.execPath;

/** What is there stays as it is. */
export function installHosts() {
  if (existsSync(join(hostModules, 'yarn'))) return;
  // Not `npm ci`: pnpm 12 names a program for each platform, and a registry that lacks one makes every lockfile wrong to it.
  npmIn(join(hostModules, '..'), ['install', '--no-save']);
}

/** @returns {Row[]} */
export function installers() {
  const bun = runtimes().find(({ kind }) => kind === 'bun')?.path ?? 'bun';
  const pnp = join(hostModules, '@yarnpkg/cli-dist/bin/yarn.js');
  const pnpm = ['install', '--no-frozen-lockfile', '--prefer-offline'];
  return [
    installer('npm', byNpm, ['npm', '--version']),
    installer(
      'pnpm 10',
      [node, host('pnpm-10/bin/pnpm.cjs'), ...pnpm],
      [node, host('pnpm-10/bin/pnpm.cjs'), '--version'],
    ),
    installer(
      'pnpm 12',
      [node, host('pnpm-12/bin/pnpm.mjs'), ...pnpm],
      [node, host('pnpm-12/bin/pnpm.mjs'), '--version'],
    ),
    installer('yarn 1', [node, host('yarn/bin/yarn.js'), 'install'], [node, host('yarn/bin/yarn.js'), '--version']),
    installer('yarn 4', [node, pnp, 'install'], [node, pnp, '--version'], {
      '.yarnrc.yml': 'nodeLinker: node-modules\n',
    }),
    {
      ...installer('yarn 4, Plug’n’Play', [node, pnp, 'install'], [node, pnp, '--version'], {
        '.yarnrc.yml': 'nodeLinker: pnp\n',
      }),
      limits: {
        'smoke/require.cjs': 'Node looks for the imports of a required ES module without yarn’s hooks; import works',
      },
    },
    installer('bun', [bun, 'install'], [bun, '--version'], {}, bun),
  ];
}

/** @param {string} path */
function host(path) {
  return join(hostModules, path);
}

/**
 * @param {string} name
 * @param {Command} install
 * @param {Command} version
 * @param {Record<string, string>} [files]
 * @param {string} [needs] the program, where it is not of tools/hosts
 * @returns {Row}
 */
function installer(name, install, version, files = {}, needs = install[1] ?? '') {
  return {
    group: 'Installers',
    name,
    missing: () => (install[0] === 'npm' || existsSync(needs) ? undefined : 'needs tools/hosts'),
    run(room) {
      const dir = project(room.folder(`by ${name}`), room.packed, install, files);
      // The runtime hooks of Plug'n'Play, which `yarn node` sets: .pnp.cjs for require, the loader for import.
      const hooks = existsSync(join(dir, '.pnp.cjs'))
        ? ['--require', './.pnp.cjs', '--loader', './.pnp.loader.mjs']
        : [];
      return {
        version: run(version, dir).stdout.trim(),
        checks: ['exec.mjs', 'require.cjs'].flatMap((file) => ask([node, ...hooks, `smoke/${file}`], dir)),
      };
    },
  };
}
