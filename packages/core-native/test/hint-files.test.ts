import { describe, expect, test } from 'vitest';
import type { Step } from '../src/ops.js';
import {
  type Facts,
  NEWNS,
  NEWPID,
  NEWUSER,
  NEWUTS,
  child,
  execve,
  file,
  mount,
  mountStep,
  restricted,
} from './hint-cases.js';

describe('mounts and the host name', () => {
  const both = NEWUSER | NEWNS;

  test('whose mounts they are', () => {
    expect(child('EPERM', [mountStep('/', null, 0x44000)])).toMatch(/^mounting needs CAP_SYS_ADMIN;/);
    expect(child('EPERM', [mountStep('/m', 'tmpfs')], {}, NEWUSER)).toMatch(/CLONE_NEWNS, -m/);
    expect(child('EPERM', [mountStep('/m', 'tmpfs')], { euid: 0 })).toBeUndefined();
    const inside = { '/proc/self/uid_map': '0 1000 1\n' };
    expect(child('EPERM', [mountStep('/m', 'tmpfs')], { euid: 0, read: inside })).toMatch(
      /may belong to another user namespace/,
    );
    expect(child('EPERM', [{ op: 'sethostname', name: 'x' }])).toMatch(/^the host name needs CAP_SYS_ADMIN/);
    expect(child('EPERM', [{ op: 'sethostname', name: 'x' }], {}, NEWUSER)).toMatch(/CLONE_NEWUTS, -u/);
    expect(child('EPERM', [{ op: 'sethostname', name: 'x' }], {}, NEWUSER | NEWUTS)).toBeUndefined();
  });

  test('proc needs its namespace, and an uncovered one before it', () => {
    const proc = [mountStep('/proc', 'proc', 14)];
    const covered = {
      '/proc/self/mountinfo': mount('/') + mount('/proc', 'rw', 'proc') + mount('/proc/kcore') + mount('/proc/acpi'),
    };
    expect(child('EPERM', proc, {}, both)).toMatch(/CLONE_NEWPID/);
    expect(child('EPERM', proc, { read: covered }, both | NEWPID)).toMatch(
      /^\/proc\/kcore and \/proc\/acpi are covered, .*systempaths/,
    );
    const harmless = {
      '/proc/self/mountinfo': mount('/') + mount('/proc', 'rw', 'proc') + mount('/proc/sys/fs/binfmt_misc'),
    };
    expect(child('EPERM', proc, { read: harmless }, both | NEWPID)).not.toMatch(/covered/);
    const readOnly = { '/proc/self/mountinfo': mount('/') + mount('/proc', 'ro', 'proc') };
    expect(child('EPERM', proc, { read: readOnly }, both | NEWPID)).toMatch(/read-only/);
    expect(child('EACCES', proc, { read: restricted }, both | NEWPID)).toMatch(/^AppArmor/);
  });

  test('what user namespaces cannot mount', () => {
    expect(child('EPERM', [mountStep('/m', 'ext4')], {}, both)).toMatch(
      /^ext4 may be a file system that user namespaces/,
    );
    expect(child('EPERM', [mountStep('/m', null, 32)], {}, both)).toMatch(/may be locked; keep its ro, nosuid/);
    expect(child('EPERM', [mountStep('/m', null, 4096)], {}, both)).toBeUndefined();
  });

  test('what is not there', () => {
    const stat = { '/m': file('directory', 0o755) };
    expect(child('ENOENT', [mountStep('/m/x', null, 4096, '/m')], { stat })).toMatch(/^\/m\/x does not exist/);
    expect(child('ENOENT', [mountStep('/m', null, 4096, '/n')], { stat })).toMatch(/^\/n does not exist/);
    const read = { '/proc/filesystems': 'nodev\tproc\n\text4\n' };
    expect(child('ENODEV', [mountStep('/m', 'nofs')], { read })).toMatch(/file system nofs/);
    expect(child('ENODEV', [mountStep('/m', 'ext4')], { read })).toBeUndefined();
    expect(child('EINVAL', [mountStep('/m', null, 0x44000)])).toMatch(/^\/m may be no mount point/);
    expect(child('EINVAL', [mountStep('/', null, 0x44000)])).toBeUndefined();
    const below = { '/proc/self/mountinfo': mount('/proc', 'rw', 'proc') };
    expect(child('EINVAL', [mountStep('/', null, 0x44000)], { read: below })).toMatch(/in a chroot/);
  });
});

const chdir = (path: string): Step => ({ op: 'chdir', path });

