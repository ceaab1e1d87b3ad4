import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cases as truth } from '../packages/exec/test/fixtures/cases/child-process.mjs';
import { cases as sync } from '../packages/exec/test/fixtures/cases/spawn-sync.mjs';
import { cases as many } from '../packages/exec/test/fixtures/cases/spawn-sync-node.mjs';
import { calls } from '../packages/exec/test/fixtures/spawn-sync/calls.mjs';
import { read, root } from './markdown.js';

// Up to the results of other people's tests, which are no rows of ours.
const [page = ''] = read('docs/child-process.md').split('\n## Test suites of others');
const fixtures = join(root, 'packages/exec/test/fixtures');

const rows = page
  .split('\n')
  .filter((line) => /^\| (?!What |Option |Event |Entry |Member |Function |Error )/.test(line));
const files = ['arguments', 'search', 'options', 'stdio', 'events', 'errors', 'exec', 'fork', 'module', 'examples'];
const reference = new RegExp(`\`(${[...files, 'truth', 'register', 'sync', 'calls'].join('|')}): ([^\`]+)\``, 'g');
const named = [...page.matchAll(reference)].map(([, file = '', name = '']) => ({ file, name }));

async function casesOf(file: string): Promise<readonly string[]> {
  if (file === 'truth') return truth.map(({ name }) => name);
  if (file === 'sync') return [...sync, ...many].map(({ name }) => name);
  if (file === 'calls') return calls.map(({ about }) => about);
  const module = (await import(`../packages/exec/test/fixtures/compat/${file}.mjs`)) as { cases: Map<string, unknown> };
  return [...module.cases.keys()];
}

test('every row names a test, and every test is there', async () => {
  expect(rows.length).toBeGreaterThan(80);
  for (const row of rows) expect(row, 'names no test').toMatch(new RegExp(reference.source));
  for (const { file, name } of named) {
    if (file === 'register') expect(existsSync(join(fixtures, 'register', `${name}.mjs`)), name).toBe(true);
    else expect(await casesOf(file), `${file}: ${name}`).toContain(name);
  }
});

test('every case that is compared with Node has its row', async () => {
  for (const file of files) {
    for (const name of await casesOf(file)) expect(named, `${file}: ${name}`).toContainEqual({ file, name });
  }
});

/** Members of the interfaces of Node's options, as @types/node writes them. */
function optionsOf(name: string): string[] {
  const types = readFileSync(join(root, 'node_modules/@types/node/child_process.d.ts'), 'utf8');
  const body = new RegExp(`^ {4}interface ${name}(?: extends [^{]*| )\\{\\r?\n(.*?)^ {4}\\}`, 'ms').exec(types)?.[1];
  expect(body, name).toBeDefined();
  return [...body!.matchAll(/^ {8}(\w+)\??:/gm)].map(([, field = '']) => field);
}

test('no option of Node is missing', () => {
  const interfaces = ['ProcessEnvOptions', 'CommonOptions', 'CommonSpawnOptions', 'SpawnOptions', 'MessagingOptions'];
  const wanted = [...interfaces, 'ExecOptions', 'ExecFileOptions', 'ForkOptions', 'SpawnSyncOptions'].flatMap(
    optionsOf,
  );
  const listed = rows.map((row) => /^\| `(\w+)` \|/.exec(row)?.[1]);
  expect(wanted.length).toBeGreaterThan(20);
  expect(listed).toEqual(expect.arrayContaining([...wanted, 'signal']));
});
