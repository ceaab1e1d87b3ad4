// THE table of what this project promises of its speed, and what the results say of each.
import { workOf } from '../works.mjs';
import { decimals, sizeOf } from './numbers.mjs';

/** @import { CellResult } from '../cell.mjs' */
/** @import { Results } from '../measure.mjs' */

/**
 * @typedef {object} Target
 * @property {string} what
 * @property {number} limit
 * @property {string} unit
 * @property {'most' | 'least'} [is]
 * @property {(results: Results) => number | undefined} value
 */

/** @type {readonly Target[]} */
export const targets = [
  x('forkExec, waitSync', 'forkexec', 'sync', 1.15),
  x('startProcess, one at a time', 'forkexec', 'async', 1.35),
  blocked('startProcess, one at a time: the call blocks', 'async', 10),
  {
    what: "startProcess, 32 in flight: of C's throughput",
    limit: 95,
    unit: '%',
    is: 'least',
    value: (results) => percent(1 / (median(results, 'forkexec', 'flight', 'x') ?? NaN)),
  },
  blocked('startProcess, 32 in flight: the call blocks', 'flight', 1.5),
  {
    what: 'startProcess, 32 in flight: CPU time of the JavaScript thread per launch',
    limit: 12,
    unit: 'µs',
    value: (results) => median(results, 'forkexec', 'flight', 'cpuUs'),
  },
  x('run, standard output collected', 'forkexec', 'output', 2),
  x("spawn as child_process, 'ignore'", 'drop-in', 'async', 1.6),
  x("spawn as child_process, 'pipe'", 'drop-in', 'pipe', 2.5),
  x('forkExec into a user namespace, of C doing the same', 'forkexec', 'newuser', 1.1),
  sizes('forkExec', 'sync'),
  sizes('startProcess', 'async'),
  many('forkExec', 'sync', 'fds'),
  many('startProcess', 'async', 'fds'),
  many('forkExec', 'sync', 'children'),
  many('startProcess', 'async', 'children'),
  {
    what: 'event loop, 50 launches per second: p99 of its delay above that of an idle one',
    limit: 0.5,
    unit: 'ms',
    value: ({ delay = [] }) => {
      const all = delay.flatMap(({ peer, idleMs, busyMs }) =>
        peer === 'forkexec' && idleMs && busyMs ? [busyMs.median - idleMs.median] : [],
      );
      return all.length > 0 ? Math.max(0, ...all) : undefined;
    },
  },
  childBytes('memory per running child, without stdio', 'forkexec', 'ignore', 2),
  childBytes('memory per running child of spawn, three pipes', 'drop-in', 'pipe', 8),
  {
    what: 'the command: CPU time of `forkexec -- true` above `node -e 0`',
    limit: 5,
    unit: 'ms',
    value: ({ command }) => command?.['overMs']?.median,
  },
  { what: 'the binary', limit: 120, unit: 'kB', value: ({ binaryBytes = NaN }) => known(binaryBytes / 1000) },
];

/**
 * One line of the table: what, target, measured, verdict.
 * @param {Target} target
 * @param {Results} results
 */
export function judged({ what, limit, unit, is = 'most', value }, results) {
  const measured = value(results);
  const wanted = `${is === 'most' ? '<=' : '>='} ${limit} ${unit}`;
  if (measured === undefined) return [what, wanted, '', 'not measured'];
  const by = is === 'most' ? measured / limit - 1 : limit / measured - 1;
  // As printed: what rounds to the limit is not told to miss it.
  const met = Number(decimals(measured).replaceAll(',', '')) === limit || by <= 0;
  const far = unit === '%' ? `${decimals(Math.abs(measured - limit))} points` : `${Math.ceil(by * 100)} %`;
  return [what, wanted, `${decimals(measured)} ${unit}`, met ? 'met' : `**missed** by ${far}`];
}

/** @param {CellResult} row */
function isChart({ work }) {
  return workOf(work)?.chart === true;
}