describe('directories', () => {
  const stat = {
    '/srv': file('directory', 0o755),
    '/srv/file': file('file', 0o644),
    '/root': file('directory', 0o700),
    '/home': file('directory', 0o755),
    '/home/u': file('directory', 0o700, 1000),
  };
  test('the first part that is missing, or no directory', () => {
    expect(child('ENOENT', [chdir('/srv/a/b')], { stat })).toMatch(/^\/srv\/a does not exist/);
    expect(child('ENOENT', [chdir('a/../b')], { stat })).toMatch(/^\/home\/u\/a does not exist/);
    expect(child('ENOTDIR', [chdir('/srv/file/x')], { stat })).toMatch(/^\/srv\/file is not a directory/);
  });

  test('a directory that is closed to the user that the child has become', () => {
    expect(child('EACCES', [chdir('/root/x')], { stat })).toMatch(
      /^user 1000 may not enter \/root \(mode 700, owner 0\)/,
    );
    expect(child('EACCES', [{ op: 'setuid', uid: 7 }, chdir('/home/u')], { stat, euid: 0 })).toMatch(
      /^user 7 may not enter \/home\/u/,
    );
    expect(child('EACCES', [{ op: 'setuid', uid: 1000 }, chdir('/home/u')], { stat, euid: 0 })).toBeUndefined();
    // There user 7 may be anybody.
    expect(child('EACCES', [{ op: 'setuid', uid: 7 }, chdir('/home/u')], { stat, euid: 0 }, NEWUSER)).toBeUndefined();
  });

  test('nothing is said of files that the child sees elsewhere', () => {
    expect(child('ENOENT', [{ op: 'chroot', path: '/jail' }, chdir('/srv/a')], { stat })).toMatch(
      /inside of the new root \/jail/,
    );
    expect(child('ENOENT', [mountStep('/srv', 'tmpfs'), chdir('/srv/a')], { stat })).toBeUndefined();
    expect(child('ENOENT', [mountStep('/proc', 'proc'), chdir('/srv/a')], { stat })).toMatch(
      /^\/srv\/a does not exist/,
    );
    expect(child('ENOENT', [mountStep('/', null, 0x44000), chdir('/srv/a')], { stat })).toMatch(
      /^\/srv\/a does not exist/,
    );
  });

  test('chroot', () => {
    expect(child('EPERM', [{ op: 'chroot', path: '/srv' }], { stat })).toMatch(/^chroot needs CAP_SYS_CHROOT/);
    expect(child('EPERM', [{ op: 'chroot', path: '/srv' }], { stat, euid: 0 })).toBeUndefined();
  });
});

const run = (code: string, path: string, facts: Facts, before: Step[] = [], flags = 0) =>
  child(code, [...before, execve(path)], facts, flags);

