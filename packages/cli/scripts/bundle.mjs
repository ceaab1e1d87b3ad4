// Writes the command, dist/forkexec.cjs: all that a launch without options takes, and behind it two parts that are compiled once
// something in them is called (docs/decisions/start-up.md). What is in none of them is the native binary, which lies in its own
// package.
import { fileURLToPath } from 'node:url';
import { bundleParts } from './bundle/parts.mjs';

/** @param {string} name */
const dist = (name) => fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url));
/** @param {string} name */
const exec = (name) => fileURLToPath(new URL(`../../exec/dist/${name}.js`, import.meta.url));
/** @param {string} name */
const core = (name) => fileURLToPath(new URL(`../../core-native/dist/${name}.js`, import.meta.url));

/** @param {string} names separated by spaces */
const plan = (names) => names.split(' ').map((name) => exec(`plan/${name}`));

/** Each part after the first: the modules whose functions, once called, bring it. A part may use those before it. */
const parts = [
  { name: 'first', entry: dist('bin') },
  {
    // What options, and the attributes that come of them, take.
    name: 'options',
    modules: [
      ...['options/read-options', 'request-asked', 'resolve-in-root'].map(dist),
      ...['pid-file', 'json-status', 'lent-terminal', 'open-descriptor'].map((name) => `supervise/${name}`).map(dist),
      ...plan('fields contradictions id-words id-maps id-rights caps credentials confinement death-signal file-mask'),
      ...plan('in-place init limits niceness own-ids root session terminal time-namespace time-offsets trace'),
      ...['exec', 'plan-later', 'get-caps'].map(exec),
    ],
  },
  {
    // Other commands, and what is said when something fails.
    name: 'rest',
    modules: [
      ...['plan', 'trace', 'completion', 'doctor', 'print-spec'].map((name) => dist(`commands/${name}`)),
      ...['options/help', 'trace/filter', 'ruleset'].map(dist),
      ...['ptrace', 'probe/index'].map(exec),
      ...['hint', 'format', 'load-cause', 'errno'].map(core),
    ],
  },
];

await bundleParts(parts, fileURLToPath(new URL('../dist/forkexec.cjs', import.meta.url)));
