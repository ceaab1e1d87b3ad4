import { readdirSync, readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import * as attrs from '../src/index.js';

const src = new URL('../src/', import.meta.url);
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the sources import nothing but each other', () => {
  for (const file of readdirSync(src)) {
    const text = readFileSync(new URL(file, src), 'utf8');
    for (const [, from] of text.matchAll(/\bfrom '([^']+)'/g)) expect(from, file).toMatch(/^\.\/[a-z-]+\.js$/);
    expect(text, file).not.toMatch(/\b(process|globalThis)\.[a-z]|\b(Buffer|require)\b[.(]/);
  }
});

test('the package exports every file that is not for itself alone', () => {
  const own = ['index.ts', 'name-table.ts', 'show.ts', 'syscall-tables.ts'];
  const index = readFileSync(new URL('index.ts', src), 'utf8');
  for (const file of readdirSync(src)) {
    expect(index.includes(`'./${file.replace(/ts$/, 'js')}'`), file).toBe(!own.includes(file));
  }
});

test('the README shows what happens', () => {
  const lines = [...readme.matchAll(/```ts\n(.*?)```/gs)].flatMap(([, block]) => block!.split('\n'));
  const examples = lines.map((line) => /^([^/].*?);? +\/\/ (.*)$/.exec(line)).filter((match) => match !== null);
  expect(examples.length).toBeGreaterThan(15);
  for (const [, code, shown] of examples) expect(run(code!), code).toBe(shown);
});

/** What an expression over the package's exports gives, as Node prints it, or the error that it throws. */
function run(code: string): string {
  try {
    const value: unknown = runInNewContext(`(${code})`, { ...attrs });
    return value instanceof Uint8Array ? `${value.length} bytes` : inspect(value, { breakLength: Infinity });
  } catch (error) {
    return String(error);
  }
}
