import { readFileSync } from 'node:fs';
import { Measured } from './processes.mjs';

/** @import { Peer } from './peers.mjs' */

/** Processes from round to round, as many as memory allows; others are started for each round anew. */
export class Pool {
  /** @type {Map<string, { process: Measured, warm: Set<string> }>} */
  #kept = new Map();
  #left;

  /** @param {number} largest of their sizes: what is kept leaves room for one more, and as much for others */
  constructor(largest) {
    this.#left = availableMiB() * 0.7 - 2 * largest;
  }

  /**
   * Has the peer's process of that size do something; `warm` has what it has done before, and is for the caller to add to.
   * @template T
   * @param {Peer} peer
   * @param {number} mib
   * @param {(process: Measured, warm: Set<string>) => Promise<T>} work
   */
  async use(peer, mib, work) {
    const key = `${peer.id} ${mib}`;
    const old = this.#kept.get(key);
    const kept = old && !old.process.over ? old : { process: await Measured.start(peer, mib), warm: new Set() };
    const size = mib + OWN_MIB;
    if (!old && size <= this.#left) this.#left -= size;
    else if (!old) {
      try {
        return await work(kept.process, kept.warm);
      } finally {
        await kept.process.end();
      }
    }
    this.#kept.set(key, kept);
    return work(kept.process, kept.warm);
  }

  async end() {
    for (const { process } of this.#kept.values()) await process.end();
    this.#kept.clear();
  }
}

/** What a runtime takes by itself. */
const OWN_MIB = 100;

export function availableMiB() {
  return Math.floor(Number(/^MemAvailable:\s*(\d+) kB/m.exec(readFileSync('/proc/meminfo', 'latin1'))?.[1]) / 1024);
}
