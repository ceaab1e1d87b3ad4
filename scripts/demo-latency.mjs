// Act 5: launching /bin/true and waiting for its end, here and with node:child_process, from a small and a large process.
import { spawn } from 'node:child_process';
import { accessSync } from 'node:fs';
import { startProcess } from '@forkexec/exec';
import { paint, paragraph, say } from './demo-page.mjs';

const MIB = 1024 * 1024;
const PAGE = 4096;
const ROUNDS = { small: 100, large: 25 };

/**
 * One launch, in milliseconds.
 *
 * @typedef {object} Cost
 * @property {number} total from the call to the news of the end
 * @property {number} blocked of it, how long the call itself held the event loop
 */

const program = ['/bin/true', '/usr/bin/true'].find(exists) ?? '/bin/true';

export async function showLatency() {
  say(
    paint(
      'dim',
      `${''.padEnd(22)}${'parent'.padStart(9)}${'launch to end'.padStart(23)}${'event loop blocked'.padStart(24)}`,
    ),
  );
  await compare(ROUNDS.small);
  const more = Math.min(1024, Math.floor(process.availableMemory() / MIB / 4));
  const heap = touched(more * MIB);
  await compare(ROUNDS.large);
  say(
    paragraph(
      `Medians of ${ROUNDS.small} and ${ROUNDS.large} launches of ${program} by each, taking turns, one at a time, ` +
        `without stdio; the large parent holds a Buffer of ${heap.length / MIB} MiB more, all of it written to. ` +
        'What grows with the parent is fork(2): it copies page tables, and the event loop stands still meanwhile.',
    ),
  );
}

/** @param {number} rounds */
async function compare(rounds) {
  /** @type {Cost[]} */
  const ours = [];
  /** @type {Cost[]} */
  const nodes = [];
  await Promise.all([forkexec(), childProcess()]); // what only the first launch costs
  for (let i = 0; i < rounds; i++) {
    ours.push(await forkexec());
    nodes.push(await childProcess());
  }
  const parent = `${Math.round(process.memoryUsage.rss() / MIB)} MiB`;
  const base = median(ours);
  row('startProcess', parent, base, base);
  row('child_process.spawn', parent, median(nodes), base);
  say('');
}

/** @returns {Promise<Cost>} */
async function forkexec() {
  const start = performance.now();
  const launching = startProcess(program, ['true'], { files: [-1, -1, -1] });
  const blocked = performance.now() - start;
  const child = await launching;
  await child.wait();
  return { total: performance.now() - start, blocked };
}

/** @returns {Promise<Cost>} */
function childProcess() {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(program, [], { stdio: 'ignore' });
    const blocked = performance.now() - start;
    child.on('error', reject);
    child.on('exit', () => resolve({ total: performance.now() - start, blocked }));
  });
}

/**
 * @param {readonly Cost[]} costs
 * @returns {Cost}
 */
function median(costs) {
  return { total: middle(costs.map(({ total }) => total)), blocked: middle(costs.map(({ blocked }) => blocked)) };
}

/** @param {readonly number[]} values */
function middle(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/**
 * @param {string} name
 * @param {string} parent
 * @param {Cost} cost
 * @param {Cost} ours
 */
function row(name, parent, cost, ours) {
  const cell = (/** @type {number} */ value, /** @type {number} */ base) => {
    const ratio = cost === ours ? '' : `${(value / base).toFixed(value / base < 10 ? 1 : 0)} x`;
    return `${value.toFixed(2).padStart(12)} ms${ratio.padStart(8)}`;
  };
  const text = `${name.padEnd(22)}${parent.padStart(9)}${cell(cost.total, ours.total)}${cell(cost.blocked, ours.blocked)}`;
  say(cost === ours ? paint('green', text.trimEnd()) : text);
}

/**
 * Memory that is really there: every page of it written to.
 *
 * @param {number} bytes
 */
function touched(bytes) {
  const buffer = Buffer.alloc(bytes);
  for (let at = 0; at < bytes; at += PAGE) buffer[at] = 1;
  return buffer;
}

/** @param {string} path */
function exists(path) {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
}
