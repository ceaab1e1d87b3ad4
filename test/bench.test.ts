import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';

const bench = fileURLToPath(new URL('../bench/run.mjs', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'forkexec-bench-'));
afterAll(() => rmSync(dir, { recursive: true }));

const positive = expect.toSatisfy((n: unknown) => typeof n === 'number' && n > 0, 'a number above 0');
const spread = { median: positive, min: positive, max: positive };
const row = (id: string, more: object = {}) => ({
  row: id,
  memoryMiB: 4,
  ...Object.fromEntries(['x', 'floorUs', 'latencyUs', 'p99Us', 'blockedUs', 'perSecond'].map((name) => [name, spread])),
  ...more,
});
const oneCpu = { xOneCpu: spread, floorOneCpuUs: spread };

function run(...args: string[]) {
  return promisify(execFile)(process.execPath, [bench, ...args]);
}

// No numbers are tested: on a shared machine they would say more about the neighbours.
test('the benchmark measures every row beside its floor in C', { timeout: 60_000 }, async () => {
  const out = join(dir, 'results.json');
  const { stdout } = await run('--quick', '--memory', '4', '--out', out);
  const results = JSON.parse(readFileSync(out, 'utf8'));
  expect(results.rows).toEqual([
    expect.objectContaining(row('forkExec', oneCpu)),
    expect.objectContaining(row('startProcess', { ...oneCpu, busyUs: spread })),
    expect.objectContaining(row('startProcess32', { busyUs: spread })),
    expect.toSatisfy(measuredOrRefused),
    expect.objectContaining(row('spawnSync', oneCpu)),
    expect.objectContaining(row('spawn', { ...oneCpu, busyUs: spread })),
    expect.objectContaining(row('spawn32', { busyUs: spread })),
  ]);
  expect(Object.keys(results.calls)).toEqual(['plan', 'planNewuser', 'planEnv', 'encode', 'encodeEnv']);
  expect(results.machine).toMatchObject({ node: process.versions.node, cpus: positive });
  expect(results.foreignShare.median).toBeGreaterThanOrEqual(0);
  for (const name of ['startProcess, 32 in flight', 'node spawnSync', 'plan(): attributes to steps'])
    expect(stdout).toContain(name);
});

/** Where the machine forbids user namespaces, the row says so. */
function measuredOrRefused(result: { row: string; x?: unknown; problem?: string }) {
  return result.row === 'newuser' && (result.x !== undefined || /^clone|uid_map|setgroups/.test(result.problem ?? ''));
}

test('a size that is no number is refused before anything is measured', async () => {
  const failed = run('--memory', '50,lots');
  await expect(failed).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^--memory: expected a whole number from 1, got 'lots'/),
  });
});
