// `npm run test:runtimes [-- --only <words>] [-- --full] [-- --again]`: the packed packages on other runtimes, by other
// installers, in other hosts, in bundles. A row that has been run with the same tarballs is not run again, so that what
// was stopped goes on where it was. Of all rows the result goes to docs/runtimes.json and the tables of docs/runtimes.md.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { packAll } from './release/pack.mjs';
import { installHosts } from './runtimes/installers.mjs';
import { buildShipped, installRuntimes } from './runtimes/platforms.mjs';
import { byNpm, project } from './runtimes/project.mjs';
import { rows } from './runtimes/rows.mjs';
import { buildWhenChanged, install, root } from './setup.mjs';

/** @typedef {import('./runtimes/rows.mjs').Row} Row */
/** @typedef {import('./runtimes/rows.mjs').Room} Room */
/** @typedef {{ name: string, ok: boolean, said: string, limit?: string }} Check */
/** @typedef {{ group: string, name: string, version: string, checks: Check[], missing?: string }} Result */

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    full: { type: 'boolean', default: false },
    again: { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
  },
});
/** What has been run. The projects are elsewhere: below a clone they would find its packages and its settings. */
const dir = join(root, 'build', 'runtimes');
const projects = mkdtempSync(join(tmpdir(), 'forkexec-runtimes-'));
chmodSync(projects, 0o755); // ordinary users run the tests, too
process.on('exit', () => rmSync(projects, { recursive: true, force: true }));
const record = join(root, 'docs', 'runtimes.json');
/** What is longer is a stack, with this machine's folders in it. */
const SHORT = 60;

if (!values['no-build']) {
  install();
  buildWhenChanged();
}
if (values.only !== 'this') {
  installRuntimes();
  installHosts();
  buildShipped();
}
const packed = packAll(join(projects, 'packed'));
mkdirSync(dir, { recursive: true });
const inputs = inputsHash(packed.map(({ file }) => file));
const stateFile = join(dir, values.full ? 'state-full.json' : 'state.json');
const state = readState();
const room = makeRoom();

const chosen = rows().filter(({ name, group }) => isChosen(name, group));
if (chosen.length === 0) throw new Error(`no row called ${values.only}`);
const results = chosen.map(resultOf);
const failed = results.flatMap(({ name, checks }) =>
  checks
    .filter((check) => !check.ok && check.limit === undefined)
    .map((check) => `${name}: ${check.name}: ${check.said}`),
);
for (const line of failed) console.error(`FAILED  ${line}`);
if (values.only === undefined && failed.length === 0) {
  writeFileSync(record, `${JSON.stringify(results.map(forThePage), undefined, 2)}\n`);
  execFileSync(process.execPath, [join(root, 'scripts/gen-docs.mjs')], { stdio: 'inherit' });
}
const count = results.flatMap(({ checks }) => checks);
const missing = results.filter((result) => result.missing !== undefined).length;
console.log(`${count.length - failed.length} passed, ${failed.length} failed, ${missing} skipped`);
if (failed.length > 0) process.exitCode = 1;

/**
 * @param {string} name
 * @param {string} group
 */
function isChosen(name, group) {
  // This machine's own Node is a row only when it is asked for: the page is about pinned ones.
  if (values.only === undefined) return name !== 'this';
  return name === values.only || `${group}: ${name}`.toLowerCase().includes(values.only.toLowerCase());
}

/**
 * @param {Row} row
 * @returns {Result}
 */
function resultOf(row) {
  const key = `${row.group}: ${row.name}`;
  const why = row.missing();
  if (why !== undefined) {
    console.log(`skip  ${key}: ${why}`);
    return { group: row.group, name: row.name, version: '', checks: [], missing: why };
  }
  const old = values.again ? undefined : state.rows[key];
  const result = old ?? runRow(row);
  const bad = result.checks.filter((check) => !check.ok && check.limit === undefined).length;
  console.log(`${bad === 0 ? 'ok' : 'FAILED'}  ${key} ${result.version}${old ? ' (as before)' : ''}`);
  if (bad === 0) {
    state.rows[key] = result;
    writeFileSync(stateFile, JSON.stringify(state));
  }
  return result;
}

/**
 * @param {Row} row
 * @returns {Result}
 */
function runRow(row) {
  const named = { group: row.group, name: row.name };
  try {
    const { version = '', checks } = row.run(room);
    return { ...named, version, checks: checks.map((check) => withLimit(row, check)) };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return { ...named, version: '', checks: [{ name: 'the row itself', ok: false, said }] };
  }
}

/**
 * @param {Row} row
 * @param {Check} check
 * @returns {Check}
 */
function withLimit({ limits }, check) {
  const limit = check.ok ? undefined : limits?.[check.name];
  return limit === undefined ? check : { ...check, limit };
}

/** @param {Result} result */
function forThePage({ group, name, version, checks, missing: why }) {
  const limits = checks
    .filter(({ limit }) => limit !== undefined)
    .map(({ name: check, limit, said }) => ({ check, limit, said: said.length > SHORT ? '' : said }));
  const said = checks.filter(({ ok, said: text }) => ok && text !== '').map(({ said: text }) => text);
  return {
    group,
    name,
    version,
    passed: checks.filter(({ ok }) => ok).length,
    limits,
    said,
    ...(why !== undefined && { missing: why }),
  };
}

/** @param {string} name */
function folder(name) {
  const path = join(projects, name.replaceAll(/[^\w-]+/g, '-'));
  mkdirSync(path, { recursive: true });
  return path;
}

/** @returns {Room} */
function makeRoom() {
  /** @type {string | undefined} */
  let made;
  const shared = () => (made ??= project(folder('project'), packed, byNpm));
  return { packed, folder, full: values.full, project: shared };
}

/** @returns {{ inputs: string, rows: Record<string, Result> }} */
function readState() {
  const empty = { inputs, rows: {} };
  if (!existsSync(stateFile)) return empty;
  const old = JSON.parse(readFileSync(stateFile, 'utf8'));
  return old.inputs === inputs ? old : empty;
}

/**
 * The tarballs, what is run on them, and the pins of what runs it.
 * @param {readonly string[]} tarballs
 */
function inputsHash(tarballs) {
  const sum = createHash('sha256');
  for (const file of tarballs) sum.update(readFileSync(file));
  const smoke = join(root, 'tools', 'smoke');
  for (const name of readdirSync(smoke).toSorted()) sum.update(readFileSync(join(smoke, name)));
  for (const tool of ['runtimes', 'runtimes/foreign', 'hosts']) {
    sum.update(readFileSync(fileURLToPath(new URL(`../tools/${tool}/package-lock.json`, import.meta.url))));
  }
  return sum.digest('hex');
}
