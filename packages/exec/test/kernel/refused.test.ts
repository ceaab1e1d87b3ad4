import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const program = fileURLToPath(new URL('../fixtures/programs/refused.mjs', import.meta.url));

/** The processes that a program's calls made: threads are clones as well. */
function processesOf(args: readonly string[]): string[] {
  const dir = mkdtempSync(join(tmpdir(), 'forkexec-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const trace = join(dir, 'trace');
  const traced = ['-f', '-o', trace, '-e', 'trace=clone,clone3,fork,vfork', process.execPath, ...args];
  const { status, stderr } = spawnSync('strace', traced, { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return readFileSync(trace, 'utf8')
    .split('\n')
    .filter((line) => /\b(clone3?|v?fork)\(/.test(line) && !line.includes('CLONE_THREAD'));
}

test('what cannot be meant is refused by name', () => {
  const { status, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
});

test('before any clone', ({ skip }) => {
  const works = spawnSync('strace', ['-f', 'true'], { stdio: 'ignore' }).status === 0;
  skip(!works, 'needs strace, and leave to trace: whether no process was made');
  expect(processesOf([program])).toEqual([]);
  // And it would have been seen.
  expect(processesOf([program, 'launch'])).not.toEqual([]);
});
