// What does not change with the number of open descriptors, nor with that of running children: or does.
import { readFileSync } from 'node:fs';
import { problemOf } from './problem.mjs';
import { Measured } from './processes.mjs';
import { quantile, spreads } from './stats.mjs';
import { flat, levels, workOf } from './works.mjs';

/** @import { Peer } from './peers.mjs' */
/** @import { Run } from './run-state.mjs' */
/** @import { Spread } from './stats.mjs' */

/**
 * @typedef {object} FlatResult
 * @property {string} peer
 * @property {string} work
 * @property {'fds' | 'children'} of
 * @property {number} count how many there were
 * @property {string} [problem]
 * @property {Spread} [latencyUs]
 * @property {Spread} [times] the latency with none of them, in the same process and round
 */

const SIZE_MIB = 50;

/**
 * @param {Run} run
 * @param {number} rounds
 * @returns {Promise<FlatResult[]>}
 */
export async function measureFlat(run, rounds) {
  const counts = allowed(run.options.quick ? levels.quick : levels.whole);
  const lines = Object.entries(counts).flatMap(([of, list]) =>
    flat.flatMap(([id, work]) => {
      const peer = run.peer(id);
      return peer ? [{ peer, work, of: /** @type {'fds' | 'children'} */ (of), list, rounds: rowsFor(list) }] : [];
    }),
  );
  /** @type {Map<object, string>} */
  const problems = new Map();
  for (let round = 1; round <= rounds; round++) {
    const over = run.beginRound();
    for (const line of lines) {
      if (run.stopped) continue;
      run.progress(`round ${round} of ${rounds}, many ${line.of}: ${line.peer.name}`);
      try {
        await roundOf(run, line);
      } catch (error) {
        const problem = problemOf(error);
        problems.set(line, problem);
        if (!run.stopped) run.problem(`${line.peer.name}, many ${line.of}`, problem);
      }
    }
    over();
  }
  return lines.flatMap((line) =>
    line.rounds.map(({ count, measured }) => {
      const problem = problems.get(line);
      const { peer, work, of } = line;
      return { peer: peer.id, work, of, count, ...(problem ? { problem } : {}), ...spreads(measured) };
    }),
  );
}

/** @param {readonly number[]} list */
function rowsFor(list) {
  return list.map((count) => ({ count, measured: /** @type {Record<string, number>[]} */ ([]) }));
}

/**
 * @param {Run} run
 * @param {{ peer: Peer, work: string, of: string, rounds: ReturnType<typeof rowsFor> }} line
 */
async function roundOf(run, { peer, work: id, of, rounds }) {
  const work = workOf(id);
  const way = work?.by[peer.id]?.[0] ?? '';
  const { ms } = run.options;
  const process = await Measured.start(peer, SIZE_MIB);
  try {
    await process.ask('measure', way, 1, 4 * ms);
    let base = 0;
    for (const { count, measured } of rounds) {
      await process.ask(of, count);
      const latencyUs = quantile((await process.ask('measure', way, 1, ms)).latencyUs, 0.5);
      base ||= latencyUs;
      measured.push({ latencyUs, times: latencyUs / base });
    }
  } finally {
    await process.end();
  }
}

/**
 * The levels that the limits of this process and machine leave room for.
 * @param {typeof levels.whole} wanted
 */
function allowed(wanted) {
  const limits = readFileSync('/proc/self/limits', 'latin1');
  /** @param {string} name */
  const limit = (name) => Number(new RegExp(`^${name}\\s+(\\d+)`, 'm').exec(limits)?.[1] ?? Infinity);
  const pids = Math.min(limit('Max processes'), Number(readFileSync('/proc/sys/kernel/pid_max', 'latin1')) / 2);
  const most = { fds: limit('Max open files') - 200, children: pids - 1000 };
  return {
    fds: wanted.fds.filter((count) => count <= most.fds),
    // Some runtimes keep a descriptor for each.
    children: wanted.children.filter((count) => count <= Math.min(most.children, most.fds)),
  };
}
