import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import schema from '../../schemas/status.schema.json' with { type: 'json' };
import { command, bin, forkexec } from './command.js';

let dir: string;
beforeAll(() => (dir = mkdtempSync(join(tmpdir(), 'forkexec-status-'))));
afterAll(() => rmSync(dir, { recursive: true }));

describe('--pid-file', () => {
  test('there while the program runs, gone afterwards', () => {
    const file = join(dir, 'one.pid');
    // As a whole from the moment it is there; the program may be faster.
    const script = `until [ -e "$0" ]; do :; done; [ "$(cat "$0")" = $$ ] && ls -A "\${0%/*}"; exit 6`;
    expect(forkexec(['--pid-file', file, 'sh', '-c', script, file])).toMatchObject({ status: 6, stdout: 'one.pid\n' });
    expect(readdirSync(dir)).toEqual([]);
  });

  test('somebody else’s is left alone', () => {
    const file = join(dir, 'two.pid');
    const script = `until [ -e "$0" ]; do :; done; echo 1 > "$0.new"; mv "$0.new" "$0"`;
    expect(forkexec(['--pid-file', file, 'sh', '-c', script, file]).status).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe('1\n');
  });

  test('a launch that fails leaves an older one as it was, and nothing new', () => {
    const file = join(dir, 'three.pid');
    writeFileSync(file, '1\n');
    const before = readdirSync(dir);
    expect(forkexec(['--pid-file', file, '/etc']).status).toBe(126);
    expect(readdirSync(dir)).toEqual(before);
    expect(readFileSync(file, 'utf8')).toBe('1\n');
  });

  test('where it cannot be, nothing is started', () => {
    const result = forkexec(['--pid-file', join(dir, 'no/such.pid'), 'echo', 'started']);
    expect(result).toEqual({
      status: 125,
      signal: null,
      stdout: '',
      stderr: `forkexec: --pid-file: open ${dir}/no/such.pid: ENOENT\nhint: its directory does not exist; make it first\n`,
    });
    expect(forkexec(['--pid-file', dir, 'echo', 'started'])).toMatchObject({
      status: 125,
      stdout: '',
      stderr: `forkexec: --pid-file: open ${dir}: EISDIR\nhint: it is a directory; name a file in it\n`,
    });
    expect(readdirSync(join(dir, '..')).filter((name) => name.startsWith('.forkexec-status'))).toEqual([]);
  });
});

const isLine = new Ajv2020({ allowUnionTypes: true }).compile(schema);

describe('--json-status-fd', () => {
  /** The lines on descriptor 3, and the rest. */
  function report(...args: string[]) {
    const file = join(dir, 'report');
    const fd = openSync(file, 'w');
    const result = forkexec(['--json-status-fd', '3', ...args], { stdio: ['ignore', 'pipe', 'pipe', fd] });
    closeSync(fd);
    const lines = readFileSync(file, 'utf8').split('\n');
    expect(lines.pop()).toBe('');
    const objects = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    for (const one of objects) expect(isLine(one), JSON.stringify([one, isLine.errors])).toBe(true);
    return { ...result, lines: objects };
  }

  test('child-pid and exit-code', () => {
    const { status, stdout, lines } = report('sh', '-c', 'echo $$; exit 3');
    expect(status).toBe(3);
    expect(lines).toEqual([
      { 'child-pid': Number(stdout) },
      {
        'exit-code': 3,
        signal: null,
        'core-dumped': false,
        'user-ms': expect.any(Number),
        'system-ms': expect.any(Number),
        'max-rss-bytes': expect.any(Number),
        'timed-out': false,
      },
    ]);
  });

  test('a signal, and a time that was up', () => {
    expect(report('sh', '-c', 'kill -USR1 $$').lines[1]).toMatchObject({ 'exit-code': 138, signal: 'SIGUSR1' });
    expect(report('--timeout', '0.1', 'sleep', '1000').lines[1]).toMatchObject({
      'exit-code': 124,
      signal: 'SIGTERM',
      'timed-out': true,
    });
  });

  test('a step that failed, with its system call and errno', () => {
    expect(report('-w', '/no/such', 'true').lines).toEqual([
      {
        error: {
          message: expect.stringMatching(/^chdir \/no\/such: ENOENT/) as string,
          hint: expect.any(String),
          code: 'ENOENT',
          errno: 2,
          syscall: 'chdir',
          path: '/no/such',
          step: { op: 'chdir', side: 'child', number: expect.any(Number) },
        },
      },
      { 'exit-code': 125 },
    ]);
    expect(report('/no/such').lines).toMatchObject([
      { error: { syscall: 'execve', path: '/no/such' } },
      { 'exit-code': 127 },
    ]);
    expect(report('no-such-program').lines).toMatchObject([{ error: { code: 'ENOENT' } }, { 'exit-code': 127 }]);
  });

  test('what cannot be meant, and a schema that would see a wrong line', () => {
    expect(report('--hostname', 'x'.repeat(65), 'true').lines).toMatchObject([
      { error: { path: 'hostname' } },
      { 'exit-code': 125 },
    ]);
    expect(report('--into-cgroup', '/tmp', 'true').lines[0]).toMatchObject({ error: { step: { op: 'joinCgroup' } } });
    for (const wrong of [
      {},
      { 'child-pid': 0 },
      { 'exit-code': 1, signal: null },
      { error: {} },
      { 'child-pid': 1, error: { message: '' } },
    ])
      expect(isLine(wrong), JSON.stringify(wrong)).toBe(false);
  });

  test('the program does not get the descriptor', () => {
    expect(report('sh', '-c', '[ ! -e /proc/self/fd/3 ]').status).toBe(0);
  });

  test('one that is not open', () => {
    expect(forkexec(['--json-status-fd', '77', 'true'])).toMatchObject({
      status: 125,
      stderr: 'forkexec: --json-status-fd: descriptor 77: EBADF\nhint: open it for forkexec: … 77<file\n',
    });
  });

  test('a full disk is told, a reader that went away is not; the status stays the program’s', () => {
    const run = `${process.execPath} ${bin} --json-status-fd 3 sh -c 'exit 5'`;
    expect(command('bash', ['-c', `${run} 3>/dev/full`])).toMatchObject({
      status: 5,
      stderr: 'forkexec: --json-status-fd: write to descriptor 3: ENOSPC\n',
    });
    const closed = `exec 3> >(exec true); until ! (: >&3) 2>&- || [ ! -e /proc/$! ]; do :; done; ${run}`;
    expect(command('bash', ['-c', closed])).toMatchObject({ status: 5, stderr: '' });
  });
});
