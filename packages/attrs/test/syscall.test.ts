import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { syscallName, syscallNumber } from '../src/index.js';
import { headers } from '../scripts/gen-syscalls.mjs';

describe('names and numbers of system calls', () => {
  test.for([
    ['read', 0, 63],
    ['execve', 59, 221],
    ['rseq', 334, 293],
    ['pidfd_send_signal', 424, 424],
    ['clone3', 435, 435],
    ['set_mempolicy_home_node', 450, 450],
    ['file_setattr', 469, 469],
  ] as const)('%s', ([name, x64, arm64]) => {
    expect([syscallNumber(name, 'x64'), syscallNumber(name, 'arm64')]).toEqual([x64, arm64]);
    expect([syscallName(x64, 'x64'), syscallName(arm64, 'arm64')]).toEqual([name, name]);
  });

  test('what is not there', () => {
    expect(syscallNumber('open', 'arm64')).toBeUndefined();
    for (const name of ['nope', '', 'constructor', '424']) expect(syscallNumber(name, 'x64')).toBeUndefined();
    for (const number of [-1, 335, 423, 470, 1.5, Number.NaN]) expect(syscallName(number, 'x64')).toBeUndefined();
    expect(syscallName(0, 'arm64')).toBe('io_setup');
    for (const arch of ['mips', 'constructor']) expect(() => syscallName(0, arch as 'x64')).toThrow(RangeError);
  });

  test('of this machine where none is named', () => {
    const arch = process.arch as 'x64';
    expect(syscallNumber('read')).toBe(syscallNumber('read', arch));
    expect(syscallName(63)).toBe(syscallName(63, arch));
  });

  const machine = '/usr/include/asm-generic/unistd.h';
  const noHeaders = existsSync(machine) ? undefined : 'needs the kernel headers (Debian package linux-libc-dev)';
  test.for(['x64', 'arm64'] as const)('as the kernel headers say: %s', (arch, { skip }) => {
    skip(noHeaders !== undefined, noHeaders);
    skip(arch === 'x64' && process.arch !== 'x64', 'needs the kernel headers of x86-64');
    const found = headers[arch]();
    expect(found.size).toBeGreaterThan(300);
    for (const [name, number] of found) expect([name, syscallNumber(name, arch)]).toEqual([name, number]);
    // And no others but those of later kernels.
    const last = Math.max(...found.values());
    for (let number = 0; number <= last; number++) {
      const name = syscallName(number, arch);
      if (name !== undefined) expect([name, found.get(name)]).toEqual([name, number]);
    }
  });

  test('as strace names them', ({ skip }) => {
    skip(spawnSync('strace', ['-V']).error !== undefined, 'needs strace');
    const dir = mkdtempSync(join(tmpdir(), 'forkexec-strace-'));
    try {
      const trace = join(dir, 'trace');
      const { status } = spawnSync('strace', ['-n', '-o', trace, 'true']);
      skip(status !== 0, 'needs strace with leave to trace');
      const lines = [...readFileSync(trace, 'utf8').matchAll(/^\[ *(\d+)\] (\w+)\(/gm)];
      expect(lines.length).toBeGreaterThan(5);
      for (const [, number, name] of lines) expect([number, syscallName(Number(number))]).toEqual([number, name]);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
