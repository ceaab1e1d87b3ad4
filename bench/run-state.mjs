import { foreignShare } from './machine.mjs';
import { Measured, killAll, runningPids } from './processes.mjs';

/** @import { Cell } from './cell.mjs' */
/** @import { Options } from './options.mjs' */
/** @import { Peer } from './peers.mjs' */

/** Held by the floor: what it costs does not depend on it, which its own rows show. */
const FLOOR_MIB = 50;

/** What all parts of a run have in common. */
export class Run {
  stopped = false;
  /** @type {Cell[]} */
  cells = [];
  /** CPU time that others had, of each round. @type {number[]} */
  foreign = [];
  /** Called after each round. */
  onRound = () => {};
  /** @type {Measured | undefined} */
  #floor;
  #began = Date.now();
  #terminal = process.stderr.isTTY;

  /**
   * @param {Options} options
   * @param {readonly Peer[]} peers
   * @param {Peer} c
   */
  constructor(options, peers, c) {
    this.options = options;
    this.peers = peers;
    this.c = c;
  }

  get seconds() {
    return Math.round((Date.now() - this.#began) / 1000);
  }

  /** @param {string} id */
  peer(id) {
    return this.peers.find((peer) => peer.id === id);
  }

  /** The C program that everything is compared with. */
  async floor() {
    if (!this.#floor || this.#floor.over) this.#floor = await Measured.start(this.c, FLOOR_MIB);
    return this.#floor;
  }

  /** @returns {() => void} what to call at the end of the round */
  beginRound() {
    const share = foreignShare(runningPids);
    return () => {
      this.foreign.push(share());
      this.onRound();
    };
  }

  /** On a terminal one line that changes, elsewhere one line each. @param {string} what */
  progress(what) {
    const line = `[${String(this.seconds).padStart(4)} s] ${what}`;
    process.stderr.write(this.#terminal ? `\r\x1b[K${line.slice(0, 100)}` : `${line}\n`);
  }

  /**
   * @param {string} where
   * @param {string} what
   */
  problem(where, what) {
    process.stderr.write(`${this.#terminal ? '\r\x1b[K' : ''}  ${where}: ${what}\n`);
  }

  /** No more is measured; what has been, is written. */
  stop() {
    this.stopped = true;
    killAll();
  }

  async end() {
    if (this.#terminal) process.stderr.write('\r\x1b[K');
    await this.#floor?.end();
  }
}
