/** What a launch does not load: docs/decisions/start-up.md. Times are measured there; what costs them can be tested. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bin, command } from './command.js';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'forkexec-start-up-'));
  // What is loaded for the hook itself, and by Node, does not count.
  writeFileSync(
    join(dir, 'hook.cjs'),
    `const { writeFileSync } = require('node:fs');
    const before = new Set(process.moduleLoadList);
    process.on('exit', () => {
      const after = process.moduleLoadList.filter((name) => !before.has(name));
      writeFileSync(process.env.LOADED, JSON.stringify(after));
    });`,
  );
});
afterAll(() => rmSync(dir, { recursive: true }));

function loaded(...args: readonly string[]): string[] {
  const file = join(dir, 'loaded.json');
  const env = { ...process.env, LOADED: file };
  expect(command(process.execPath, ['-r', join(dir, 'hook.cjs'), bin, ...args], { env })).toMatchObject({ status: 0 });
  return JSON.parse(readFileSync(file, 'utf8')) as string[];
}

test.for([
  ['--', 'true'],
  ['--timeout=9', '--', 'true'],
  ['--init', '-rp', '--', 'true'],
])('%j', (args) => {
  const modules = loaded(...args);
  expect(modules).toContain('NativeModule internal/util/parse_args/parse_args');
  for (const name of ['net', 'stream', 'tty', 'child_process', 'worker_threads']) {
    expect(modules).not.toContain(`NativeModule ${name}`);
  }
});
