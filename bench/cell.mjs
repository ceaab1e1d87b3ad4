import { execFileSync } from 'node:child_process';
import { quantile, spread } from './stats.mjs';

/** @import { Row } from './rows.mjs' */
/** @import { Measured } from './processes.mjs' */
/** @import { Spread } from './stats.mjs' */
/** @import { Request, Samples } from './worker.mjs' */

/**
 * One row at one size of the parent. Every spread is that of the rounds' values.
 * @typedef {object} RowResult
 * @property {string} row
 * @property {number} memoryMiB
 * @property {string} [problem] why there are no numbers
 * @property {Spread} [x] times the floor's cost: of the median latency, or, with many in flight, of the time per launch
 * @property {Spread} [floorUs] what x is based on
 * @property {Spread} [xOneCpu] the same with both held on one CPU; not with many in flight
 * @property {Spread} [floorOneCpuUs]
 * @property {Spread} [latencyUs] from the call until the end is known, median
 * @property {Spread} [p99Us] of the latency
 * @property {Spread} [blockedUs] what the call itself takes on the JavaScript thread, median
 * @property {Spread} [perSecond]
 * @property {Spread} [busyUs] the event loop's active time per launch; of calls that end later only
 * @property {Spread} [cpuUs] the JavaScript thread's CPU time per launch
 */

/** One row at one size, and what its rounds gave. */
export class Cell {
  /** @type {string | undefined} */
  #problem;
  /** @type {Record<string, number>[]} */
  #rounds = [];
  #row;
  #memoryMiB;
  #floor;
  #worker;
  #pin;

  /**
   * @param {Row} row
   * @param {number} memoryMiB
   * @param {Measured<{ floor: string, ms: number }>} floor
   * @param {Measured<Request>} worker
   * @param {string} pin c/pin.c
   */
  constructor(row, memoryMiB, floor, worker, pin) {
    this.#row = row;
    this.#memoryMiB = memoryMiB;
    this.#floor = floor;
    this.#worker = worker;
    this.#pin = pin;
  }

  /**
   * Lets the compiler do its work, and finds out whether this machine allows the row at all.
   * @param {number} ms
   */
  async warmUp(ms) {
    try {
      await this.#samples(ms);
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error);
    }
  }

  /** @param {number} ms */
  async round(ms) {
    if (this.#problem !== undefined) return;
    const { x, floorUs, samples } = await this.#compare(ms);
    const round = {
      x,
      floorUs,
      latencyUs: median(samples),
      p99Us: quantile(samples.latencyUs, 0.99),
      blockedUs: quantile(samples.blockedUs, 0.5),
      perSecond: 1e6 / perLaunch(samples),
      ...(samples.busyUs ? { busyUs: samples.busyUs } : {}),
      ...(samples.cpuUs ? { cpuUs: samples.cpuUs } : {}),
    };
    this.#rounds.push({ ...round, ...(this.#row.inFlight === 1 ? await this.#compareOnOneCpu(ms) : {}) });
  }

  /** @returns {RowResult} */
  result() {
    const place = { row: this.#row.id, memoryMiB: this.#memoryMiB };
    if (this.#problem !== undefined) return { ...place, problem: this.#problem };
    const names = Object.keys(this.#rounds[0] ?? {});
    const spreads = names.map((name) => [name, spread(this.#rounds.map((round) => round[name] ?? 0))]);
    return { ...place, ...Object.fromEntries(spreads) };
  }

  /**
   * On one CPU a launch costs what its work costs; on all of them it is also a matter of where the scheduler puts the child,
   * and of how long a CPU takes to wake.
   * @param {number} ms
   */
  async #compareOnOneCpu(ms) {
    const pids = [this.#floor.pid, this.#worker.pid].map(String);
    execFileSync(this.#pin, ['one', ...pids]);
    const { x, floorUs } = await this.#compare(ms);
    execFileSync(this.#pin, ['all', ...pids]);
    return { xOneCpu: x, floorOneCpuUs: floorUs };
  }

  /**
   * The floor, and right behind it the row.
   * @param {number} ms
   */
  async #compare(ms) {
    const floor = await this.#floor.ask({ floor: this.#row.floor, ms: Math.ceil(ms / 2) });
    const samples = await this.#samples(ms);
    const cost = this.#row.inFlight === 1 ? median : perLaunch;
    return { x: cost(samples) / cost(floor), floorUs: cost(floor), samples };
  }

  /**
   * @param {number} ms
   * @returns {Promise<Samples>}
   */
  #samples(ms) {
    return this.#worker.ask({ row: this.#row.id, inFlight: this.#row.inFlight, ms });
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
