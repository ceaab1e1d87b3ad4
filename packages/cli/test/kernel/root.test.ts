import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resolveInRoot } from '../../src/resolve-in-root.js';
import { command, forkexec, missing } from './command.js';

const why = missing('user namespaces', '/usr/bin/ldd');

/** A root directory with a program in it, its libraries, and links that mean something else outside. */
let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'forkexec-root-'));
  for (const dir of ['usr/bin', 'opt', 'etc/alternatives', 'dir/sub']) mkdirSync(join(root, dir), { recursive: true });
  if (why !== undefined) return;
  for (const program of ['ls', 'pwd', 'readlink']) install(`/usr/bin/${program}`);
  symlinkSync('/usr/bin', join(root, 'bin'));
  symlinkSync('/usr/bin/ls', join(root, 'etc/alternatives/list'));
  symlinkSync('/etc/alternatives/list', join(root, 'usr/bin/list'));
  symlinkSync('../../../../usr/bin/pwd', join(root, 'usr/bin/where'));
  symlinkSync('/usr/bin/nothing', join(root, 'usr/bin/dangling'));
  symlinkSync('loop', join(root, 'usr/bin/loop'));
  writeFileSync(join(root, 'usr/bin/text'), 'text');
});
afterAll(() => rmSync(root, { recursive: true }));

function install(program: string): void {
  const libraries = command('ldd', [program]).stdout.match(/\/\S+/g) ?? [];
  for (const file of [program, ...libraries]) {
    mkdirSync(join(root, file, '..'), { recursive: true });
    copyFileSync(file, join(root, file));
    chmodSync(join(root, file), 0o755);
  }
}

const inRoot = (...args: string[]) => forkexec(['-r', '-R', root, ...args]);

describe('--root', () => {
  test('the program runs in it, from its top', ({ skip }) => {
    skip(why !== undefined, why);
    expect(inRoot('-E', 'PWD=', '/usr/bin/pwd')).toMatchObject({ status: 0, stdout: '/\n' });
    expect(inRoot('ls', '/').stdout.split('\n')).toEqual(expect.arrayContaining(['bin', 'dir', 'usr']));
    expect(inRoot('ls', '/').stdout).not.toContain('proc');
  });

  test('the working directory is inside', ({ skip }) => {
    skip(why !== undefined, why);
    expect(inRoot('-w', '/dir', 'ls').stdout).toBe('sub\n');
    expect(inRoot('-w', 'dir/sub', 'pwd', '-P').stdout).toBe('/dir/sub\n');
  });

  test.for([
    ['by PATH', ['-E', 'PATH=/nowhere:/bin', 'pwd', '-P'], 0, '/\n'],
    ['through links that start from the root', ['list', '/dir'], 0, 'sub\n'],
    ['through a link that climbs above it', ['where', '-P'], 0, '/\n'],
    ['not outside', ['sh'], 127, ''],
    ['not outside by its path', ['/usr/bin/env'], 127, ''],
    ['a link to nothing', ['dangling'], 127, ''],
    ['a link to itself', ['loop'], 127, ''],
    ['what is no program', ['text'], 126, ''],
    ['not by a relative directory of PATH', ['-E', 'PATH=usr/bin', 'pwd'], 127, ''],
  ] as const)('the program is found %s', ([, args, status, stdout], { skip }) => {
    skip(why !== undefined, why);
    const result = inRoot(...args);
    expect(result, result.stderr).toMatchObject({ status, stdout });
    expect(result.stderr === '').toBe(status === 0);
  });

  test('a root that is none is what is told, not the program', () => {
    const refused = (path: string) => forkexec(['-r', '--root', path, 'ls']);
    expect(refused('/nowhere')).toMatchObject({
      status: 125,
      stderr:
        'forkexec: chroot /nowhere: ENOENT, no such file or directory\n' +
        'hint: /nowhere is to be the root directory of the program; create it, or correct the path\n',
    });
    expect(refused('/etc/hostname').stderr).toMatch(
      /^forkexec: chroot \/etc\/hostname: ENOTDIR, not a directory\nhint: /,
    );
  });

  test('links are followed as the kernel follows them in there', ({ skip }) => {
    skip(why !== undefined, why);
    for (const path of ['/bin/list', '/bin/where', 'bin/../../bin//./ls', '/usr/bin/dangling', '/dir/sub/..']) {
      const kernel = inRoot('readlink', '-m', path).stdout.trim();
      expect(resolveInRoot(root, path), path).toBe(join(root, kernel));
    }
  });
});
