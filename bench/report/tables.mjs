// Each table of the results: a head and lines.
import { peerName } from '../peers.mjs';
import { PER_SECOND } from '../feel.mjs';
import { calls, workOf, works } from '../works.mjs';
import { middle, sizeOf, time, withRange } from './numbers.mjs';
import { isFull, judged, sizesOf, targets } from './targets.mjs';

/** @import { CellResult } from '../cell.mjs' */
/** @import { FlatResult } from '../flat.mjs' */
/** @import { Results } from '../measure.mjs' */
/** @typedef {{ title: string, head: readonly string[], lines: readonly (readonly string[])[] }} Table */

/** @param {Results} results @returns {Table} */
export function targetTable(results) {
  const head = ['What', 'Target', 'Measured', ''];
  return { title: 'Targets', head, lines: targets.map((target) => judged(target, results)) };
}

/** One for each kind of work. @param {Results} results @returns {Table[]} */
export function workTables({ rows }) {
  return works.flatMap((work) => {
    const own = rows.filter((row) => row.work === work.id);
    const sizes = sizesOf(own.filter(({ p99Us, memoryMiB }) => p99Us && isFull(rows, memoryMiB)));
    const head = ['', ...sizes.flatMap(({ text }) => [`${text}: µs`, 'p99 µs', 'x C', 'call blocks µs', 'per second'])];
    const lines = Object.entries(work.by).flatMap(([peer, [, label]]) => {
      const cells = sizes.map(({ mib }) => own.find((row) => row.peer === peer && row.memoryMiB === mib));
      if (!cells.some(Boolean)) return [];
      return [[`${peerName(peer)}: ${label}`, ...cells.flatMap(workCells)]];
    });
    return lines.length > 0 ? [{ title: work.title, head, lines }] : [];
  });
}

/** @param {CellResult | undefined} row */
function workCells(row) {
  if (!row?.x) return [row?.problem ?? '', '', '', '', ''];
  return [middle(row.latencyUs), middle(row.p99Us), withRange(row.x), middle(row.blockedUs), middle(row.perSecond)];
}

/** What the chart shows. @param {Results} results @returns {Table} */
export function sizeTable({ rows }) {
  const own = rows.filter(({ work, latencyUs }) => workOf(work)?.chart && latencyUs);
  const sizes = sizesOf(own);
  const lines = works.flatMap((work) =>
    Object.entries(work.by).flatMap(([peer, [, label]]) => {
      const cells = sizes.map(({ mib }) =>
        own.find((row) => row.peer === peer && row.work === work.id && row.memoryMiB === mib),
      );
      if (!work.chart || !cells.some(Boolean)) return [];
      return [
        [`${peerName(peer)}: ${label}`, ...cells.map((row) => (row?.latencyUs ? time(row.latencyUs.median) : ''))],
      ];
    }),
  );
  return { title: 'Latency against the memory of the parent', head: ['', ...sizes.map(({ text }) => text)], lines };
}

/** @param {Results} results @returns {Table[]} */
export function flatTables({ flat = [] }) {
  return /** @type {const} */ (['fds', 'children']).flatMap((of) => {
    const own = flat.filter((row) => row.of === of);
    const counts = [...new Set(own.map(({ count }) => count))].toSorted((a, b) => a - b);
    const keys = [...new Set(own.map(({ peer, work }) => `${peer} ${work}`))];
    const lines = keys.map((key) =>
      flatLine(
        own.filter(({ peer, work }) => `${peer} ${work}` === key),
        counts,
      ),
    );
    const what = of === 'fds' ? 'descriptors open' : 'children running';
    const head = counts.flatMap((n, i) => [`${n.toLocaleString('en')} ${what}: µs`, 'times'].slice(0, i + 1));
    return lines.length > 0 ? [{ title: `Many ${what}`, head: ['', ...head], lines }] : [];
  });
}

/** @param {readonly FlatResult[]} rows @param {readonly number[]} counts */
function flatLine(rows, counts) {
  const { peer = '', work = '', problem = '' } = rows[0] ?? {};
  const cells = counts.flatMap((count, i) => {
    const row = rows.find((candidate) => candidate.count === count);
    const latency = middle(row?.latencyUs);
    return i === 0 ? [latency || problem] : [latency, withRange(row?.times)];
  });
  return [`${peerName(peer)}: ${workOf(work)?.by[peer]?.[1] ?? work}`, ...cells];
}

/** @param {Results} results @returns {Table[]} */
export function feelTables({ delay = [], childMemory = [] }) {
  const delays = delay.map((row) => [
    peerName(row.peer),
    sizeOf(row.memoryMiB),
    row.problem ?? middle(row.idleMs),
    middle(row.busyMs),
    middle(row.done),
  ]);
  const memory = childMemory.map((row) => [peerName(row.peer), row.stdio, row.problem ?? withRange(row.bytes)]);
  return [
    {
      title: `The event loop with ${PER_SECOND} launches per second: a timer of 1 ms, p99`,
      head: ['', 'parent', 'idle: ms', 'launching: ms', 'launched per second'],
      lines: delays,
    },
    { title: 'Memory in the parent for each running child', head: ['', 'stdio', 'bytes'], lines: memory },
  ].filter(({ lines }) => lines.length > 0);
}

/** @param {Results} results @returns {Table[]} */
export function otherTables({ rows, command = {}, calls: measured = {} }) {
  const oneCpu = rows.filter(({ xOneCpu }) => xOneCpu).toSorted((a, b) => a.memoryMiB - b.memoryMiB);
  const names = { nodeMs: '`node -e 0`', forkexecMs: '`forkexec -- true`', overMs: 'the difference' };
  return [
    {
      title: 'Parent, threads and child held on one CPU',
      head: ['', 'parent', 'x C', 'x C on all CPUs'],
      lines: oneCpu.map((row) => [
        `${workOf(row.work)?.by[row.peer]?.[1]} (${workOf(row.work)?.floor})`,
        sizeOf(row.memoryMiB),
        withRange(row.xOneCpu),
        withRange(row.x),
      ]),
    },
    {
      title: 'The command: CPU time',
      head: ['', 'ms'],
      lines: Object.entries(names).flatMap(([key, name]) => (command[key] ? [[name, withRange(command[key])]] : [])),
    },
    {
      title: 'JavaScript alone',
      head: ['', 'µs'],
      lines: Object.entries(calls).flatMap(([key, name]) => (measured[key] ? [[name, withRange(measured[key])]] : [])),
    },
  ].filter(({ lines }) => lines.length > 0);
}
