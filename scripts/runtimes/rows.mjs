// The rows of docs/runtimes.md: what each is called, and what is run in it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ask, run } from './ask.mjs';
import { bundlers } from './bundlers.mjs';
import { hosts } from './hosts.mjs';
import { installers } from './installers.mjs';
import { platforms } from './platforms.mjs';
import { suites } from './suites.mjs';

/** @typedef {import('./ask.mjs').Checked} Checked */
/** @typedef {import('./ask.mjs').Command} Command */
/** @typedef {import('../release/pack.mjs').Packed} Packed */

/**
 * What rows are made of.
 * @typedef {object} Room
 * @property {readonly Packed[]} packed
 * @property {() => string} project with the packages, installed by npm
 * @property {(name: string) => string} folder of its own
 * @property {boolean} full the tests with real processes, too
 */

/**
 * @typedef {object} Row
 * @property {string} group a table of the page
 * @property {string} name
 * @property {() => string | undefined} missing why it cannot be run here
 * @property {(room: Room) => { version?: string, checks: Checked[] }} run
 * @property {Readonly<Record<string, string>>} [limits] checks that cannot pass there, and why
 */

/** @returns {Row[]} */
export function rows() {
  return [...platforms().map(platformRow), ...installers(), ...hosts(), ...bundlers(), ...suites()];
}

const programs = ['attrs.mjs', 'core-native.mjs', 'exec.mjs', 'cli.mjs', 'require.cjs', 'worker.mjs'];

/** @param {string} dir */
function programsFor(dir) {
  const dropIn = join(dir, 'node_modules/@forkexec/exec/dist/child_process.js');
  return existsSync(dropIn) ? [...programs, 'child-process.mjs'] : programs;
}

/**
 * @param {import('./platforms.mjs').Platform} platform
 * @returns {Row}
 */
function platformRow({ name, missing, command, env, limits }) {
  return {
    group: 'Runtimes',
    name,
    missing,
    ...(limits && { limits }),
    run(room) {
      const dir = room.project();
      const given = { ...env?.(room), SMOKE_RUNTIME: JSON.stringify(command) };
      const { stdout } = run([...command, 'smoke/version.mjs'], dir, given);
      return {
        version: stdout.trim(),
        checks: programsFor(dir).flatMap((program) => ask([...command, `smoke/${program}`], dir, given)),
      };
    },
  };
}
