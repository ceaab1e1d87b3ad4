/** Hints for failures that the kernel itself makes, with this very machine looked at. */
import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { launchSync, StepError, type Step } from '@forkexec/core-native';
import { thisMachine } from '../../src/hint-machine.js';

const dir = mkdtempSync(join(tmpdir(), 'forkexec-hint-'));
afterAll(() => rmSync(dir, { recursive: true }));

function put(name: string, text: string, mode = 0o755): string {
  const path = join(dir, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

function hint(...child: readonly Step[]): string | undefined {
  try {
    launchSync({ clone: { flags: 0 }, parent: [], child });
  } catch (error) {
    if (error instanceof StepError) return `${error.code}: ${error.hint}`;
    throw error;
  }
  throw new Error('it ran');
}

const run = (path: string): Step => ({ op: 'execve', path, argv: [path], env: [] });
const exit: Step = { op: 'exit', status: 0 };

test('programs that cannot be run', () => {
  expect(hint(run(put('script', '#!/no/such/interpreter -x\n')))).toMatch(
    /^ENOENT: \S+\/script exists, but its interpreter \/no\/such\/interpreter does not;/,
  );
  expect(hint(run(put('text', 'echo hello\n')))).toMatch(/^ENOEXEC: \S+\/text is no program and has no #! line;/);
  expect(hint(run(put('empty', '')))).toMatch(/^ENOEXEC: \S+\/empty is empty$/);
  expect(hint(run(put('data', 'x', 0o644)))).toMatch(/^EACCES: \S+\/data is not executable \(mode 644\);/);
  expect(hint(run(dir))).toMatch(/^EACCES: \S+ is a directory;/);
  expect(hint({ op: 'chdir', path: dir }, run('./none'))).toBe(
    `ENOENT: ${dir}/none does not exist; create it, or correct the path`,
  );
  expect(hint(run('none'))).toBe('ENOENT: execve does not search PATH; give a path to none');
});

test('a FIFO is not opened to see what is in it', () => {
  const fifo = join(dir, 'fifo');
  execFileSync('mkfifo', ['-m', '755', fifo]);
  expect(hint(run(fifo))).toMatch(/^EACCES: \S+\/fifo is not a regular file;/);
  expect(thisMachine.read(fifo)).toBeUndefined();
});

test('a script by descriptor', () => {
  const fd = openSync(put('by-fd', '#!/bin/sh\n'), 'r');
  try {
    expect(hint({ op: 'execveat', fd, argv: ['x'], env: [] })).toMatch(/^ENOENT: the interpreter of a script opens/);
  } finally {
    closeSync(fd);
  }
});

test('other steps', () => {
  expect(hint({ op: 'chdir', path: `${dir}/a/b` }, exit)).toMatch(/^ENOENT: \S+\/a does not exist;/);
  expect(hint({ op: 'dup3', from: 123456, to: 0, cloexec: false }, exit)).toMatch(
    /^EBADF: descriptor 123456 is not open/,
  );
  expect(hint({ op: 'setsid' }, { op: 'setpgid', pgid: 0 }, exit)).toMatch(/^EPERM: the leader of a session/);
});

test('files of /proc are read to their end, and what cannot be read is no error', () => {
  expect(thisMachine.read('/proc/self/status')).toMatch(/^Name:[^]*\nnonvoluntary_ctxt_switches:\s*\d+\n/);
  expect(thisMachine.read(dir)).toBeUndefined();
  expect(thisMachine.read('/dev/zero')).toBeUndefined();
  expect(thisMachine.read('/no/such/file')).toBeUndefined();
  expect(thisMachine.stat('/no/such/file')).toBe('ENOENT');
  expect(thisMachine.stat('/')).toMatchObject({ kind: 'directory' });
  expect(thisMachine.readLink('/')).toBeUndefined();
  expect(thisMachine.isOpen(0)).toBe(true);
  expect(thisMachine.isOpen(123456)).toBe(false);
});
