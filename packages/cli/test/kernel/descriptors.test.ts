/** Descriptors by number: what the user opened, not what Node has for itself. */
import { expect, test } from 'vitest';
import { bin, command, forkexec } from './command.js';

const hint = (fd: number) => `hint: open it for forkexec: … ${fd}<file\n`;

/** Of those that Node takes: an epoll set, pipes, an eventfd. */
const numbers = [3, 4, 7, 8, 12];

test('status lines go to no descriptor of Node’s own, which would end it by SIGABRT or SIGSEGV', () => {
  const ends = numbers.map((fd) => forkexec(['--json-status-fd', String(fd), 'true']));
  for (const [i, { status, signal, stderr }] of ends.entries()) {
    expect([0, 125], `${numbers[i]}: ${signal}`).toContain(status);
    // What is no part of its loops does no harm: /dev/null, which cannot be written.
    if (status === 0) expect(stderr).toMatch(/write to descriptor \d+: EBADF\n$/);
    else expect(stderr).toBe(`forkexec: --json-status-fd: descriptor ${numbers[i]}: EBADF\n${hint(numbers[i]!)}`);
  }
  expect(ends.filter(({ status }) => status === 125).length).toBeGreaterThan(3);
});

test('nor are they the program’s', () => {
  const { stdout } = command(process.execPath, [
    '-e',
    `const { spawnSync } = require('node:child_process');
    for (const fd of [3, 7, 8]) {
      const { status, stdout } = spawnSync(process.execPath, [${JSON.stringify(bin)}, '--preserve-fd', String(fd), 'readlink', '/proc/self/fd/' + fd]);
      console.log(status, String(stdout));
    }`,
  ]);
  expect(stdout).not.toMatch(/anon_inode|pipe/);
});

test('nor those of a file', () => {
  const input = JSON.stringify({ program: 'ls', argv: ['ls', '-l', '/proc/self/fd'], files: [0, 1, 2, 3] });
  expect(forkexec(['--spec', '-'], { input })).toMatchObject({
    status: 125,
    stdout: '',
    stderr: `forkexec: files[3]: descriptor 3: EBADF\n${hint(3)}`,
  });
  // What only plans looks at no descriptor.
  expect(forkexec(['plan', '--spec', '-'], { input }).status).toBe(0);
});

test('a pipe of the user’s is passed on, both of its ends as well', () => {
  const script = `exec 3<> <(:) 4<&3; "$0" "$1" --preserve-fd 3 --preserve-fd 4 -- bash -c 'echo through >&4; head -n 1 <&3'`;
  expect(command('bash', ['-c', script, process.execPath, bin])).toEqual({
    status: 0,
    signal: null,
    stdout: 'through\n',
    stderr: '',
  });
});
