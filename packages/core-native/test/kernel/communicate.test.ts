import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import {
  communicate,
  type CommunicateOptions,
  InvalidPlanError,
  type Plan,
  StdioFds,
  StepError,
} from '@forkexec/core-native';

const pairs = ['in', 'out'] as const;
const options: CommunicateOptions = { pairs, killSignal: 15 };

function open(): StdioFds {
  const stdio = StdioFds.open(2, true);
  if (typeof stdio === 'number') throw new Error(`socketpair: ${stdio}`);
  return stdio;
}

/** A shell's command, its input and output the two pairs. */
function shell(stdio: StdioFds, script: string, path = '/bin/sh'): Plan {
  const files = [stdio.theirs(0), stdio.theirs(1), stdio.devNull];
  return {
    clone: { flags: 0 },
    parent: [],
    child: [
      { op: 'cloexecFrom', first: 3 },
      ...files.map((from, to) => ({ op: 'dup3', from, to, cloexec: false }) as const),
      { op: 'resetSignals' },
      { op: 'sigmask', mask: 0 },
      { op: 'execve', path, argv: ['sh', '-c', script], env: [] },
    ],
  };
}

const descriptors = (): number => readdirSync('/proc/self/fd').length;

test('what is said, and how it ended', () => {
  const stdio = open();
  const inputs = [Buffer.from('some')];
  const { exit, outputs, errno } = communicate(shell(stdio, 'cat; exit 3'), stdio, { ...options, inputs });
  expect(outputs.map(String)).toEqual(['null', 'some']);
  expect([exit.code, exit.status, errno]).toEqual([1, 3, 0]);
});

test('everything is closed, whatever becomes of it', () => {
  const first = open();
  communicate(shell(first, ':'), first, options); // what is made once
  const before = descriptors();
  for (let i = 0; i < 20; i++) {
    const [failing, refused, killed, unread] = [open(), open(), open(), open()];
    expect(() => communicate(shell(failing, '', '/nowhere'), failing, options)).toThrow(StepError);
    const plan = { ...shell(refused, ''), child: [{ op: 'exit', status: 'x' }] } as unknown as Plan;
    expect(() => communicate(plan, refused, options)).toThrow(InvalidPlanError);
    const limits = { ...options, maxOutput: 10 };
    expect(communicate(shell(killed, 'while echo x; do :; done'), killed, limits).errno).toBe(-105);
    const inputs = [Buffer.alloc(5_000_000)];
    expect(communicate(shell(unread, 'exec <&-'), unread, { ...options, inputs }).errno).toBe(-32);
  }
  expect(descriptors()).toBe(before);
});

test('time is counted from the call on', () => {
  const stdio = open();
  const { exit, errno } = communicate(shell(stdio, 'exec /bin/sleep 1000'), stdio, { ...options, timeout: 10 });
  expect([exit.code, exit.status, errno]).toEqual([2, 15, -110]);
});

test('a worker that is terminated while a call begins launches nothing, and ends alone', async () => {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const text = `import('@forkexec/core-native').then(({ StdioFds, communicate }) => {
    const { parentPort, workerData } = require('node:worker_threads');
    const stdio = StdioFds.open(2, true);
    const inputs = [];
    Object.defineProperty(inputs, 0, { get: () => (parentPort.postMessage(''), Atomics.wait(workerData.stop, 0, 0)) });
    const files = [stdio.theirs(0), stdio.theirs(1), stdio.devNull];
    const child = files.map((from, to) => ({ op: 'dup3', from, to, cloexec: false }));
    child.push({ op: 'execve', path: '/bin/sh', argv: ['sh', '-c', 'echo > ' + workerData.witness], env: [] });
    communicate({ clone: { flags: 0 }, parent: [], child }, stdio, { pairs: ['in', 'out'], inputs, killSignal: 15 });
  })`;
  const witness = join(mkdtempSync(join(tmpdir(), 'forkexec-')), 'launched');
  const before = descriptors();
  const worker = new Worker(text, { eval: true, workerData: { stop, witness } });
  await once(worker, 'message');
  await worker.terminate();
  expect(existsSync(witness)).toBe(false);
  expect(descriptors()).toBe(before);
  rmSync(dirname(witness), { recursive: true });
});
