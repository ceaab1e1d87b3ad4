import { execFileSync } from 'node:child_process';
import { build } from './build.mjs';
import { problemOf } from './problem.mjs';
import { quantile, spreads } from './stats.mjs';

/** @import { Peer } from './peers.mjs' */
/** @import { Measured, Samples } from './processes.mjs' */
/** @import { Spread } from './stats.mjs' */
/** @import { Work } from './works.mjs' */

/**
 * Comparisons in one round. Where the scheduler puts the child makes a launch cost the half more or not, for a second at a time and
 * for floor and peer apart: few long comparisons would tell which of the four pairings they met.
 */
const PAIRS = 5;

/**
 * One peer's work at one size of the parent. Every spread is that of the comparisons' values.
 * @typedef {object} CellResult
 * @property {string} peer
 * @property {string} work
 * @property {number} memoryMiB
 * @property {number} rounds that it was measured in
 * @property {string} [problem] why there are no numbers, or fewer
 * @property {Spread} [x] times the floor's cost: of the median latency, or, with many in flight, of the time per launch
 * @property {Spread} [floorUs] what x is based on
 * @property {Spread} [xOneCpu] the same with both held on one CPU; of the engine alone
 * @property {Spread} [latencyUs] from the call until the end is known, median
 * @property {Spread} [p99Us] of the latency
 * @property {Spread} [blockedUs] what the call itself takes on its thread, median
 * @property {Spread} [perSecond]
 * @property {Spread} [cpuUs] the JavaScript thread's CPU time per launch
 * @property {number} [launches] in all rounds
 */

export class Cell {
  /** @type {Record<string, number>[]} */
  #comparisons = [];
  /** @type {Record<string, number>[]} */
  #oneCpu = [];
  #rounds = 0;
  /** @type {string | undefined} */
  #problem;
  #launches = 0;

  /**
   * @param {Peer} peer
   * @param {Work} work
   * @param {number} memoryMiB
   * @param {boolean} [oneCpu] whether to compare on one CPU, too, once in a round
   */
  constructor(peer, work, memoryMiB, oneCpu = false) {
    this.peer = peer;
    this.work = work;
    this.memoryMiB = memoryMiB;
    this.oneCpu = oneCpu;
    this.way = work.by[peer.id]?.[0] ?? '';
  }

  /**
   * One round: each time the floor, and right behind it the peer.
   * @param {Measured} floor
   * @param {Measured} process
   * @param {number} ms of the peer's launches, all told
   */
  async round(floor, process, ms) {
    let spentUs = 0;
    for (let pair = 0; pair < PAIRS && spentUs < 1000 * ms; pair++)
      spentUs += this.#add(await this.#compare(floor, process, Math.ceil(ms / PAIRS)));
    if (this.oneCpu) this.#oneCpu.push({ xOneCpu: await this.#compareOnOneCpu(floor, process, Math.ceil(ms / 2)) });
    this.#rounds++;
  }

  /** @param {{ x: number, floorUs: number, samples: Samples }} comparison @returns {number} how long the peer took */
  #add({ x, floorUs, samples }) {
    this.#launches += samples.latencyUs.length;
    this.#comparisons.push({
      x,
      floorUs,
      latencyUs: quantile(samples.latencyUs, 0.5),
      p99Us: quantile(samples.latencyUs, 0.99),
      blockedUs: quantile(samples.blockedUs, 0.5),
      perSecond: 1e6 / perLaunch(samples),
      ...(samples.cpuUs === undefined ? {} : { cpuUs: samples.cpuUs }),
    });
    return samples.elapsedUs;
  }

  /** @param {unknown} error what went wrong in a round */
  fail(error) {
    this.#problem = problemOf(error);
    return this.#problem;
  }

  /** What a later round would only say again. */
  get hopeless() {
    return this.#problem === 'not there';
  }

  /** @returns {CellResult} */
  result() {
    const { peer, work, memoryMiB } = this;
    return {
      peer: peer.id,
      work: work.id,
      memoryMiB,
      rounds: this.#rounds,
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
      ...spreads(this.#comparisons),
      ...spreads(this.#oneCpu),
      ...(this.#launches > 0 ? { launches: this.#launches } : {}),
    };
  }

  /**
   * On one CPU a launch costs what its work costs; on all of them it is also a matter of where the scheduler puts the child,
   * and of how long a CPU takes to wake.
   * @param {Measured} floor
   * @param {Measured} process
   * @param {number} ms
   */
  async #compareOnOneCpu(floor, process, ms) {
    const pids = [floor.pid, process.pid].map(String);
    execFileSync(build('pin'), ['one', ...pids]);
    try {
      return (await this.#compare(floor, process, ms)).x;
    } finally {
      execFileSync(build('pin'), ['all', ...pids]);
    }
  }

  /**
   * @param {Measured} floor
   * @param {Measured} process
   * @param {number} ms
   */
  async #compare(floor, process, ms) {
    const { inFlight } = this.work;
    const base = await floor.ask('measure', this.work.floor, inFlight, Math.ceil(ms / 2));
    const samples = await process.ask('measure', this.way, inFlight, ms);
    const cost = inFlight === 1 ? median : perLaunch;
    return { x: cost(samples) / cost(base), floorUs: cost(base), samples };
  }
}

/** @param {Samples} samples */
function median({ latencyUs }) {
  return quantile(latencyUs, 0.5);
}

/** @param {Samples} samples */
function perLaunch({ elapsedUs, latencyUs }) {
  return elapsedUs / latencyUs.length;
}
