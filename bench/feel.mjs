// What the rest of a program feels: delays of its event loop, and memory for each running child.
import { Measured } from './processes.mjs';
import { Pool } from './pool.mjs';
import { problemOf } from './problem.mjs';
import { quantile, spreads } from './stats.mjs';

/** @import { Peer } from './peers.mjs' */
/** @import { Run } from './run-state.mjs' */
/** @import { Spread } from './stats.mjs' */

/**
 * @typedef {object} DelayResult
 * @property {string} peer
 * @property {number} memoryMiB
 * @property {string} [problem]
 * @property {Spread} [idleMs] of a timer of one millisecond, the 99th percentile of the time from one to the next
 * @property {Spread} [busyMs] the same with {@link PER_SECOND} launches
 * @property {Spread} [done] launches per second that ended
 */

/**
 * @typedef {object} ChildMemoryResult
 * @property {string} peer
 * @property {'ignore' | 'pipe'} stdio
 * @property {string} [problem]
 * @property {Spread} [bytes] in the parent, per running child
 */

export const PER_SECOND = 50;
const CHILDREN = 2000;
const CHILDREN_QUICK = 100;

/**
 * @param {Run} run
 * @param {readonly number[]} sizes
 * @param {number} rounds
 * @param {number} ms
 * @returns {Promise<DelayResult[]>}
 */
export async function measureDelay(run, sizes, rounds, ms) {
  const lines = sizes.flatMap((memoryMiB) =>
    peersOf(run).map((peer) => ({
      peer,
      memoryMiB,
      measured: /** @type {Record<string, number>[]} */ ([]),
      problem: '',
    })),
  );
  const pool = new Pool(Math.max(0, ...sizes));
  try {
    for (let round = 1; round <= rounds; round++) {
      for (const line of lines) {
        if (run.stopped) continue;
        run.progress(`round ${round} of ${rounds}, event loop, ${line.memoryMiB} MiB: ${line.peer.name}`);
        await attempt(run, line, () =>
          pool.use(line.peer, line.memoryMiB, async (process, warm) => {
            if (!warm.has('delay')) await process.ask('measure', 'async', 1, ms / 2);
            warm.add('delay');
            const idle = await process.ask('delay', 'nothing', PER_SECOND, ms);
            const busy = await process.ask('delay', 'async', PER_SECOND, ms);
            line.measured.push({ idleMs: p99(idle), busyMs: p99(busy), done: (busy.blockedUs.length * 1000) / ms });
          }),
        );
      }
    }
  } finally {
    await pool.end();
  }
  return lines.map((line) => Object.assign({ peer: line.peer.id, memoryMiB: line.memoryMiB }, numbersOf(line)));
}

/**
 * @param {Run} run
 * @param {number} rounds
 * @returns {Promise<ChildMemoryResult[]>}
 */
export async function measureChildMemory(run, rounds) {
  const lines = peersOf(run).flatMap((peer) =>
    /** @type {const} */ (['ignore', 'pipe'])
      .filter((stdio) => !(peer.id === 'forkexec' && stdio === 'pipe')) // has no pipes of its own
      .map((stdio) => ({ peer, stdio, measured: /** @type {Record<string, number>[]} */ ([]), problem: '' })),
  );
  for (let round = 1; round <= rounds; round++) {
    for (const line of lines) {
      if (run.stopped) continue;
      run.progress(`round ${round} of ${rounds}, memory per child: ${line.peer.name}`);
      await attempt(run, line, async () => {
        const process = await Measured.start(lean(line.peer), 1);
        try {
          const { bytes } = await process.ask('memory', line.stdio, run.options.quick ? CHILDREN_QUICK : CHILDREN);
          if (bytes !== undefined) line.measured.push({ bytes });
        } finally {
          await process.end();
        }
      });
    }
  }
  return lines.map((line) => Object.assign({ peer: line.peer.id, stdio: line.stdio }, numbersOf(line)));
}

/**
 * With a small place for new objects: how much of the usual one has been touched would be more than what is measured.
 * @param {Peer} peer
 * @returns {Peer}
 */
function lean(peer) {
  const small = '--max-semi-space-size=1';
  /** @type {Readonly<Record<string, readonly string[]>>} */
  const words = {
    '--expose-gc': ['--expose-gc', small],
    '--v8-flags=--expose-gc': [`--v8-flags=--expose-gc,${small}`],
  };
  return { ...peer, command: peer.command.flatMap((word) => words[word] ?? word) };
}

/** Those with an event loop; of Node's versions, which do not differ, the newest. @param {Run} run */
function peersOf(run) {
  const node = run.peers.findLast(({ id }) => id.startsWith('node'))?.id ?? '';
  return run.peers.filter(({ id }) => ['forkexec', 'drop-in', 'bun', 'deno', node].includes(id));
}

/**
 * @param {Run} run
 * @param {{ peer: { name: string }, problem: string }} line
 * @param {() => Promise<void>} work
 */
async function attempt(run, line, work) {
  if (line.problem === 'not there') return;
  try {
    await work();
  } catch (error) {
    line.problem = problemOf(error);
    if (!run.stopped) run.problem(line.peer.name, line.problem);
  }
}

/** @param {{ latencyUs: readonly number[] }} samples */
function p99({ latencyUs }) {
  return quantile(latencyUs, 0.99) / 1000;
}

/** @param {{ measured: readonly Record<string, number>[], problem: string }} line */
function numbersOf({ measured, problem }) {
  return problem ? { problem, ...spreads(measured) } : spreads(measured);
}
