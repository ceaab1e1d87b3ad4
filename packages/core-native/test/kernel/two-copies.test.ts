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
  const gate = new Fifo(dir, 'gate');
  const fixture = fileURLToPath(new URL('../fixtures/two-copies.mjs', import.meta.url));
  // With a group of its own it shows whether it is dumpable: guard.test.ts. In the fork mode nothing needs the guard, and
  // in the vfork mode a launcher that waits would keep the main thread.
  const child = spawn(process.execPath, [fixture, dir, gate.path], {
    env: { ...process.env, FORKEXEC_CHILD: 'vm' },
    gid: 12345,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const next = async () => JSON.parse((await lines.next()).value ?? 'null');
    await gate.take(1);
    expect(await next()).toEqual({ copies: 2, seen: [true, false, false, false] });
    const exited = once(child, 'exit');
    await gate.rest();
    expect(await next()).toEqual({ after: true });
    expect(await exited).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
    await gate.close();
    rmSync(dir, { recursive: true });
  }
});
