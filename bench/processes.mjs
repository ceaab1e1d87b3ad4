// The processes that are measured: each holds its memory from the start, and works only while it is asked to.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** @import { Request, Samples } from './worker.mjs' */

/**
 * @template Request
 * @typedef {{ pid: number, ask(request: Request): Promise<Samples>, end(): void }} Measured
 */

/** As many variables as a usual one has, and nothing of this shell's: NODE_OPTIONS, NODE_EXTRA_CA_CERTS, FORKEXEC_CHILD. */
const env = Object.fromEntries([
  ['PATH', '/usr/local/bin:/usr/bin:/bin'],
  ...Array.from({ length: 39 }, (_, i) => [`FORKEXEC_BENCH_${i}`, `${i}`.repeat(20)]),
]);

/**
 * Starts worker.mjs.
 * @param {string} subject
 * @param {string} program
 * @param {number} mib
 * @returns {Promise<Measured<Request>>}
 */
export async function startWorker(subject, program, mib) {
  const file = fileURLToPath(new URL('worker.mjs', import.meta.url));
  const child = fork(file, [subject, program, String(mib)], { env, execArgv: [] });
  const ended = failure(child, `the worker for ${subject}`);
  const next = async () => (await Promise.race([once(child, 'message'), ended]))[0];
  await next();
  return {
    pid: child.pid ?? 0,
    async ask(request) {
      child.send(request);
      const { samples, error } = await next();
      if (error !== undefined) throw new Error(error);
      return samples;
    },
    end: () => child.disconnect(),
  };
}

/**
 * Starts floor.c's program.
 * @param {string} floor
 * @param {string} program
 * @param {number} mib
 * @returns {Promise<Measured<{ floor: string, ms: number }>>}
 */
export async function startFloor(floor, program, mib) {
  const child = spawn(floor, [program, String(mib)], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = failure(child, 'the C program');
  const lines = createInterface(child.stdout);
  return {
    pid: child.pid ?? 0,
    async ask({ floor: kind, ms }) {
      child.stdin.write(`${kind} ${ms}\n`);
      const [line] = await Promise.race([once(lines, 'line'), ended]);
      return JSON.parse(line);
    },
    end: () => child.stdin.end(),
  };
}

/**
 * Rejects when the process ends although it was not told to.
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} what
 * @returns {Promise<never>}
 */
function failure(child, what) {
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${what} ended: ${signal ?? `exit status ${code}`}`);
  });
  ended.catch(() => undefined); // only who waits for an answer is told
  return ended;
}
