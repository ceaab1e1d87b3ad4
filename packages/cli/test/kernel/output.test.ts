import { mkdtempSync, openSync, closeSync, rmSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { bin, command, forkexec, start } from './command.js';

const printing = [
  ['--help'],
  ['--version'],
  ['plan', 'true'],
  ['plan', '--json', 'true'],
  ['doctor'],
  ['doctor', '--json'],
  ['trace', '--help'],
];

test.each(printing.map((args) => [args]))('%j to a pipe that nobody reads: quietly, as by SIGPIPE', async (args) => {
  const child = start(args);
  child.stdout.destroy();
  const [[status], stderr] = await Promise.all([once(child, 'close'), text(child.stderr)]);
  expect({ status, stderr }).toEqual({ status: 141, stderr: '' });
});

test.each(printing.map((args) => [args]))('%j to a full disk: one line', (args) => {
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = forkexec(args, { stdio: ['ignore', full, 'pipe'] });
  closeSync(full);
  expect(stderr).toBe('forkexec: cannot write to standard output: ENOSPC: no space left on device, write\n');
  expect(status).toBe(125);
});

test('when there is no place for a complaint the status remains', () => {
  const full = openSync('/dev/full', 'w');
  expect(forkexec(['--nonsense'], { stdio: ['ignore', 'pipe', full] }).status).toBe(125);
  expect(forkexec(['plan', 'true'], { stdio: ['ignore', full, full] }).status).toBe(125);
  closeSync(full);
});

test.each([
  ['thrown', 'setImmediate(() => { throw new Error("lost\\nin thought"); })'],
  ['rejected', 'setImmediate(() => Promise.reject(new Error("lost\\nin thought")))'],
])('what nobody has thought of, %s: one line, status 125, no stack', (_, code) => {
  const broken = `process.stdout.write = () => ${code}`;
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(broken)}`;
  expect(forkexec(['--help'], { env: { ...process.env, NODE_OPTIONS } })).toEqual({
    status: 125,
    signal: null,
    stdout: '',
    stderr: 'forkexec: lost\\x0ain thought\n',
  });
});

test('without any descriptor', () => {
  const script = `'${process.execPath}' '${bin}' "$@" <&- >&- 2>&-; echo $?`;
  const statusOf = (...args: string[]) => command('sh', ['-c', script, 'sh', ...args]).stdout;
  expect(statusOf('sh', '-c', 'exit 5')).toBe('5\n');
  expect(statusOf('--nonsense')).toBe('125\n');
  expect(statusOf('trace', 'sh', '-c', 'exit 5')).toBe('5\n');
});

test('a program whose reader goes away ends by SIGPIPE, and so do we', () => {
  const script = `"$@" | head -n 1; echo "\${PIPESTATUS[0]}"`;
  const args = [process.execPath, bin, 'yes'];
  expect(command('bash', ['-c', script, 'bash', ...args])).toMatchObject({ stdout: 'y\n141\n', stderr: '' });
});

test('what the program writes goes straight to the file', () => {
  const dir = mkdtempSync(join(tmpdir(), 'forkexec-out-'));
  const file = openSync(join(dir, 'out'), 'w');
  forkexec(['sh', '-c', 'echo one; echo two >&2'], { stdio: ['ignore', file, file] });
  closeSync(file);
  expect(readFileSync(join(dir, 'out'), 'utf8')).toBe('one\ntwo\n');
  rmSync(dir, { recursive: true });
});
