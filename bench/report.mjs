// Results for people: tables on the terminal, and the same between two marks in docs/performance.md.
import { calls, rows } from './rows.mjs';

/** @import { RowResult } from './cell.mjs' */
/** @import { Results } from './measure.mjs' */
/** @import { Spread } from './stats.mjs' */

const MARKS = /** @type {const} */ (['<!-- bench: begin -->', '<!-- bench: end -->']);

/** @param {Results} results */
export function forTerminal(results) {
  return [conditions(results), ...tables(results).map(align)].join('\n\n');
}

/**
 * The document with these results in it instead of those it has.
 * @param {string} document
 * @param {Results} results
 */
export function intoDocument(document, results) {
  const [before, rest] = cut(document, MARKS[0]);
  const [, after] = cut(rest, MARKS[1]);
  const written = tables(results).map(([head = [], ...lines]) => {
    const rule = head.map((_, i) => (i === 0 ? '---' : '--:'));
    return [head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  });
  return [`${before}${MARKS[0]}`, conditions(results), ...written, `${MARKS[1]}${after}`].join('\n\n');
}

/**
 * @param {string} text
 * @param {string} mark
 * @returns {[string, string]}
 */
function cut(text, mark) {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`the document has no line ${mark}`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}

/** @param {string[][]} lines */
function align(lines) {
  const width = (/** @type {number} */ i) => Math.max(...lines.map((cells) => cells[i]?.length ?? 0));
  const widths = (lines[0] ?? []).map((_, i) => width(i));
  return lines
    .map((cells) => cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))))
    .map((cells) => cells.join('  ').trimEnd())
    .join('\n');
}

/** @param {Results} results */
function conditions({ machine: m, options, foreignShare: { median, min, max } }) {
  const [middle, low, high] = [median, min, max].map((share) => `${Math.round(share * 100)} %`);
  return [
    `${m.date}: ${m.cpus} CPUs (${m.cpu}), ${m.memoryGiB} GiB, Linux ${m.kernel}, huge pages ${m.hugePages}, Node ${m.node}.`,
    `${options.rounds} rounds of ${options.ms} ms for each row. CPU time that other work had: ${middle} (${low} to ${high}).`,
  ].join('\n');
}

/**
 * @param {Results} results
 * @returns {string[][][]}
 */
function tables(results) {
  const { memoryMiB } = results.options;
  return [
    ...memoryMiB.map((mib) => rowTable(mib, results)),
    [['JavaScript alone', 'µs'], ...Object.entries(calls).map(([call, name]) => [name, show(results.calls[call])])],
  ];
}

/**
 * @param {number} mib
 * @param {Results} results
 */
function rowTable(mib, { rows: all }) {
  const head = [
    `parent +${mib} MiB`,
    'x C',
    'x C, one CPU',
    'target',
    'p50 µs',
    'call blocks µs',
    'per second',
    'JS CPU µs',
  ];
  return [head, ...all.filter(({ memoryMiB }) => memoryMiB === mib).map(rowLine)];
}

/** @param {RowResult} result */
function rowLine({ row: id, problem, x, xOneCpu, latencyUs, blockedUs, perSecond, cpuUs }) {
  const row = rows.find((candidate) => candidate.id === id);
  const name = row?.name ?? id;
  if (problem !== undefined) return [name, `not measured: ${problem}`, '', '', '', '', '', ''];
  return [
    name,
    spreadOf(x),
    spreadOf(xOneCpu),
    row?.target ? `<= ${decimals(row.target.x)}` : '',
    show(latencyUs),
    show(blockedUs, row?.target?.blockedUs),
    show(perSecond),
    show(cpuUs, row?.target?.cpuUs),
  ];
}

/**
 * The median and, in brackets, the extremes.
 * @param {Spread | undefined} spread
 */
function spreadOf(spread) {
  return spread ? `${decimals(spread.median)} (${decimals(spread.min)}..${decimals(spread.max)})` : '';
}

/**
 * The median, and what it should not be above.
 * @param {Spread | undefined} spread
 * @param {number} [target]
 */
function show(spread, target) {
  return spread ? `${decimals(spread.median)}${target === undefined ? '' : ` (<= ${target})`}` : '';
}

/** @param {number} value */
function decimals(value) {
  if (value < 10) return value.toFixed(2);
  return value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en');
}
