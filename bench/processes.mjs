// The processes that are measured: each holds its memory from the start, and works only while it is asked to.
//
// The protocol: a peer's program is started with EXIT0 SAY SLEEPER MIB (programs of c/, and what to hold), and answers each line
// on its standard input with a line of JSON; `{}` when it is ready. Requests:
//   measure WAY INFLIGHT MS   launches for so long: Samples
//   fds N, children N         holds so many more than it needs: {}
//   delay WAY PERSECOND MS, call NAME MS, memory KIND N   of JavaScript only (peers/js/worker.mjs)
// What fails is {"error": …}.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { build } from './build.mjs';

/** @import { Peer } from './peers.mjs' */

/**
 * @typedef {object} Samples
 * @property {number} elapsedUs
 * @property {number[]} latencyUs from the call until the end is known, each launch
 * @property {number[]} blockedUs how long the call itself took, each launch
 * @property {number} [cpuUs] of JavaScript: the thread's CPU time per launch
 */

/** @typedef {Samples & { bytes?: number }} Answer */

/** As many variables as a usual one has, and nothing of this shell's: NODE_OPTIONS, NODE_EXTRA_CA_CERTS, FORKEXEC_CHILD. */
const env = Object.fromEntries([
  ['PATH', '/usr/local/bin:/usr/bin:/bin'],
  ...Array.from({ length: 39 }, (_, i) => [`FORKEXEC_BENCH_${i}`, `${i}`.repeat(20)]),
]);

/** For one answer: 4,000 children by a runtime that forks take half a minute. */
const PATIENCE_MS = 120_000;

/** @type {Set<Measured>} */
const running = new Set();

export class Measured {
  #child;
  #lines;
  /** @type {Promise<never>} */
  #ended;
  #said = '';

  /**
   * @param {Peer} peer
   * @param {number} mib
   * @returns {Promise<Measured>} once it holds its memory
   */
  static async start(peer, mib) {
    const started = new Measured(peer, mib);
    try {
      await started.#next();
    } catch (error) {
      await started.end();
      throw error;
    }
    return started;
  }

  /**
   * @param {Peer} peer
   * @param {number} mib
   */
  constructor({ command, name }, mib) {
    const [file = '', ...args] = command;
    const programs = [build('exit0'), build('say'), build('sleeper')];
    // A group of its own: its children end with it.
    this.#child = spawn(file, [...args, ...programs, `${mib}`], { env, stdio: 'pipe', detached: true });
    running.add(this);
    this.#child.stdin.on('error', () => undefined); // it has ended, which #ended tells
    this.#child.stderr.setEncoding('utf8').on('data', (text) => (this.#said = `${this.#said}${text}`.slice(-2000)));
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    this.#ended = new Promise((_, reject) => {
      this.#child.once('error', reject);
      this.#child.once('exit', (code, signal) =>
        reject(
          new Error(`${name} ended: ${signal ?? `exit status ${code}`}${this.#said ? `: ${this.#said.trim()}` : ''}`),
        ),
      );
    });
    this.#ended.catch(() => undefined); // only who waits for an answer is told
    preferToKill(this.pid);
  }

  get pid() {
    return this.#child.pid ?? 0;
  }

  /**
   * @param {...(string | number)} request
   * @returns {Promise<Answer>}
   */
  async ask(...request) {
    this.#child.stdin.write(`${request.join(' ')}\n`);
    const answer = await this.#next();
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer;
  }

  async #next() {
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer in ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
    });
    try {
      const line = await Promise.race([this.#lines.next(), this.#ended, late]);
      if (line.done) await this.#ended;
      return JSON.parse(line.value);
    } catch (error) {
      await this.end();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends it, and the children that it has. */
  async end() {
    if (!running.delete(this) || this.pid === 0) return;
    const over = this.#child.exitCode !== null || this.#child.signalCode !== null;
    const closed = over ? undefined : once(this.#child, 'exit');
    this.kill();
    await closed;
    for (const stream of [this.#child.stdin, this.#child.stdout, this.#child.stderr]) stream.destroy();
  }

  get over() {
    return !running.has(this);
  }

  kill() {
    try {
      process.kill(-this.pid, 'SIGKILL');
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
    }
  }
}

export function runningPids() {
  return [...running].map(({ pid }) => pid);
}

export function killAll() {
  for (const each of running) each.kill();
}

/** Where memory runs out it shall be a peer that ends, and neither this program nor others, proc_pid_oom_score_adj(5). @param {number} pid */
function preferToKill(pid) {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, '500');
  } catch {
    return; // it has ended already, or none was started
  }
}
