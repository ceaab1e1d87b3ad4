import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Fifo } from '../fifo.js';
import { notRoot } from '../privileges.js';

test('two copies of the addon in one process have one guard', async ({ skip }) => {
  const why = notRoot();
  skip(why !== undefined, why);
  const dir = mkdtempSync(join(tmpdir(), 'forkexec-copies-'));
  chmodSync(dir, 0o755);
  const [one, other] = [new Fifo(dir, 'one'), new Fifo(dir, 'other')];
  const fixture = fileURLToPath(new URL('../fixtures/two-copies.mjs', import.meta.url));
  // With a group of its own it shows whether it is dumpable: guard.test.ts. In the fork mode nothing needs the guard, and
  // in the vfork mode a launcher that waits would keep the main thread.
  const child = spawn(process.execPath, [fixture, dir], {
    env: { ...process.env, FORKEXEC_CHILD: 'vm' },
    gid: 12345,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const expectNext = async (station: string, copies: number, dumpable: boolean) =>
      expect(JSON.parse((await lines.next()).value ?? 'null')).toEqual({ station, copies, dumpable });
    await expectNext('before', 0, true);
    await one.take(1);
    await expectNext('both under way, or about to be', 2, false);
    await other.take(1);
    await one.rest();
    await expectNext('the first is over', 2, false);
    await expectNext('another of the first is over', 2, false);
    const exited = once(child, 'exit');
    await other.rest();
    await expectNext('the second is over', 2, true);
    expect(await exited).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
    await Promise.all([one.close(), other.close()]);
    rmSync(dir, { recursive: true });
  }
});
