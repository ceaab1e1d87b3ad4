// All that is measured, one part after the other; what there is after each round can be written already.
import { binaryBytes, measureCalls, measureCommand } from './command.mjs';
import { measureChildMemory, measureDelay } from './feel.mjs';
import { measureFlat } from './flat.mjs';
import { machine } from './machine.mjs';
import { availableMiB } from './pool.mjs';
import { measureRounds } from './rounds.mjs';
import { Run } from './run-state.mjs';
import { spread } from './stats.mjs';

/** @import { CellResult } from './cell.mjs' */
/** @import { ChildMemoryResult, DelayResult } from './feel.mjs' */
/** @import { FlatResult } from './flat.mjs' */
/** @import { Options } from './options.mjs' */
/** @import { Missing, Peer } from './peers.mjs' */
/** @import { Spread } from './stats.mjs' */

/**
 * @typedef {object} Results
 * @property {ReturnType<typeof machine>} machine
 * @property {Options} options
 * @property {boolean} complete false when it was stopped on the way
 * @property {number} seconds it took
 * @property {Spread | undefined} foreignShare CPU time that others had, of each round's
 * @property {readonly Omit<Peer, 'command'>[]} peers
 * @property {readonly Missing[]} missing
 * @property {CellResult[]} rows
 * @property {FlatResult[]} [flat]
 * @property {DelayResult[]} [delay]
 * @property {ChildMemoryResult[]} [childMemory]
 * @property {Record<string, Spread>} [command] CPU milliseconds
 * @property {number | undefined} [binaryBytes]
 * @property {Record<string, Spread>} [calls] microseconds
 */

/** Sizes at which everything is measured, not just what the chart shows. */
const FULL_MIB = [50, 1024];

/** Sizes that take seconds only to be written once are gone through less often. */
const LARGE_MIB = 2048;

/**
 * @param {{ options: Options, peers: readonly Peer[], all: readonly Peer[], missing: readonly Missing[] }} asked
 * @param {(results: Results) => void} save
 * @returns {Promise<Results>}
 */
export async function measureAll({ options, peers, all, missing }, save) {
  const c = all.find(({ id }) => id === 'c');
  if (!c) throw new Error(`no C compiler: ${missing.find(({ id }) => id === 'c')?.why}`);
  const run = new Run(options, peers, c);
  /** @type {Partial<Results>} */
  const extras = {};
  const results = () => collect(run, missing, extras);
  run.onRound = () => save(results());
  const stop = () => run.stop();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    await parts(run, extras);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await run.end();
    save(results());
  }
  return results();
}

/**
 * @param {Run} run
 * @param {Partial<Results>} extras
 */
async function parts(run, extras) {
  const { rounds, ms, works, extras: wanted } = run.options;
  const sizes = possible(run);
  const full = sizes.filter(
    (mib, i) => FULL_MIB.includes(mib) || (i === 0 && !sizes.some((size) => FULL_MIB.includes(size))),
  );
  const rest = sizes.filter((mib) => !full.includes(mib));
  const fewer = Math.min(rounds, 3);
  if (works.length > 0) {
    const [small, large] = [rest.filter((mib) => mib < LARGE_MIB), rest.filter((mib) => mib >= LARGE_MIB)];
    await measureRounds(run, full, true, rounds);
    await measureRounds(run, small, false, rounds);
    await measureRounds(run, large, false, fewer);
  }
  const loopMs = 7 * ms;
  if (wanted.includes('flat')) extras.flat = await measureFlat(run, fewer);
  if (wanted.includes('delay')) extras.delay = await measureDelay(run, full, fewer, loopMs);
  if (wanted.includes('memory')) extras.childMemory = await measureChildMemory(run, fewer);
  if (wanted.includes('command')) {
    extras.command = await measureCommand(run, 3 * rounds);
    extras.binaryBytes = binaryBytes();
  }
  if (wanted.includes('calls')) extras.calls = await measureCalls(run, rounds);
}

/** The sizes that fit beside what runs already. @param {Run} run */
function possible(run) {
  const free = availableMiB();
  return run.options.memoryMiB.filter((mib) => {
    const fits = mib * 1.1 + 1000 <= free;
    if (!fits) run.problem(`${mib} MiB`, `left out: ${free} MiB are free`);
    return fits;
  });
}

/**
 * @param {Run} run
 * @param {readonly Missing[]} missing
 * @param {Partial<Results>} extras
 * @returns {Results}
 */
function collect(run, missing, extras) {
  return {
    machine: machine(),
    options: run.options,
    complete: !run.stopped,
    seconds: run.seconds,
    foreignShare: run.foreign.length > 0 ? spread(run.foreign) : undefined,
    peers: run.peers.map(({ id, name, version }) => ({ id, name, version })),
    missing,
    rows: run.cells.map((cell) => cell.result()).filter(({ rounds, problem }) => rounds > 0 || problem !== undefined),
    ...extras,
  };
}