describe('programs', () => {
  const stat = {
    '/bin': file('directory', 0o755),
    '/bin/sh': file('file', 0o755),
    '/srv': file('directory', 0o755),
    '/srv/run': file('file', 0o755),
    '/srv/plain': file('file', 0o644),
    '/srv/mine': file('file', 0o700),
    '/srv/fifo': file('other', 0o777),
  };
  const text = (head: string): Facts => ({ stat, read: { '/srv/run': head } });

  test('ENOENT: program, interpreter and loader are told apart', () => {
    expect(run('ENOENT', '/srv/none', { stat })).toMatch(/^\/srv\/none does not exist/);
    expect(run('ENOENT', '/srv/run', text('#!/usr/bin/nope -x\n'))).toBe(
      '/srv/run exists, but its interpreter /usr/bin/nope does not; install it, or correct the #! line',
    );
    expect(run('ENOENT', '/srv/run', text('#! \t/bin/sh\r\n'))).toMatch(
      /interpreter "\/bin\/sh\\r" does not; .*carriage return/,
    );
    expect(run('ENOENT', '/srv/run', text('#!/bin/sh\n'))).toBeUndefined();
    expect(run('ENOENT', '/srv/run', text(elf('/lib/ld-musl-x86_64.so.1')))).toMatch(
      /its loader \/lib\/ld-musl-x86_64\.so\.1 does not/,
    );
    expect(run('ENOENT', '/srv/run', text(elf('/bin/sh')))).toBeUndefined();
  });

  test('ENOENT: where it was looked for', () => {
    expect(run('ENOENT', 'sh', { stat })).toBe('execve does not search PATH; give a path to sh');
    expect(run('ENOENT', './none', { stat }, [{ op: 'chdir', path: '/srv' }])).toMatch(/^\/srv\/none does not exist/);
    expect(run('ENOENT', './run', { ...text('#!/nope\n') }, [{ op: 'chdir', path: '/srv' }])).toMatch(
      /interpreter \/nope/,
    );
    expect(run('ENOENT', '/srv/run', text('#!/nope\n'), [{ op: 'chroot', path: '/jail' }])).toMatch(
      /inside of the new root \/jail/,
    );
    expect(run('ENOENT', '/srv/run', text('#!/nope\n'), [mountStep('/', 'tmpfs')])).toBeUndefined();
  });

  test('ENOEXEC', () => {
    expect(run('ENOEXEC', '/srv/run', text('echo hello\n'))).toMatch(/no #! line; .*\/bin\/sh/);
    expect(run('ENOEXEC', '/srv/run', text(''))).toBe('/srv/run is empty');
    expect(run('ENOEXEC', '/srv/run', text('#!\n'))).toMatch(/names no interpreter/);
    expect(run('ENOEXEC', '/srv/run', text(elf('/x', 8)))).toMatch(/built for another kind of machine/);
    expect(run('ENOEXEC', '/srv/run', text('\x7fELF'))).toMatch(/built for another kind/);
  });

  test('EACCES', () => {
    const srv = [{ op: 'chdir', path: '/srv' } as const];
    expect(run('EACCES', './plain', { stat }, srv)).toMatch(
      /^\.\/plain \(\/srv\/plain\) is not executable \(mode 644\); chmod \+x/,
    );
    expect(run('EACCES', '/srv', { stat })).toMatch(/^\/srv is a directory/);
    expect(run('EACCES', '/srv/fifo', { stat })).toMatch(/not a regular file/);
    expect(run('EACCES', '/srv/mine', { stat, euid: 0 }, [{ op: 'setuid', uid: 7 }])).toMatch(
      /^user 7 may not run \/srv\/mine/,
    );
    expect(run('EACCES', '/srv/run', text('#!/srv/plain\n'))).toMatch(/^the interpreter \/srv\/plain of \/srv\/run/);
    const noexec = { '/proc/self/mountinfo': mount('/') + mount('/data', 'rw,noexec') };
    expect(run('EACCES', '/srv/run', { stat, read: noexec })).toBeUndefined();
    const real = { '/srv/run': '/data/run' };
    expect(run('EACCES', '/srv/run', { stat, read: noexec, real })).toMatch(/is on \/data, which is mounted noexec/);
    const closed = { ...stat, '/srv': file('directory', 0o700) };
    expect(run('EACCES', '/srv/run', { stat: closed })).toMatch(/^user 1000 may not enter \/srv/);
  });

  test('E2BIG: which string, or all together', () => {
    const long = 'a'.repeat(131072);
    expect(child('E2BIG', [execve('/bin/sh', ['sh', long])])).toMatch(/^argv\[1\] has 131072 bytes/);
    expect(child('E2BIG', [execve('/bin/sh', ['sh'], [`A=${long}`])])).toMatch(/^the variable A is too long/);
    expect(child('E2BIG', [execve('/bin/sh', ['sh', 'é'])])).toMatch(/^arguments and environment have 22 bytes/);
    expect(child('E2BIG', [execve('/bin/sh', ['sh'], null)])).toMatch(/^arguments alone have 11 bytes/);
  });

  test('by descriptor, under the number that it has here', () => {
    const moved: Step = { op: 'dup3', from: 1, to: 30, cloexec: true };
    const byFd: Step = { op: 'execveat', fd: 30, argv: ['x'], env: [] };
    const program = { '/proc/self/fd/1': file('file', 0o755), '/bin/sh': file('file', 0o755) };
    const script = { stat: program, read: { '/proc/self/fd/1': '#!/bin/sh\n' } };
    expect(child('ENOENT', [moved, byFd], script)).toMatch(/^the interpreter of a script opens its descriptor anew/);
    expect(child('ENOENT', [moved, byFd], { ...script, read: { '/proc/self/fd/1': '#!/nope\n' } })).toMatch(
      /interpreter \/nope/,
    );
    expect(child('EBADF', [byFd])).toMatch(/^descriptor 30 is not open/);
    expect(child('EBADF', [moved, byFd])).toBeUndefined();
  });

  test.each([
    ['ETXTBSY', /open for writing/],
    ['ELOOP', /more than 4 deep/],
    ['EPERM', /capabilities \(getcap\)/],
    ['EAGAIN', /a limit on processes/],
  ])('%s', (code, hint) => {
    expect(run(code, '/srv/run', { stat })).toMatch(hint);
  });
});

/** A little-endian ELF header of 64 bits with one program header, PT_INTERP. */
function elf(loader: string, machineOffset = 0): string {
  const bytes = Buffer.alloc(64 + 56 + loader.length + 1);
  bytes.write('\x7fELF\x02\x01', 0, 'latin1');
  bytes.writeUInt16LE({ x64: 62, arm64: 183 }[process.arch as 'x64' | 'arm64'] + machineOffset, 18);
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(1, 56);
  bytes.writeUInt32LE(3, 64);
  bytes.writeBigUInt64LE(120n, 72);
  bytes.writeBigUInt64LE(BigInt(loader.length + 1), 96);
  bytes.write(loader, 120);
  return bytes.toString('latin1');
}
