// docs/latency.svg: latency against the memory of the parent, both by powers of ten. Colours are of a middle lightness, for
// GitHub shows the same file on white and on black.
import { sizeOf, time } from './numbers.mjs';

/** @import { Results } from '../measure.mjs' */

/**
 * @typedef {object} Line
 * @property {string} name
 * @property {readonly string[]} peers drawn alike, under one name
 * @property {string} work
 * @property {string} colour
 * @property {number} width
 * @property {string} [dash]
 */

/** @type {readonly Line[]} */
const lines = [
  { name: 'Node', peers: ['node20', 'node22', 'node24', 'node26'], work: 'sync', colour: '#e5534b', width: 1.6 },
  { name: 'Python', peers: ['python'], work: 'sync', colour: '#b08800', width: 1.6 },
  { name: 'Deno', peers: ['deno'], work: 'sync', colour: '#8a63d2', width: 1.6 },
  { name: 'Rust', peers: ['rust'], work: 'sync', colour: '#c4622d', width: 1.6 },
  { name: 'Go', peers: ['go'], work: 'sync', colour: '#1b95b3', width: 1.6 },
  { name: 'Bun', peers: ['bun'], work: 'sync', colour: '#d1618f', width: 1.6 },
  { name: 'forkexec, startProcess', peers: ['forkexec'], work: 'async', colour: '#2f9e4f', width: 2.6, dash: '7 4' },
  { name: 'forkexec, forkExec', peers: ['forkexec'], work: 'sync', colour: '#2f9e4f', width: 3.2 },
  { name: 'C, the limit', peers: ['c'], work: 'sync', colour: '#7d8590', width: 1.6, dash: '2 4' },
];

const WIDTH = 860;
const HEIGHT = 470;
const FRAME = { left: 66, right: 570, top: 56, bottom: 416 };
const GREY = '#7d8590';
/** Between the base lines of two labels. */
const LINE_HEIGHT = 18;

/** @typedef {{ x: number, y: number }} Point */
/** @typedef {{ line: Line, paths: Point[][], last: number }} Drawn */

/** @param {Results} results */
export function chart(results) {
  const values = lines.flatMap((line) => {
    const series = line.peers.map((peer) => pointsOf(results, peer, line.work)).filter((points) => points.length > 0);
    return series.length > 0 ? [{ line, series }] : [];
  });
  const all = values.flatMap(({ series }) => series.flat());
  const across = scale(
    all.map(({ mib }) => mib),
    FRAME.left + 14,
    FRAME.right - 14,
  );
  const up = scale([...all.map(({ us }) => us), 50], FRAME.bottom - 12, FRAME.top + 12);
  const drawn = values.map(({ line, series }) => ({
    line: { ...line, name: line.name === 'Node' ? nodes(results) : line.name },
    paths: series.map((points) => points.map(({ mib, us }) => ({ x: across(mib), y: up(us) }))),
    last: Math.max(...series.map((points) => points.at(-1)?.us ?? 0)),
  }));
  const sizes = [...new Set(all.map(({ mib }) => mib))].toSorted((a, b) => a - b);
  return [
    ...opening(),
    ...grid(
      all.map(({ us }) => us),
      up,
    ),
    ...sizes.map((mib) => text(across(mib), FRAME.bottom + 20, sizeOf(mib), { anchor: 'middle' })),
    text((FRAME.left + FRAME.right) / 2, FRAME.bottom + 42, 'memory of the launching process', { anchor: 'middle' }),
    ...drawn.flatMap(strokes),
    ...labels(drawn),
    '</svg>',
    '',
  ].join('\n');
}

/** @param {Results} results @param {string} peer @param {string} work */
function pointsOf({ rows }, peer, work) {
  return rows
    .flatMap((row) =>
      row.peer === peer && row.work === work && row.latencyUs ? [{ mib: row.memoryMiB, us: row.latencyUs.median }] : [],
    )
    .toSorted((a, b) => a.mib - b.mib);
}

/** @param {Results} results */
function nodes({ rows }) {
  const versions = new Set(rows.flatMap(({ peer, x }) => (x && /^node(\d+)$/.exec(peer)?.[1]) || []));
  return `Node ${[...versions].join(', ')}`;
}

