// Writes docs/command.svg, a screenful of the command: runs these commands for real and draws what they print.
// `node scripts/demo-screen.mjs` (needs a build, and user namespaces for an ordinary user or root).
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../packages/cli/bin/forkexec.js', import.meta.url));
export const file = fileURLToPath(new URL('../docs/command.svg', import.meta.url));

/** Each as a shell's line, and the status that it ends with. */
export const commands = /** @type {const} */ ([
  ["forkexec -Urpmn --mount-proc --hostname box -- sh -c 'hostname; id -u; ls -d /proc/[0-9]*'", 0],
  ['forkexec plan -r -w /srv --rlimit nofile=1024 -- id', 0],
  ['forkexec -w /nowhere -- make', 125],
  ['forkexec --timeout 0.5 --die-with-parent -- sleep 60', 124],
  ['forkexec trace -e openat,write -- cat /proc/sys/kernel/ostype', 0],
]);

/** @typedef {{ command: string, output: string, status: number | null }} Shown */

/** @returns {Shown[]} */
export function run() {
  return commands.map(([command]) => {
    const script = `forkexec() { '${process.execPath}' '${bin}' "$@"; }; ${command}`;
    const env = { PATH: process.env['PATH'], LC_ALL: 'C', HOME: '/' };
    const { status, output } = spawnSync('sh', ['-c', `{ ${script}; } 2>&1`], { encoding: 'utf8', env, cwd: '/' });
    return { command, status, output: output[1] ?? '' };
  });
}

const WIDTH = 100;
const CHAR = 8;
const LINE = 18;
const MARGIN = 16;
const TOP = 40;

/** @param {string} text */
const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** @param {string} text */
function wrapped(text) {
  const lines = [];
  for (let rest = text; ; rest = rest.slice(WIDTH)) {
    lines.push(rest.slice(0, WIDTH));
    if (rest.length <= WIDTH) return lines;
  }
}

/** @param {string} line */
const kindOf = (line) => (line.startsWith('forkexec: ') ? 'bad' : line.startsWith('hint: ') ? 'hint' : 'text');

/**
 * A dark terminal on a page of either colour. Every line has its exact length, whatever the reader's font is.
 * @param {readonly Shown[]} shown
 */
export function draw(shown) {
  /** @type {{ kind: string, text: string }[]} */
  const lines = [];
  for (const { command, output, status } of shown) {
    if (lines.length > 0) lines.push({ kind: 'text', text: '' });
    lines.push(...wrapped(`$ ${command}`).map((text) => ({ kind: 'typed', text })));
    for (const line of output.replace(/\n$/, '').split('\n')) {
      if (output !== '') lines.push(...wrapped(line).map((text) => ({ kind: kindOf(line), text })));
    }
    if (status !== 0) lines.push({ kind: 'typed', text: '$ echo $?' }, { kind: 'text', text: String(status) });
  }
  const size = { width: WIDTH * CHAR + 2 * MARGIN, height: TOP + lines.length * LINE + MARGIN };
  const rows = lines.map(({ kind, text }, i) => {
    if (text === '') return '';
    const y = TOP + (i + 1) * LINE - 5;
    const length = `textLength="${text.length * CHAR}" lengthAdjust="spacingAndGlyphs"`;
    return `<text class="${kind}" x="${MARGIN}" y="${y}" ${length} xml:space="preserve">${escape(text)}</text>`;
  });
  const dots = ['#ff5f57', '#febc2e', '#28c840'].map(
    (fill, i) => `<circle cx="${20 + 18 * i}" cy="20" r="6" fill="${fill}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}" role="img">
<title>The forkexec command in a terminal</title>
<style>
text { font: 13px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; fill: #d4d7dc }
.typed { fill: #8fd18f; font-weight: bold }
.bad { fill: #ff8f8f }
.hint { fill: #9aa4b2 }
</style>
<rect x="0.5" y="0.5" width="${size.width - 1}" height="${size.height - 1}" rx="8" fill="#1d2026" stroke="#5c6370"/>
${dots.join('\n')}
${rows.filter(Boolean).join('\n')}
</svg>
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(file, draw(run()));
  console.log(`wrote ${file}`);
}
