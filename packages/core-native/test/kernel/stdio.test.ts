import { closeSync, readFileSync, readlinkSync, readSync, writeSync } from 'node:fs';
import { readdirSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { StdioFds } from '@forkexec/core-native';

const sockets = () =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith('socket:');
    } catch {
      return false; // the one that reads the list
    }
  });

const isCloexec = (fd: number) =>
  (Number.parseInt(/flags:\s*(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))![1]!, 8) & 0o2000000) !== 0;

function opened(pairs: number, devNull: boolean): StdioFds {
  const fds = StdioFds.open(pairs, devNull);
  if (typeof fds === 'number') throw new Error(`errno ${fds}`);
  return fds;
}

test('pairs that are connected, and /dev/null, all close-on-exec', () => {
  const fds = opened(2, true);
  for (const pair of [0, 1]) {
    writeSync(fds.ours(pair), `to ${pair}`);
    const buffer = Buffer.alloc(16);
    expect(buffer.toString('utf8', 0, readSync(fds.theirs(pair), buffer))).toBe(`to ${pair}`);
  }
  expect(readlinkSync(`/proc/self/fd/${fds.devNull}`)).toBe('/dev/null');
  const all = [fds.ours(0), fds.theirs(0), fds.ours(1), fds.theirs(1), fds.devNull];
  expect(all.map(isCloexec)).toEqual([true, true, true, true, true]);
  fds.close();
  for (const fd of all) expect(() => readlinkSync(`/proc/self/fd/${fd}`)).toThrow('ENOENT');
});

test('what was given away stays open', () => {
  const fds = opened(1, false);
  const ours = fds.ours(0);
  const theirs = fds.theirs(0);
  fds.gaveAway(0);
  fds.close();
  expect(readlinkSync(`/proc/self/fd/${ours}`)).toContain('socket:');
  expect(() => readlinkSync(`/proc/self/fd/${theirs}`)).toThrow('ENOENT');
  closeSync(ours);
});

test('a worker that ends before it has given them away leaves none', async () => {
  const before = sockets();
  const text = `import('@forkexec/core-native').then(({ StdioFds }) => {
    const fds = StdioFds.open(3, true);
    require('node:worker_threads').parentPort.postMessage(fds.ours(0));
    setInterval(() => fds, 1000);
  })`;
  const worker = new Worker(text, { eval: true });
  const [fd] = (await once(worker, 'message')) as [number];
  expect(sockets()).toContain(String(fd));
  await worker.terminate();
  expect(sockets()).toEqual(before);
});
