import { readFileSync } from 'node:fs';

/** @import { Samples } from '../../processes.mjs' */

/**
 * @param {() => void | Promise<void>} launch
 * @param {number} inFlight
 * @param {number} ms
 * @returns {Promise<Samples>}
 */
export async function measure(launch, inFlight, ms) {
  /** @type {number[]} */
  const latencyUs = [];
  /** @type {number[]} */
  const blockedUs = [];
  const start = performance.now();
  const until = start + ms;
  const least = inFlight === 1 ? 3 : 1;
  const lane = async () => {
    for (let i = 0; i < least || performance.now() < until; i++) {
      const t = performance.now();
      const ended = launch();
      blockedUs.push((performance.now() - t) * 1000);
      if (ended) await ended;
      latencyUs.push((performance.now() - t) * 1000);
    }
  };
  const before = cpuUs();
  await Promise.all(Array.from({ length: inFlight }, lane));
  const elapsedUs = (performance.now() - start) * 1000;
  return { elapsedUs, latencyUs, blockedUs, cpuUs: (cpuUs() - before) / latencyUs.length };
}

/**
 * How long a timer of one millisecond takes to come round, while so many launches begin per second: `latencyUs`, and as
 * `blockedUs` one number for each launch that ended.
 * @param {(() => void | Promise<void>) | undefined} launch
 * @param {number} perSecond
 * @param {number} ms
 * @returns {Promise<Samples>}
 */
export async function delay(launch, perSecond, ms) {
  /** @type {number[]} */
  const latencyUs = [];
  /** @type {Promise<unknown>[]} */
  const launches = [];
  const start = performance.now();
  let last = start;
  let ended = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    latencyUs.push((now - last) * 1000);
    last = now;
  }, 1);
  const launcher = launch
    ? setInterval(() => launches.push(Promise.resolve(launch()).then(() => ended++)), 1000 / perSecond)
    : undefined;
  await new Promise((resolve) => setTimeout(resolve, ms));
  clearInterval(timer);
  clearInterval(launcher);
  const blockedUs = Array.from({ length: ended }, () => 0);
  await Promise.all(launches);
  return { elapsedUs: (performance.now() - start) * 1000, latencyUs, blockedUs };
}

/**
 * @param {() => unknown} work
 * @param {number} ms
 * @returns {Samples}
 */
export function time(work, ms) {
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
