/** Every example of the help and the manual page, as it stands there. */
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { landlockABI } from '@forkexec/exec';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandExamples, type Example, sectionExamples } from '../../src/options/examples.js';
import { help } from '../../src/options/help.js';
import { commandNames } from '../../src/options/option.js';
import { sections } from '../../src/options/table.js';
import { bin, command, missing } from './command.js';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'forkexec-examples-'));
  symlinkSync(bin, join(dir, 'forkexec'));
});
afterAll(() => rmSync(dir, { recursive: true }));

function whyNot({ needs }: Example): string | undefined {
  if (needs === undefined) return undefined;
  if (needs === 'Landlock') return landlockABI() > 0 ? undefined : 'needs Landlock';
  return missing(needs);
}

const titles = new Set(sections.map(({ title }) => title));
const examples = [
  ...Object.entries(sectionExamples).flatMap(([title, shown]) => (titles.has(title) ? shown : [])),
  ...Object.values(commandExamples).flat(),
];

test.for(examples)('$command', (example, { skip }) => {
  const why = whyNot(example);
  skip(why !== undefined, why);
  const env = { ...process.env, PATH: `${dir}:${process.env['PATH']}` };
  const { status, stdout, stderr } = command('sh', ['-c', example.command], { env, cwd: dir });
  expect({ status, stderr: example.traces === true ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  if (example.traces === true) expect(stderr).toMatch(/^openat\(|^[ \d.]+ openat$/m);
  expect(stdout !== '' || example.command.includes('>') || example.command.includes('sleep')).toBe(true);
});

test('the help shows no other', () => {
  const known = new Set(examples.map((example) => example.command));
  const shown = commandNames.flatMap((name) =>
    help(name)
      .split('\n')
      .filter((line) => line.startsWith('    forkexec '))
      .map((line) => line.trim().replace(/ {2}# .*/, '')),
  );
  expect(shown.length).toBeGreaterThan(20);
  for (const line of shown) expect(known).toContain(line);
});

/** What stands under a bold letter: the same letter, and a step back. */
const overstruck = new RegExp(`.${String.fromCharCode(8)}`, 'g');

test('nor does the manual page, which its readers find no fault with', ({ skip }) => {
  const page = join(import.meta.dirname, '../../man/forkexec.1');
  const shown = [...readFileSync(page, 'utf8').matchAll(/^\.RS 2\n(.*)$/gm)].map(([, line = '']) =>
    line.replaceAll('\\-', '-').replaceAll('\\(aq', "'"),
  );
  expect(new Set(shown)).toEqual(new Set(examples.map((example) => example.command)));
  const why = missing('/usr/bin/mandoc');
  skip(why !== undefined, why);
  expect(command('mandoc', ['-T', 'lint', page])).toMatchObject({ status: 0, stdout: '' });
  const text = command('mandoc', ['-T', 'ascii', page]).stdout.replaceAll(overstruck, '');
  for (const { options } of sections) for (const { long } of options) expect(text).toContain(`--${long}`);
});

test('nor does man(1), in 80 columns', ({ skip }) => {
  const why = missing('/usr/bin/man', '/usr/bin/groff');
  skip(why !== undefined, why);
  const page = join(import.meta.dirname, '../../man/forkexec.1');
  const env = { ...process.env, MANWIDTH: '80', LC_ALL: 'C', MAN_KEEP_FORMATTING: '' };
  const { status, stdout, stderr } = command('man', ['--warnings', '-E', 'ascii', '-l', page], { env });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const lines = stdout.replaceAll(overstruck, '').split('\n');
  expect(lines.length).toBeGreaterThan(300);
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
});
