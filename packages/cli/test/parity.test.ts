/** The parity tables themselves: nothing of the tools is missing, and every test that they name is there. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aliasesOf } from '../src/options/option.js';
import { sections } from '../src/options/table.js';
import { tools } from './parity/tools.mjs';

const here = import.meta.dirname;
const sources = new Map(
  readdirSync(here, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => [file, readFileSync(join(here, file), 'utf8')]),
);
const ours = new Set(
  sections.flatMap(({ options }) =>
    options.flatMap((option) => [
      `--${option.long}`,
      ...aliasesOf(option).map((name) => `--${name}`),
      `-${option.short}`,
    ]),
  ),
);

/** The options that a tool's own help lists, long ones where there are. */
function listed(tool: string): string[] {
  const { stdout } = spawnSync(tool, ['--help'], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => {
    const [, names = ''] = /^ +((?:-\w, *|-\w$|--)[^ ]*(?: --[\w-]+)*)/.exec(line) ?? [];
    const longs = [...line.slice(0, line.search(/\S {2,}/) + 1 || undefined).matchAll(/--[a-z][\w-]*/g)].map(
      ([name]) => name,
    );
    return names === '' ? [] : longs;
  });
}

describe.each(tools)('$name', ({ name, rows }) => {
  test('every option of its help has a row', () => {
    const known = rows
      .map(({ option }) => option)
      .join(', ')
      .split(/[ ,=]+/);
    const options = listed(name);
    expect(options.length).toBeGreaterThan(1);
    for (const option of options) expect(known, option).toContain(option);
  });

  test('each row has an option of ours with a test behind it, or says why not', () => {
    for (const { option, ours: names = '', requests, test: reference, why } of rows) {
      if (names === '') expect(why, option).toBeTruthy();
      else expect(requests ?? reference, option).toBeTruthy();
      for (const word of names.split(/[ ,]+/)) if (word.startsWith('-')) expect(ours, option).toContain(word);
      if (reference === undefined) continue;
      const [file = '', ...title] = reference.split(': ');
      const source = sources.get(file);
      expect(source, `${option}: ${file}`).toBeDefined();
      // As it is spelled in the source, in whatever quotes.
      expect(source!.includes(title.join(': ')), `${option}: ${reference}`).toBe(true);
    }
  });
});
