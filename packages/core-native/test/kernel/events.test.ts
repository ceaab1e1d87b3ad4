import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { closePidfd, pidfdOpen, pidfdSendSignal, SyscallError, waitSync, watchExit } from '@forkexec/core-native';
import { linesOfFixture } from '../fixture.js';
import { modes } from '../launcher.js';

test.for(modes)('%s: a listener that throws costs nobody else an event', (mode) => {
  expect(linesOfFixture('events.mjs', mode, ['throwing'])).toEqual([
    { started: 20, failed: 20, exited: 20, thrown: 30 },
  ]);
});

test.for(modes)('%s: an unref’ed launch lets the process end, and its program live', (mode) => {
  const [pid, ...more] = linesOfFixture('events.mjs', mode, ['unref']);
  expect(more).toEqual([]);
  expect(process.kill(pid as number, 'SIGKILL')).toBe(true);
});

test.for(modes)('%s: a ref’ed one does not', (mode) => {
  expect(linesOfFixture('events.mjs', mode, ['ref'])).toEqual([3]);
});

test.for(modes)('%s: a watch can be given up, and there is one at a time', (mode) => {
  const SIGTERM = 15;
  expect(linesOfFixture('events.mjs', mode, ['cancel'])).toEqual([[true, false], 'EEXIST', [2, SIGTERM]]);
});

test('a stranger: its end is seen, its status is not', async () => {
  // The shell's child is not ours; its number is told by the shell.
  const shell = spawn('sh', ['-c', 'sleep 1000 & echo $!; wait'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = await new Promise<number>((resolve) => shell.stdout.once('data', (text) => resolve(Number(text))));
  const pidfd = pidfdOpen(pid);
  const exited = new Promise((resolve) => watchExit(pidfd, resolve));
  const shellEnded = once(shell, 'exit');
  expect(pidfdSendSignal(pidfd, 0)).toBe(true);
  expect(pidfdSendSignal(pidfd, 9)).toBe(true);
  expect(await exited).toMatchObject({ code: 0, status: 0, maxRssKb: 0 });
  await shellEnded;
  expect(pidfdSendSignal(pidfd, 9)).toBe(false);
  expect(() => waitSync(pidfd)).toThrow(expect.objectContaining({ code: 'ECHILD', syscall: 'waitid' }));
  closePidfd(pidfd);
});

test('what is no process, and what is no descriptor', () => {
  expect(() => pidfdOpen(0x7fffffff)).toThrow(
    expect.objectContaining({ code: 'ESRCH', syscall: 'pidfd_open', errno: -3 }),
  );
  expect(() => pidfdOpen(-1)).toThrow(SyscallError);
  expect(() => pidfdSendSignal(123_456, 0)).toThrow(expect.objectContaining({ code: 'EBADF' }));
  expect(() => closePidfd(123_456)).toThrow(expect.objectContaining({ code: 'EBADF', syscall: 'close' }));
  expect(() => watchExit(123_456, () => undefined)).toThrow(expect.objectContaining({ code: 'EBADF' }));
  const own = pidfdOpen(process.pid);
  expect(() => pidfdSendSignal(own, 65)).toThrow(expect.objectContaining({ code: 'EINVAL' }));
  closePidfd(own);
});
