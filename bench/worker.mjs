// A Node process that is measured: `worker.mjs SUBJECT PROGRAM MIB`. It holds that much touched memory and answers requests
// over its IPC channel, one at a time, while everything else that belongs to the benchmark sleeps.
import { readFileSync } from 'node:fs';
import { subjects } from './ways.mjs';

/** @typedef {{ row: string, inFlight: number, ms: number } | { call: string, ms: number }} Request */

/**
 * What floor.c prints, and for JavaScript what its thread spent.
 * @typedef {object} Samples
 * @property {number} elapsedUs
 * @property {number[]} latencyUs from the call until the end is known, each launch
 * @property {number[]} blockedUs how long the call itself took, each launch
 * @property {number} [busyUs] the event loop's active time per launch
 * @property {number} [cpuUs] the thread's CPU time per launch
 */

const [subject = '', program = '', mib = '0'] = process.argv.slice(2);
const { ways, calls } = await prepare();
/**
 * As Buffers: outside of V8's heap, where what a program holds a lot of usually is. Exported, or it would be collected: nobody
 * reads it.
 */
export const memory = Array.from({ length: Math.ceil(Number(mib) / 64) }, (_, i) => {
  return Buffer.alloc(Math.min(64, Number(mib) - 64 * i) << 20, 1);
});

process.on('message', (request) => {
  void answer(/** @type {Request} */ (request));
});
process.send?.({ ready: true });

function prepare() {
  const make = subjects[subject];
  if (!make) throw new Error(`no such subject: ${subject}`);
  return make(program);
}

/** @param {Request} request */
async function answer(request) {
  try {
    const samples = 'row' in request ? await measure(request) : time(request);
    process.send?.({ samples });
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.message : String(error) });
  }
}

/**
 * @param {{ row: string, inFlight: number, ms: number }} request
 * @returns {Promise<Samples>}
 */
async function measure({ row, inFlight, ms }) {
  const launch = ways[row];
  if (!launch) throw new Error(`no such row: ${row}`);
  /** @type {number[]} */
  const latencyUs = [];
  /** @type {number[]} */
  const blockedUs = [];
  const start = performance.now();
  const until = start + ms;
  const lane = async () => {
    for (let i = 0; i < 3 || performance.now() < until; i++) {
      const t = performance.now();
      const ended = launch();
      blockedUs.push((performance.now() - t) * 1000);
      if (ended) await ended;
      latencyUs.push((performance.now() - t) * 1000);
      if (inFlight > 1 && performance.now() >= until) return;
    }
  };
  const before = { cpu: cpuUs(), loop: performance.eventLoopUtilization() };
  await Promise.all(Array.from({ length: inFlight }, lane));
  const count = latencyUs.length;
  return {
    elapsedUs: (performance.now() - start) * 1000,
    latencyUs,
    blockedUs,
    busyUs: (performance.eventLoopUtilization(before.loop).active * 1000) / count,
    cpuUs: (cpuUs() - before.cpu) / count,
  };
}

/**
 * @param {{ call: string, ms: number }} request
 * @returns {Samples}
 */
function time({ call, ms }) {
  const work = calls[call];
  if (!work) throw new Error(`no such call: ${call}`);
  const start = performance.now();
  /** @type {number[]} */
  const latencyUs = [];
  // In batches: one call takes no longer than reading the clock twice.
  while (latencyUs.length < 3 || performance.now() < start + ms) {
    const t = performance.now();
    for (let i = 0; i < 100; i++) work();
    latencyUs.push((performance.now() - t) * 10);
  }
  return { elapsedUs: (performance.now() - start) * 1000, latencyUs, blockedUs: [] };
}

/** CPU time of this thread alone: the main thread's number is the process's. */
function cpuUs() {
  return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ')[0]) / 1000;
}
