// Rounds of measurements, each right behind the C floor that it is compared with, so that both meet the same machine.
import { Cell } from './cell.mjs';
import { foreignShare, machine } from './machine.mjs';
import { startFloor, startWorker } from './processes.mjs';
import { calls, rows } from './rows.mjs';
import { quantile, spread } from './stats.mjs';

/** @import { Programs } from './build.mjs' */
/** @import { RowResult } from './cell.mjs' */
/** @import { Measured } from './processes.mjs' */
/** @import { Spread } from './stats.mjs' */
/** @import { Request } from './worker.mjs' */

/**
 * @typedef {object} Options
 * @property {number} rounds
 * @property {readonly number[]} memoryMiB held by the parent on top of what it is anyway
 * @property {number} ms for each measurement; the floor before it gets half as much
 */

/**
 * @typedef {object} Results
 * @property {ReturnType<typeof machine>} machine
 * @property {Options} options
 * @property {Spread} foreignShare CPU time that others had, of each round's
 * @property {RowResult[]} rows
 * @property {Record<string, Spread>} calls microseconds
 */

/**
 * The processes that hold so much memory: the C floor's, and one for each subject.
 * @typedef {object} Parents
 * @property {number} mib
 * @property {Measured<{ floor: string, ms: number }>} floor
 * @property {Record<'engine' | 'child_process', Measured<Request>>} workers
 */

/** Of JavaScript alone a few milliseconds are thousands of calls. */
const CALL_MS = 15;

/** As many times a measurement's length: V8 compiles a launch's path in the background, in about a second. */
const WARM_UP = { engine: 6, child_process: 1 };

/**
 * @param {Programs} programs
 * @param {Options} options
 * @returns {Promise<Results>}
 */
export async function measureAll(programs, options) {
  const { memoryMiB, ms, rounds } = options;
  const parents = await Promise.all(memoryMiB.map((mib) => start(programs, mib)));
  const pids = [process.pid, ...parents.flatMap(processes).map(({ pid }) => pid)];
  const cells = parents.flatMap(({ mib, floor, workers }) =>
    rows.map((row) => ({ row, cell: new Cell(row, mib, floor, workers[row.subject], programs.pin) })),
  );
  /** @type {number[]} */
  const foreign = [];
  /** @type {Record<string, number>[]} */
  const callRounds = [];
  try {
    for (const { row, cell } of cells) await cell.warmUp(ms * WARM_UP[row.subject]);
    for (let round = 0; round < rounds; round++) {
      const share = foreignShare(pids);
      for (const { cell } of cells) await cell.round(ms);
      callRounds.push(await timeCalls(parents[0]));
      foreign.push(share());
    }
  } finally {
    for (const process of parents.flatMap(processes)) process.end();
  }
  return {
    machine: machine(),
    options,
    foreignShare: spread(foreign),
    rows: cells.map(({ cell }) => cell.result()),
    calls: Object.fromEntries(
      Object.keys(calls).map((call) => [call, spread(callRounds.map((round) => round[call] ?? 0))]),
    ),
  };
}

/**
 * @param {Programs} programs
 * @param {number} mib
 * @returns {Promise<Parents>}
 */
async function start({ exit0, floor }, mib) {
  const [c, engine, childProcess] = await Promise.all([
    startFloor(floor, exit0, mib),
    startWorker('engine', exit0, mib),
    startWorker('child_process', exit0, mib),
  ]);
  return { mib, floor: c, workers: { engine, child_process: childProcess } };
}

/** @param {Parents} parents */
function processes({ floor, workers }) {
  return [floor, ...Object.values(workers)];
}

/** @param {Parents | undefined} parents */
async function timeCalls(parents) {
  /** @type {Record<string, number>} */
  const times = {};
  for (const call of Object.keys(calls)) {
    const samples = await parents?.workers.engine.ask({ call, ms: CALL_MS });
    times[call] = quantile(samples?.latencyUs ?? [], 0.5);
  }
  return times;
}
