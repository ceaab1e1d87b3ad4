import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { createInterface, type Interface } from 'node:readline';
import type { Writable } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import { bin, start } from './command.js';

type Child = ChildProcessWithoutNullStreams;
const running: Child[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

function launch(
  args: readonly string[],
  stdio: 'pipe' | 'pipe'[] = 'pipe',
): { child: Child; lines: AsyncIterator<string> } {
  const child = start(args, { stdio });
  running.push(child);
  const reader: Interface = createInterface(child.stdout);
  return { child, lines: reader[Symbol.asyncIterator]() };
}

/** Says that it is there, then waits for the end of its input. */
const waiting = ['sh', '-c', 'echo $$; exec cat'];

const handed = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGALRM', 'SIGTERM', 'SIGUSR1', 'SIGUSR2'] as const;

describe('a signal to forkexec is the program’s', () => {
  test.each(handed)('%s', async (signal) => {
    const { child, lines } = launch(waiting);
    await lines.next();
    child.kill(signal);
    expect(await once(child, 'close')).toEqual([128 + constants.signals[signal], null]);
  });

  test.each(handed)('%s, with the program in a session of its own', async (signal) => {
    const { child, lines } = launch(['--setsid', ...waiting]);
    await lines.next();
    child.kill(signal);
    expect(await once(child, 'close')).toEqual([128 + constants.signals[signal], null]);
  });

  test('a program that goes on is waited for', async () => {
    const { child, lines } = launch([
      'sh',
      '-c',
      'trap "echo caught" TERM; echo ready; while read -r x; do :; done; exit 5',
    ]);
    await lines.next();
    child.kill('SIGTERM');
    // dash runs the trap when read returns.
    child.stdin.write('line\n');
    expect((await lines.next()).value).toBe('caught');
    child.stdin.end();
    expect(await once(child, 'close')).toEqual([5, null]);
  });
});

test('without a terminal a program that is stopped, and told to go on, is not followed', async () => {
  const child = spawn('setsid', ['-w', process.execPath, bin, 'sh', '-c', 'echo $$; kill -STOP $$; exit 4']);
  running.push(child);
  const { value: pid } = await createInterface(child.stdout)[Symbol.asyncIterator]().next();
  while (!/\) T /.test(readFileSync(`/proc/${pid}/stat`, 'latin1')));
  // It has been heard of by then, or will be: had forkexec stopped, it would not end.
  process.kill(Number(pid), 'SIGCONT');
  expect(await once(child, 'close')).toEqual([4, null]);
});

describe('when forkexec is killed', () => {
  /** The program's output stays open while it lives: whoever reads it learns of its end. */
  test('--die-with-parent takes the program along', async () => {
    const { child, lines } = launch(['--die-with-parent', ...waiting]);
    await lines.next();
    child.stdin.on('error', () => undefined);
    child.kill('SIGKILL');
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    expect(await lines.next()).toEqual({ done: true, value: undefined });
  });

  test('without it the program lives', async () => {
    // A pipe of its own, for Node closes the others when forkexec ends.
    const own = ['--preserve-fd', '3', 'sh', '-c', 'echo $$; exec cat <&3'];
    const { child, lines } = launch(own, ['pipe', 'pipe', 'pipe', 'pipe']);
    const pid = Number((await lines.next()).value);
    child.kill('SIGKILL');
    await once(child, 'exit');
    (child.stdio[3] as Writable).write('still here\n');
    expect((await lines.next()).value).toBe('still here');
    process.kill(pid, 'SIGKILL');
    expect(await lines.next()).toEqual({ done: true, value: undefined });
  });
});
