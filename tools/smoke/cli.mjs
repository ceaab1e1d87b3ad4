import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { check, report, same } from './checks.mjs';

const require = createRequire(import.meta.url);
const command = join(dirname(require.resolve('@forkexec/cli/package.json')), 'bin/forkexec.js');
/** The runtime that runs this, with the options it needs. @type {[string, ...string[]]} */
const [runtime, ...options] = JSON.parse(process.env['SMOKE_RUNTIME'] ?? JSON.stringify([process.execPath]));

/** @param {...string} args */
function forkexec(...args) {
  const { status, stdout, stderr } = spawnSync(runtime, [...options, command, ...args], { encoding: 'utf8' });
  return [status, stdout, stderr];
}

await check('forkexec plan', () => {
  const [status, stdout] = forkexec('plan', '--setsid', '--', '/bin/sh');
  same([status, String(stdout).includes('setsid')], [0, true]);
});
await check('forkexec run: output and exit status', () => {
  same(forkexec('--setsid', '--', '/bin/sh', '-c', 'echo out; exit 3'), [3, 'out\n', '']);
});
await check('forkexec: one line about what failed', () => {
  const [status, , stderr] = forkexec('-w', '/no/such', '--', '/bin/true');
  same([status, String(stderr).startsWith('forkexec: chdir /no/such: ENOENT')], [125, true]);
});
report();
