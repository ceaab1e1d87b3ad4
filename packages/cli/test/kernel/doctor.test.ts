import { readFileSync } from 'node:fs';
import { probe } from '@forkexec/exec';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { formatProbe } from '../../src/index.js';
import { featureNames } from '../../src/options/features.js';
import { asUser, bin, command, forkexec, missing } from './command.js';

test('the table of what probe() finds, in 80 columns, status 0', () => {
  const { status, stdout, stderr } = forkexec(['doctor']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toBe(formatProbe(probe(), { colour: false }));
  for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThan(80);
});

test('the same as JSON', () => {
  expect(JSON.parse(forkexec(['doctor', '--json']).stdout)).toEqual(probe());
});

const schema = JSON.parse(
  readFileSync(new URL('../../schemas/doctor.schema.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, unknown>>;
const validate = new Ajv2020({ allErrors: true }).compile(schema);

/** What is wrong, each with its place; nothing when the value is valid. */
function problems(value: unknown): string[] {
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
}

test.for([
  ['as we are', []],
  ['as a user', asUser],
] as const)('the JSON is what its schema says, %s', ([, way], { skip }) => {
  const why = way.length > 0 ? missing('root', '/usr/bin/setpriv') : undefined;
  skip(why !== undefined, why);
  const [file = '', ...args] = [...way, process.execPath, bin, 'doctor', '--json'];
  const found = JSON.parse(command(file, args).stdout) as { features: { ok: boolean }[] };
  expect(problems(found)).toEqual([]);
  // And it would see if it were not.
  const [first, ...rest] = found.features;
  expect(problems({ ...found, features: [{ ...first, ok: false, more: 1 }, ...rest] })).toEqual([
    "/features/0 must have required property 'reason'",
    ...(first && 'detail' in first ? ['/features/0/detail boolean schema is false'] : []),
    '/features/0 must match "else" schema',
    '/features/0 must NOT have additional properties',
  ]);
});

test('every feature is a word that --require and the completions know', () => {
  expect(probe().features.map(({ name }) => name)).toEqual(featureNames);
});

test('every feature is in the documentation', () => {
  const text = readFileSync(new URL('../../../../docs/supervision.md', import.meta.url), 'utf8');
  for (const { name } of probe().features) expect(text).toContain(`\`${name}\``);
});

describe('--require', () => {
  test('what works', () => {
    expect(forkexec(['doctor', '--require', 'pidfd,clone3', '--require=no-new-privs'])).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  test('what does not: the table, one line, status 1', ({ skip }) => {
    const why = missing('root', '/usr/bin/setpriv');
    skip(why !== undefined, why);
    const args = [process.execPath, bin, 'doctor', '--require', 'pidfd,change-ids'];
    const { status, stdout, stderr } = command(asUser[0], [...asUser.slice(1), ...args]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'forkexec: does not work here: change-ids\n' });
    expect(stdout).toMatch(/^ {2}no {2}changing ids/m);
  });

  test('what there is not', () => {
    const { status, stdout, stderr } = forkexec(['doctor', '--require', 'clone4']);
    expect({ status, stdout }).toEqual({ status: 125, stdout: '' });
    expect(stderr).toMatch(/^forkexec: --require: unknown feature 'clone4', did you mean 'clone3'\?\nhint: they are: /);
  });
});

test('colours on a terminal alone, and not where NO_COLOR is set', ({ skip }) => {
  const why = missing('/usr/bin/script');
  skip(why !== undefined, why);
  const inTerminal = (env: Record<string, string>) => {
    const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, ...rest } = process.env; // on CI Node expects no colours
    const args = ['-qec', `'${process.execPath}' '${bin}' doctor`, '/dev/null'];
    return command('/usr/bin/script', args, { env: { ...rest, TERM: 'xterm-256color', ...env } }).stdout;
  };
  expect(inTerminal({})).toContain('\u001b[32myes\u001b[39m');
  expect(inTerminal({ NO_COLOR: '1' })).not.toContain('\u001b');
  expect(forkexec(['doctor'], { env: { ...process.env, TERM: 'xterm-256color' } }).stdout).not.toContain('\u001b');
});

test('without privilege, some of it does not work and says why', ({ skip }) => {
  const why = missing('root', '/usr/bin/setpriv');
  skip(why !== undefined, why);
  const { status, stdout } = command(asUser[0], [...asUser.slice(1), process.execPath, bin, 'doctor']);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^ {2}no .* why: /m);
  for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThan(80);
});

test('takes no operand', () => {
  expect(forkexec(['doctor', 'who'])).toMatchObject({
    status: 125,
    stderr: "forkexec: doctor takes no arguments, not 'who'\n",
  });
});
