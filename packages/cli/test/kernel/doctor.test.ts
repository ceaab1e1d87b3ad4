import { probe } from '@forkexec/exec';
import { expect, test } from 'vitest';
import { formatProbe } from '../../src/index.js';
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
