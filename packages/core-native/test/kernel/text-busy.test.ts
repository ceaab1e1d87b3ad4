import { chmodSync, closeSync, copyFileSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Step } from '@forkexec/core-native';
import { Fifo } from '../fifo.js';
import { execve, hows, inEachMode, plan } from '../launcher.js';

const ATTEMPTS = 9; // launch.c

let dir: string;
let attempts: Fifo;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'forkexec-busy-'));
  attempts = new Fifo(dir, 'attempts');
  path = join(dir, 'true');
  copyFileSync('/bin/true', path);
  chmodSync(path, 0o755);
});
afterEach(async () => {
  await attempts.close();
  rmSync(dir, { recursive: true });
});

inEachMode({}, (launcher) => {
  /** Each attempt says so on its way. The launcher has the fifo open as well, so that it does not end between two. */
  async function begin() {
    const opened = attempts.opened();
    const fd = await launcher().call('open', attempts.path, 'w');
    await opened;
    const say: Step = { op: 'writeFile', path: attempts.path, data: '!', optional: false };
    return { fd, busy: plan(say, execve(path)) };
  }

  test.for(hows)('%s: a file that is open for writing is tried again until it is not', async (how) => {
    const { fd, busy } = await begin();
    const writer = openSync(path, 'r+');
    const running = launcher().run(busy, how);
    // A launch that has been given up comes first.
    expect(await Promise.race([attempts.take(2), running])).toBe('!!');
    closeSync(writer);
    expect(await running).toMatchObject({ code: 1, status: 0 });
    await launcher().call('close', fd);
  });

  test.for(hows)('%s: and not for ever', async (how) => {
    const { fd, busy } = await begin();
    const before = await launcher().call('state');
    const writer = openSync(path, 'r+');
    expect(await launcher().fail(busy, how)).toMatchObject({ code: 'ETXTBSY', syscall: 'execve', path, index: 1 });
    closeSync(writer);
    const after = await launcher().call('state');
    expect(after).toMatchObject({ children: [], masks: before.masks, ignored: before.ignored });
    await launcher().call('close', fd);
    expect(await attempts.rest()).toBe('!'.repeat(ATTEMPTS));
  });

  test('others are launched meanwhile', async () => {
    const { fd, busy } = await begin();
    const writer = openSync(path, 'r+');
    const running = launcher().run(busy, 'launch');
    expect(await attempts.take(1)).toBe('!');
    const others = Array.from({ length: 10 }, () => launcher().run(plan(execve('/bin/true')), 'launch'));
    expect((await Promise.all(others)).map(({ status }) => status)).toEqual(others.map(() => 0));
    closeSync(writer);
    await running.then(
      (exit) => expect(exit).toMatchObject({ code: 1, status: 0 }),
      (error) => expect(String(error)).toContain('ETXTBSY'),
    );
    await launcher().call('close', fd);
  });
});
