import { expect, test } from 'vitest';
import { help } from '../src/options/help.js';
import { sectionExamples } from '../src/options/examples.js';
import { aliasesOf, belongsTo, commandNames as commands, optionsOf } from '../src/options/option.js';
import { sections } from '../src/options/table.js';

test.each(commands)('%s: fits in 80 columns', (command) => {
  for (const line of help(command).split('\n')) {
    expect(line.length, line).toBeLessThan(80);
    expect(line, 'trailing space').toBe(line.trimEnd());
  }
});

test('every option is explained, with all its names', () => {
  for (const { title, options } of sections) {
    expect(sectionExamples[title]?.length, title).toBeGreaterThan(0);
    for (const option of options) {
      const { long } = option;
      const command = commands.find((name) => belongsTo(option, name))!;
      const text = help(command);
      const { short } = optionsOf(command, options).find((one) => one.long === long)!;
      expect(text).toContain(`\n${title}:\n`);
      expect(text).toMatch(new RegExp(`^ {2}${short === undefined ? '   ' : `-${short},`} --${long}[ [\\n]`, 'm'));
      for (const alias of aliasesOf(option))
        expect(text.replace(/\s+/g, ' ')).toMatch(new RegExp(`also [^;]*--${alias}`));
    }
  }
});

test.each(commands)('%s: names are taken once', (command) => {
  const all = sections.flatMap(({ options }) => options);
  const names = optionsOf(command, all).flatMap((option) => [option.short, option.long].concat(aliasesOf(option)));
  const given = names.filter((name) => name !== undefined);
  expect(new Set(given).size).toBe(given.length);
});

test('a command’s help has its own options only', () => {
  expect(help('doctor')).not.toContain('--user');
  expect(help('doctor')).toContain('--json');
  expect(help('plan')).toContain('--user');
});

test('the explanations stand in one column', () => {
  const columns = help('run')
    .split('\n')
    .filter((line) => /^ {2}(-\w,| {3}) --/.test(line))
    .map((line) => / {2,}(\S[^-].*)$/.exec(line.slice(6)))
    .filter((match) => match !== null)
    .map((match) => match.index + match[0].length - match[1]!.length + 6);
  expect(columns.length).toBeGreaterThan(30);
  expect(new Set(columns)).toEqual(new Set([28]));
});

test('each group of options has an example, in every command that launches', () => {
  for (const command of ['run', 'plan', 'trace'] as const) {
    const groups = help(command)
      .split('\n\n')
      .filter((group) => /^[A-Z][\w, ]*:\n {2}(-\w,| {3}) --/.test(group));
    expect(groups.length).toBeGreaterThan(10);
    for (const group of groups) expect(group, command).toMatch(/\n {2}Examples?:\n {4}forkexec /);
  }
  // Its -r and -c are not unshare's.
  expect(help('trace')).not.toMatch(/forkexec -\w*[rc]/);
});
