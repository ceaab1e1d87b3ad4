// Who runs a project's tests: the packages are launched from in there.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkRun, run } from './ask.mjs';
import { hostModules } from './installers.mjs';
import { byNpm, project } from './project.mjs';

/** @typedef {import('./ask.mjs').Command} Command */
/** @typedef {import('./rows.mjs').Row} Row */

const node = process.execPath;

/** @returns {Row[]} */
export function hosts() {
  const vitest = join(hostModules, 'vitest/vitest.mjs');
  const jest = join(hostModules, 'jest/bin/jest.js');
  /** @type {[string, string, Command][]} */
  const pools = ['forks', 'threads', 'vmThreads'].map((pool) => [
    `vitest, ${pool}`,
    vitest,
    [node, vitest, 'run', '--globals', `--pool=${pool}`, '--dir', 'smoke'],
  ]);
  return [
    ...pools.map(([name, file, command]) => hostRow(name, file, command, [node, vitest, '--version'])),
    hostRow(
      'jest',
      jest,
      [node, '--experimental-vm-modules', jest, '--testMatch', '**/smoke/host.test.js'],
      [node, jest, '--version'],
    ),
    hostRow('node --test', node, [node, '--test', 'smoke/host.test.js'], [node, '--version']),
  ];
}

/**
 * @param {string} name
 * @param {string} needs
 * @param {Command} command
 * @param {Command} version
 * @returns {Row}
 */
function hostRow(name, needs, command, version) {
  return {
    group: 'Test runners',
    name,
    missing: () => (existsSync(needs) ? undefined : 'needs tools/hosts'),
    run(room) {
      const dir = project(room.folder(`in ${name}`), room.packed, byNpm);
      // "type": "module", as the file is written.
      run(['npm', 'pkg', 'set', 'type=module'], dir);
      return {
        version:
          run(version, dir)
            .stdout.trim()
            .split('\n')[0]
            ?.replace(/^(?:vitest\/|v)/, '')
            .split(' ')[0] ?? '',
        checks: [checkRun('a process is launched', command, dir)],
      };
    },
  };
}
