// The tarballs in a project of their own: they install offline, without a script, and launch.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {import('./pack.mjs').Packed} Packed */

/** What the programs print, however they load the package. */
const launches = `
  const { exitCode } = await (await startProcess('/bin/sh', ['sh', '-c', 'exit 3'], { sys: { setsid: true } })).wait();
  const { pidfd } = forkExec('/bin/true', ['true']);
  console.log(exitCode, pidfd > 2);`;
const names = 'forkExec, startProcess';

/** @type {Readonly<Record<string, string>>} */
const programs = {
  'by-import.mjs': `import { ${names} } from '@forkexec/exec';${launches}`,
  'by-require.cjs': `const { ${names} } = require('@forkexec/exec'); (async () => {${launches}})();`,
};

/**
 * @param {readonly Packed[]} packed
 * @param {string} project a folder that is not there yet
 */
export function tryTarballs(packed, project) {
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{"name":"project","private":true}\n');
  const options = ['--offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  run('npm', ['install', ...options, ...packed.map(({ file }) => file)], project);
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(project, name), text);
    expectOutput(run(process.execPath, [name], project), '3 true\n', name);
  }
  const command = join(project, 'node_modules', '.bin', 'forkexec');
  expectOutput(run(command, ['--setsid', '--', 'echo', 'launched'], project), 'launched\n', 'forkexec');
  expectOutput(run(command, ['--version'], project), `forkexec ${packed[0]?.version}\n`, 'forkexec --version');
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} cwd
 */
function run(command, args, cwd) {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

/**
 * @param {string} got
 * @param {string} wanted
 * @param {string} of
 */
function expectOutput(got, wanted, of) {
  if (got !== wanted) throw new Error(`${of} printed ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`);
}
