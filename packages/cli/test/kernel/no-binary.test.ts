/** An installation without the native binary: what a Mac, or a package manager that left it out, has. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { command } from './command.js';

let scope: string;
beforeAll(() => {
  scope = join(mkdtempSync(join(tmpdir(), 'forkexec-bare-')), 'node_modules', '@forkexec');
  const packages = join(import.meta.dirname, '../../..');
  for (const name of ['attrs', 'core-native', 'exec', 'cli']) {
    for (const part of ['package.json', 'dist', ...(name === 'cli' ? ['bin'] : [])]) {
      cpSync(join(packages, name, part), join(scope, name, part), { recursive: true });
    }
  }
});
afterAll(() => rmSync(join(scope, '../..'), { recursive: true }));

/** What is missing, and what to do about it. */
const missing = /^forkexec: no native core for .* is not there\nhint: install @forkexec\/core-native again.*\n$/;

const bare = (...args: string[]) => command(process.execPath, [join(scope, 'cli/bin/forkexec.js'), ...args]);

test('plan does without', () => {
  const { status, stdout, stderr } = bare('plan', '-rm', '--', 'true');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^clone {3}NEWUSER\|PIDFD\n[^]*execve/);
});

test('but not for names, which libc is asked for', () => {
  expect(bare('plan', '--reuid', '0', '--regid', '0', '--clear-groups', 'true').status).toBe(0);
  const { status, stdout, stderr } = bare('plan', '--reuid', 'root', 'true');
  expect({ status, stdout }).toEqual({ status: 125, stdout: '' });
  expect(stderr).toMatch(missing);
});

test('doctor says so, and what to do', () => {
  const { status, stdout, stderr } = bare('doctor');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(
    /^Linux .*\n\n {2}no {2}native binary +why: no native core for [^]* do: install @forkexec\/core-native again/,
  );
  expect(JSON.parse(bare('doctor', '--json').stdout)).toMatchObject({
    features: [{ name: 'native-binary', ok: false }],
  });
});

test('run fails, and says what to do', () => {
  const { status, stdout, stderr } = bare('true');
  expect({ status, stdout }).toEqual({ status: 125, stdout: '' });
  expect(stderr).toMatch(missing);
});
