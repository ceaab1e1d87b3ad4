import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { read, root } from './markdown.js';

const page = 'docs/go-parity.md';

/** Where the page's short names lead. */
const folders: Readonly<Record<string, readonly [folder: string, ending: string]>> = {
  exec: ['packages/exec/test/fixtures/cases', '.mjs'],
  core: ['packages/core-native/test/kernel', '.test.ts'],
  native: ['packages/core-native/native/tests', '.test.ts'],
  plan: ['packages/exec/test/plan', '.test.ts'],
  attrs: ['packages/attrs/test', '.test.ts'],
  unit: ['packages/exec/test', '.test.ts'],
  repo: ['test', '.test.ts'],
};

/** The rows of all tables, without their heads. */
const rows = read(page)
  .split('\n')
  .filter((line) => /^\| (?!Go \||Field \|)/.test(line))
  .map((line) => ({ line, cells: line.split(/(?<!\\)\|/).slice(1, -1) }));
const fields = rows.map(({ cells: [first = ''] }) => /^ `([\w.]+)` $/.exec(first)?.[1]);

const references = (cell: string) => [...cell.matchAll(/`(\w+)\/([\w/-]+): ([^`]+)`/g)];

/** The fields of an interface of attrs, as they are written there. */
function fieldsOf(name: string): string[] {
  const source = read('packages/attrs/src/sys-proc-attr.ts');
  const body = new RegExp(`^export interface ${name} \\{\n(.*?)^\\}`, 'ms').exec(source)?.[1] ?? '';
  return [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, field = '']) => field);
}

/** Go's own: what is not in Go is in the README's table of attributes. */
const additions = new Set([
  'hostname',
  'mountProc',
  'rlimits',
  'cgroup',
  'timeOffsets',
  'idMap',
  'initGroups',
  'clearAmbient',
  'inheritableCaps',
  'boundingCaps',
  'clearAmbient',
  'securebits',
  'propagation',
  'umask',
  'nice',
  'ignoreSignals',
  'blockSignals',
  'init',
  'ruid',
  'rgid',
]);

test('every row names a test, and every test is there', () => {
  expect(rows.length).toBeGreaterThan(70);
  for (const { line, cells } of rows) {
    const found = references(cells.at(-1) ?? '');
    expect(found.length, line).toBeGreaterThan(0);
    for (const [, folder = '', name = '', title = ''] of found) {
      const [place = '', ending = ''] = folders[folder] ?? [];
      const file = join(root, place, name + ending);
      expect(existsSync(file), `${line}: ${file}`).toBe(true);
      expect(readFileSync(file, 'utf8'), `${line}: ${title}`).toContain(title);
    }
  }
});

test('every field of Go’s has a row', () => {
  const own = [
    ...fieldsOf('SysProcAttr'),
    ...fieldsOf('ProcAttr'),
    ...fieldsOf('Credential').map((field) => `credential.${field}`),
  ].filter((field) => !additions.has(field.split('.').at(-1)!));
  expect(own.length).toBeGreaterThan(25);
  expect(own.filter((field) => !fields.includes(field))).toEqual([]);
});
