import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Mode } from './launcher.js';

const path = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

const environment = (mode: Mode) => ({
  ...process.env,
  NODE_OPTIONS: '',
  NODE_EXTRA_CA_CERTS: '',
  FORKEXEC_CHILD: mode,
});

/** Runs a program of test/fixtures to its end, which must be a good one, and returns the lines of JSON that it wrote. */
export function linesOfFixture(
  name: string,
  mode: Mode,
  args: readonly string[],
  options: { gid?: number } = {},
): unknown[] {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [path(name), ...args], {
    cwd: '/',
    env: environment(mode),
    encoding: 'utf8',
    ...options,
  });
  assert.deepEqual({ status, signal, stderr }, { status: 0, signal: null, stderr: '' });
  const lines = stdout.split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line));
}

/** Runs one to its end, and tells what that was. */
export async function endOfFixture(name: string, mode: Mode, args: readonly string[]) {
  const child = spawn(process.execPath, [path(name), ...args], { cwd: '/', env: environment(mode), stdio: 'inherit' });
  const [status, signal] = await once(child, 'exit');
  return { status: status as number | null, signal: signal as string | null };
}