/**
 * Whether everything was measured at a size: the chart alone has others.
 * @param {readonly CellResult[]} rows
 * @param {number} mib
 */
export function isFull(rows, mib) {
  return rows.every(isChart) || rows.some((row) => row.memoryMiB === mib && !isChart(row));
}

/**
 * The worse of the sizes at which everything is measured.
 * @param {Results} results
 * @param {string} peer
 * @param {string} work
 * @param {'x' | 'blockedUs' | 'cpuUs'} name
 */
function median({ rows }, peer, work, name) {
  const own = rows.filter((row) => row.peer === peer && row.work === work && isFull(rows, row.memoryMiB));
  const all = own.flatMap((row) => row[name]?.median ?? []);
  return all.length > 0 ? Math.max(...all) : undefined;
}

/**
 * @param {string} what
 * @param {string} peer
 * @param {string} work
 * @param {number} limit
 * @returns {Target}
 */
function x(what, peer, work, limit) {
  return { what, limit, unit: 'x C', value: (results) => median(results, peer, work, 'x') };
}

/**
 * @param {string} what
 * @param {string} work
 * @param {number} limit
 * @returns {Target}
 */
function blocked(what, work, limit) {
  return { what, limit, unit: 'µs', value: (results) => median(results, 'forkexec', work, 'blockedUs') };
}

/**
 * On one CPU, where no luck of placement is in it, the ratio to C, which takes the machine's mood out: at the largest size over
 * that at the smallest.
 * @param {string} what
 * @param {string} work
 * @returns {Target}
 */
function sizes(what, work) {
  return {
    what: `${what}: more in the largest process than in the smallest`,
    limit: 10,
    unit: '%',
    value: ({ rows }) => {
      const all = rows.filter(({ peer, work: id, xOneCpu: ratio }) => peer === 'forkexec' && id === work && ratio);
      const sorted = all.toSorted((a, b) => a.memoryMiB - b.memoryMiB);
      const [first, last] = [sorted[0], sorted.at(-1)].map((row) => row?.xOneCpu?.median ?? NaN);
      return sorted.length > 1 ? percent(Math.max(0, (last ?? NaN) / (first ?? NaN) - 1)) : undefined;
    },
  };
}

/**
 * @param {string} what
 * @param {string} work
 * @param {'fds' | 'children'} of
 * @returns {Target}
 */
function many(what, work, of) {
  const things = of === 'fds' ? 'most descriptors' : 'most running children';
  return {
    what: `${what}: more with the ${things} than with none`,
    limit: 10,
    unit: '%',
    value: ({ flat = [] }) => {
      const all = flat.filter((row) => row.peer === 'forkexec' && row.work === work && row.of === of && row.count > 0);
      const most = all.toSorted((a, b) => a.count - b.count).at(-1)?.times?.median;
      return most === undefined ? undefined : percent(Math.max(0, most - 1));
    },
  };
}

/**
 * @param {string} what
 * @param {string} id
 * @param {string} stdio
 * @param {number} limit
 * @returns {Target}
 */
function childBytes(what, id, stdio, limit) {
  const value = (/** @type {Results} */ { childMemory = [] }) => {
    const bytes = childMemory.find((row) => row.peer === id && row.stdio === stdio)?.bytes?.median;
    return bytes === undefined ? undefined : bytes / 1000;
  };
  return { what, limit, unit: 'kB', value };
}

/** @param {number} share */
function percent(share) {
  return known(share * 100);
}

/** @param {number} value */
function known(value) {
  return Number.isNaN(value) ? undefined : value;
}

/** The sizes that are in the results, as text. @param {readonly CellResult[]} rows */
export function sizesOf(rows) {
  const all = [...new Set(rows.map(({ memoryMiB }) => memoryMiB))].toSorted((a, b) => a - b);
  return all.map((mib) => ({ mib, text: sizeOf(mib) }));
}
