import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bin, command, forkexec } from './command.js';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'forkexec-cli-'));
  writeFileSync(join(dir, 'hello'), '#!/bin/sh\necho hello "$@"\n');
  chmodSync(join(dir, 'hello'), 0o755);
  writeFileSync(join(dir, 'plain'), 'not a program\n');
  writeFileSync(join(dir, 'lost'), '#!/no/such/interpreter\n');
  chmodSync(join(dir, 'lost'), 0o755);
});
afterAll(() => rmSync(dir, { recursive: true }));

const sh = (script: string): string[] => ['sh', '-c', script];

describe('exit status', () => {
  test.each([0, 1, 3, 125, 126, 127, 255])("the program's own: %i", (status) => {
    expect(forkexec(sh(`exit ${status}`))).toEqual({ status, signal: null, stdout: '', stderr: '' });
  });

  test.each([
    ['HUP', 1],
    ['KILL', 9],
    ['SEGV', 11],
    ['TERM', 15],
    ['USR1', 10],
  ])('128+n when SIG%s ended it', (name, number) => {
    expect(forkexec(sh(`kill -${name} $$`))).toEqual({ status: 128 + number, signal: null, stdout: '', stderr: '' });
  });

  test('128+n for a real-time signal', () => {
    expect(forkexec(sh('kill -40 $$')).status).toBe(168);
  });

  const failures: readonly (readonly [what: string, args: () => string[], status: number, stderr: RegExp])[] = [
    ['an unknown option', () => ['--nmae', 'true'], 125, /^forkexec: unknown option '--nmae'.*\nhint: .*\n$/],
    ['no program', () => ['-U'], 125, /^forkexec: no program to run\nhint: .*\n$/],
    [
      'a bad attribute',
      () => ['--hostname', 'x'.repeat(65), 'true'],
      125,
      /^forkexec: --hostname: expected at most 64 /,
    ],
    ['a step refused', () => ['-w', '/nowhere', 'true'], 125, /^forkexec: chdir \/nowhere: ENOENT, .*\(child step /],
    ['overlapping maps', () => ['-r', '--map-users', '0:1:1', 'true'], 125, /^forkexec: --map-users: 0\.\.0 overlaps/],
    ['no cgroup', () => ['--into-cgroup', '/nowhere', 'true'], 125, /^forkexec: open \/nowhere: ENOENT, /],
    [
      'a name not found',
      () => ['no-such-program'],
      127,
      /^forkexec: no-such-program: executable file not found in PATH\n$/,
    ],
    ['a path not found', () => ['/no/such'], 127, /^forkexec: execve \/no\/such .*ENOENT/],
    ['an interpreter not found', () => [join(dir, 'lost')], 127, /^forkexec: execve .*lost.*ENOENT/],
    ['a file not executable', () => [join(dir, 'plain')], 126, /^forkexec: execve .*plain.*EACCES/],
    ['a name not executable', () => ['-E', `PATH=${dir}`, 'plain'], 126, /^forkexec: .*plain: not an executable file/],
    ['a directory', () => ['/tmp'], 126, /^forkexec: execve \/tmp .*EACCES/],
    ['a path through a file', () => ['/etc/passwd/x'], 126, /^forkexec: execve .*ENOTDIR/],
  ];
  test.each(failures)('%s', (_what, args, status, stderr) => {
    const result = forkexec(args());
    expect(result).toMatchObject({ status, stdout: '' });
    expect(result.stderr).toMatch(stderr);
    expect(result.stderr).not.toMatch(/\n\s+at /);
  });

  test('a relative directory of PATH is refused with a way out', () => {
    expect(forkexec(['-E', 'PATH=.', 'hello'], { cwd: dir })).toMatchObject({
      status: 126,
      stderr: expect.stringMatching(/^forkexec: hello: found as .*hello only.*\nhint: \.\/hello runs it/) as string,
    });
  });

  test('what a user typed cannot talk to the terminal, or break the line', () => {
    const { stderr } = forkexec(['no\u001b[31m\nsuch\u202eprogram']);
    expect(stderr).toMatch(/^forkexec: [ -~]+: executable file not found in PATH\n$/);
    expect(forkexec(['--no\u001b[31m\nsuch\u202eoption']).stderr).toMatch(/^forkexec: [ -~]+\nhint: [ -~]+\n$/);
  });
});

describe('what the program gets', () => {
  test('standard input, output and error', () => {
    const result = forkexec(sh('cat; echo error >&2'), { input: 'input\n' });
    expect(result).toEqual({ status: 0, signal: null, stdout: 'input\n', stderr: 'error\n' });
  });

  test('its arguments as they are', () => {
    const words = ['', ' ', '-U', '--', 'A=1', '*', '\n', 'é'];
    expect(forkexec(['--', 'printf', '<%s>', ...words]).stdout).toBe(words.map((word) => `<${word}>`).join(''));
  });

  test('its name', () => {
    expect(forkexec(['-a', 'name', 'cat', '/proc/self/cmdline']).stdout).toBe('name\0/proc/self/cmdline\0');
  });

  test('its working directory', () => {
    expect(forkexec(['-w', dir, 'pwd', '-P']).stdout).toBe(command('realpath', [dir]).stdout);
  });

  test('its environment', () => {
    const env = { PATH: process.env['PATH'], KEPT: '1', GONE: '2' };
    const result = forkexec(['-E', 'NEW=a=b', '--unset', 'GONE', 'env'], { env });
    expect(result.stdout.split('\n')).toEqual(expect.arrayContaining(['KEPT=1', 'NEW=a=b']));
    expect(result.stdout).not.toContain('GONE');
  });

  test('an empty environment, and what is passed on', () => {
    const env = { PATH: process.env['PATH'], KEPT: '1', GONE: '2' };
    expect(forkexec(['--clear-env', 'env'], { env }).stdout).toBe('');
    expect(forkexec(['-E', 'KEPT', '--clear-env', '-E', 'NONE', '-E', 'A=', 'env'], { env }).stdout).toBe(
      'KEPT=1\nA=\n',
    );
  });

  test('it is found in its own PATH', () => {
    expect(forkexec(['-E', `PATH=${dir}:/bin`, 'hello', 'you'])).toMatchObject({ status: 0, stdout: 'hello you\n' });
    expect(forkexec(['hello'])).toMatchObject({ status: 127 });
    // None at all: execvp(3) has a default.
    expect(forkexec(['--clear-env', 'true'])).toMatchObject({ status: 0 });
    expect(forkexec(['-E', 'PATH=', 'true'])).toMatchObject({ status: 127 });
  });

  test('descriptors only as asked', () => {
    const stdio = ['ignore', 'pipe', 'pipe', 'ignore', 'ignore', 'pipe'] as const;
    const list = ['sh', '-c', 'for fd in /proc/self/fd/*; do echo "${fd##*/}"; done; echo said >&5'];
    const result = forkexec(['--preserve-fd', '5', ...list], { stdio: [...stdio] });
    expect(result).toMatchObject({ status: 0, stderr: '' });
    // One more is the directory that the shell reads.
    expect(result.stdout.split('\n').filter((fd) => Number(fd) > 5)).toEqual([]);
    expect(result.stdout).toMatch(/^0\n1\n2\n(3\n|4\n)?5\n$/);
    expect(forkexec(list, { stdio: [...stdio] }).status).not.toBe(0);
  });

  test('a descriptor that is not open is an error', () => {
    const closing = ['-c', 'exec 77>&-; exec "$@"', 'bash', process.execPath, bin, '--preserve-fd', '77', 'true'];
    const { status, stderr } = command('bash', closing);
    expect(stderr).toMatch(/^forkexec: --preserve-fd: descriptor 77: EBADF\nhint: .* 77<file\n$/);
    expect(status).toBe(125);
  });

  test('limits, as prlimit(1) sets them', () => {
    const request = [
      ['nofile', '64:128', 'Max open files'],
      ['core', '0:0', 'Max core file size'],
      ['as', '8000000000:unlimited', 'Max address space'],
      ['nice', '0:0', 'Max nice priority'],
    ] as const;
    const pick = (text: string): string[] =>
      text.split('\n').filter((line) => request.some(([, , title]) => line.startsWith(title)));
    const theirs = command('prlimit', [
      ...request.map(([name, value]) => `--${name}=${value}`),
      'cat',
      '/proc/self/limits',
    ]);
    const ours = forkexec([
      ...request.flatMap(([name, value]) => ['--rlimit', `${name}=${value}`]),
      'cat',
      '/proc/self/limits',
    ]);
    expect(theirs.stderr + ours.stderr).toBe('');
    expect(pick(ours.stdout)).toHaveLength(request.length);
    expect(pick(ours.stdout)).toEqual(pick(theirs.stdout));
  });

  test('a session, as setsid(1) makes it', () => {
    const script = 'read -r stat < /proc/$$/stat; set -- ${stat##*) }; echo "$(($3 == $$)) $(($4 == $$)) $5"';
    const theirs = command('setsid', ['--wait', ...sh(script)]).stdout;
    expect(forkexec(['--setsid', ...sh(script)]).stdout).toBe(theirs);
    expect(theirs).toBe('1 1 0\n');
    expect(forkexec(sh(script)).stdout).toMatch(/^0 0 /);
  });

  test('a signal for when forkexec dies, as setpriv(1) tells it', () => {
    const dump = ['setpriv', '--dump'];
    const line = /^Parent death signal: (.*)$/m;
    expect(line.exec(forkexec(dump).stdout)?.[1]).toBe('[none]');
    expect(line.exec(forkexec(['--pdeathsig', 'USR2', ...dump]).stdout)?.[1]).toBe('USR2');
    expect(line.exec(forkexec(['--die-with-parent', ...dump]).stdout)?.[1]).toBe('KILL');
  });
});

describe('a script that begins with forkexec', () => {
  test('through a symbolic link', () => {
    const link = join(dir, 'forkexec');
    symlinkSync(bin, link);
    expect(command(link, ['sh', '-c', 'echo linked'])).toMatchObject({ status: 0, stdout: 'linked\n' });
  });
});

test('a directory that is no cgroup is named', () => {
  const { status, stderr } = forkexec(['--into-cgroup', '/tmp', 'true']);
  expect(status).toBe(125);
  expect(stderr).toMatch(/^forkexec: joinCgroup \/tmp: ENOENT, [^\n]*\nhint: \/tmp is not the directory of a cgroup/);
});
