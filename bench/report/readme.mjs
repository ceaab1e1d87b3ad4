// The README's table: the few rows that tell what this is about.
import { sizeOf, time } from './numbers.mjs';

/** @import { CellResult } from '../cell.mjs' */
/** @import { Results } from '../measure.mjs' */
/** @import { Table } from './tables.mjs' */

const NODES = ['node20', 'node22', 'node24', 'node26'];

/** @type {readonly (readonly [name: string, peers: readonly string[], work: string])[]} */
const lines = [
  ['C: `clone(VM|VFORK)`, the limit', ['c'], 'sync'],
  ['**forkexec: `forkExec`**, `waitSync`', ['forkexec'], 'sync'],
  ['**forkexec: `startProcess`**', ['forkexec'], 'async'],
  ['**forkexec: `spawn`**, as child_process', ['drop-in'], 'async'],
  ['Node: `child_process.spawn`', NODES, 'async'],
  ['Bun: `Bun.spawn`', ['bun'], 'async'],
  ['Deno: `Deno.Command`', ['deno'], 'async'],
  ['Go: `syscall.ForkExec`', ['go'], 'sync'],
  ['Rust: `Command`', ['rust'], 'sync'],
  ['Python: `Popen`', ['python'], 'sync'],
];

/** The two sizes that are looked at: the smallest, and one that servers have. @param {Results} results */
function sizes({ rows, options }) {
  const [small = 0, ...others] = options.memoryMiB.filter((mib) => rows.some(({ memoryMiB }) => memoryMiB === mib));
  return [small, ...(others.includes(1024) ? [1024] : others.slice(-1))];
}

/** @param {Results} results @returns {Table} */
export function readmeTable(results) {
  const [small = 0, large = small] = sizes(results);
  /** @param {readonly string[]} peers @param {string} work @param {number} mib */
  const found = (peers, work, mib) =>
    results.rows.filter(
      (row) => peers.includes(row.peer) && row.work === work && row.memoryMiB === mib && row.latencyUs,
    );
  const head = [
    '',
    `${sizeOf(small)} parent`,
    `${sizeOf(large)} parent`,
    `the call blocks, ${sizeOf(large)}`,
    `32 in flight, ${sizeOf(small)}`,
    `32 in flight, ${sizeOf(large)}`,
  ];
  return {
    title: 'Launch to end',
    head,
    lines: lines.flatMap(([name, peers, work]) => {
      const [one, two] = [found(peers, work, small), found(peers, work, large)];
      if (one.length === 0) return [];
      const flight = [small, large].map((mib) => perSecond(work, name, found(peers, 'flight', mib)));
      return [[named(name, one), took(one, 'latencyUs'), took(two, 'latencyUs'), took(two, 'blockedUs'), ...flight]];
    }),
  };
}

/** One row for all versions of Node. @param {string} name @param {readonly CellResult[]} rows */
function named(name, rows) {
  const versions = rows.map(({ peer }) => /^node(\d+)$/.exec(peer)?.[1]).filter(Boolean);
  const [first] = versions;
  if (first === undefined) return name;
  return name.replace('Node', versions.length > 1 ? `Node ${first} to ${versions.at(-1)}` : `Node ${first}`);
}

/** @param {readonly CellResult[]} rows @param {'latencyUs' | 'blockedUs'} key */
function took(rows, key) {
  const all = rows.map((row) => row[key]?.median ?? NaN);
  const texts = [...new Set([time(Math.min(...all)), time(Math.max(...all))])];
  return all.length === 0 ? '' : texts.join(' to ');
}

/** Of calls that wait there is none in flight, unless threads do it. @param {string} work @param {string} name @param {readonly CellResult[]} rows */
function perSecond(work, name, rows) {
  if (rows.length === 0 || (work === 'sync' && name.includes('forkexec'))) return '';
  const all = rows.map((row) => row.perSecond?.median ?? NaN);
  const texts = [...new Set([Math.min(...all), Math.max(...all)].map((n) => Math.round(n).toLocaleString('en')))];
  return `${texts.join(' to ')}/s`;
}