/**
 * From a value to a place, by powers.
 * @param {readonly number[]} values
 * @param {number} from
 * @param {number} to
 */
function scale(values, from, to) {
  const low = Math.log(Math.min(...values));
  const high = Math.log(Math.max(...values));
  /** @param {number} value */
  return (value) => (high === low ? (from + to) / 2 : from + ((Math.log(value) - low) / (high - low)) * (to - from));
}

function opening() {
  const name = 'One launch of a program that does nothing, waited for: median time';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" ` +
      `font-family="-apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', Helvetica, Arial, sans-serif" font-size="14">`,
    `<title>${name}, by the memory of the launching process</title>`,
    text(FRAME.left, 26, name, { size: 16, weight: 600 }),
  ];
}

/**
 * @param {readonly number[]} values
 * @param {(us: number) => number} up
 */
function grid(values, up) {
  const [low, high] = [Math.min(...values, 50), Math.max(...values)];
  const steps = [100, 1000, 10_000, 100_000, 1_000_000, 10_000_000].filter((us) => us >= low && us <= high);
  return steps.flatMap((us) => [
    `<path d="M${FRAME.left} ${round(up(us))}H${FRAME.right}" stroke="${GREY}" stroke-opacity="0.35"/>`,
    text(FRAME.left - 8, up(us) + 5, time(us).replace('.0', ''), { anchor: 'end' }),
  ]);
}

/** @param {Drawn} drawn */
function strokes({ line: { colour, width, dash }, paths }) {
  const dashes = dash === undefined ? '' : ` stroke-dasharray="${dash}"`;
  return paths.flatMap((points) => [
    `<path d="M${points.map(({ x, y }) => `${round(x)} ${round(y)}`).join('L')}" fill="none" stroke="${colour}" ` +
      `stroke-width="${width}" stroke-linejoin="round" stroke-linecap="round"${dashes}/>`,
    ...points.map(({ x, y }) => `<circle cx="${round(x)}" cy="${round(y)}" r="${width + 0.6}" fill="${colour}"/>`),
  ]);
}

/** Beside the last points, as far apart as they need to be. @param {readonly Drawn[]} drawn */
function labels(drawn) {
  const ends = drawn.map(({ line, paths, last }) => ({ line, last, at: paths[0]?.at(-1) ?? { x: 0, y: 0 } }));
  const sorted = ends.toSorted((a, b) => a.at.y - b.at.y);
  const places = spaced(sorted.map(({ at }) => at.y));
  return sorted.flatMap(({ line, last, at }, i) => {
    const y = places[i] ?? 0;
    const x = FRAME.right + 26;
    const weight = line.name.startsWith('forkexec') ? 700 : 400;
    return [
      `<path d="M${round(at.x + 7)} ${round(at.y)}L${x - 6} ${round(y)}" fill="none" stroke="${line.colour}" stroke-opacity="0.6"/>`,
      text(x, y + 5, `${line.name}: ${time(last)}`, { colour: line.colour, weight }),
    ];
  });
}

/**
 * Places in their order, none nearer to the next than a line is high, and inside of the frame.
 * @param {readonly number[]} wanted
 */
export function spaced(wanted) {
  const places = [...wanted];
  for (let i = 1; i < places.length; i++) {
    places[i] = Math.max(places[i] ?? 0, (places[i - 1] ?? 0) + LINE_HEIGHT);
  }
  let most = FRAME.bottom;
  for (let i = places.length - 1; i >= 0; i--) {
    places[i] = Math.min(places[i] ?? 0, most);
    most = (places[i] ?? 0) - LINE_HEIGHT;
  }
  return places;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} content
 * @param {{ anchor?: string, colour?: string, weight?: number, size?: number }} [style]
 */
function text(x, y, content, { anchor = 'start', colour = GREY, weight = 400, size = 14 } = {}) {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${round(x)}" y="${round(y)}" fill="${colour}" text-anchor="${anchor}" font-weight="${weight}" font-size="${size}">${escaped}</text>`;
}

/** @param {number} n */
function round(n) {
  return Math.round(n * 10) / 10;
}
