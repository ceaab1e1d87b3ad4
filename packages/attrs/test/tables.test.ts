import { readFileSync, existsSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { constants } from 'node:os';
import { describe, expect, test } from 'vitest';
import { CAPABILITIES, CLONE_FLAGS, RLIMITS, SIGNALS, signalName, SIGRTMAX, SIGRTMIN } from '../src/index.js';
import * as attrs from '../src/index.js';

/** The `#define`s of a kernel header whose name begins with `prefix`. */
function defines(header: string, prefix: string): Record<string, number> {
  const found: Record<string, number> = {};
  const line = new RegExp(`^#\\s*define\\s+(${prefix}\\w+)\\s+(0x[0-9a-fA-F]+|[0-9]+)(?:ULL)?\\b`, 'gm');
  for (const [, name, value] of readFileSync(header, 'utf8').matchAll(line)) found[name!] = Number(value);
  return found;
}

describe('each table is the kernel header', () => {
  const include = '/usr/include';
  const signalH = defines.bind(null, `${include}/asm-generic/signal.h`, 'SIG');
  const headers = {
    'linux/capability.h': () => [defines(`${include}/linux/capability.h`, 'CAP_'), CAPABILITIES],
    'linux/sched.h': () => {
      const {
        CLONE_ARGS_SIZE_VER0: _0,
        CLONE_ARGS_SIZE_VER1: _1,
        CLONE_ARGS_SIZE_VER2,
        ...flags
      } = defines(`${include}/linux/sched.h`, 'CLONE_');
      expect(attrs.CLONE_ARGS_SIZE).toBe(CLONE_ARGS_SIZE_VER2);
      return [flags, CLONE_FLAGS];
    },
    'asm-generic/resource.h': () => [defines(`${include}/asm-generic/resource.h`, 'RLIMIT_'), RLIMITS],
    'asm-generic/signal.h': () => {
      // The kernel's own first real-time signal, a size, and a name that is commented out.
      const { SIGRTMIN: _0, SIGSTKSZ: _1, SIGLOST: _2, ...signals } = signalH();
      const { SIGCLD, SIGPOLL: _3, ...ours } = SIGNALS;
      expect(SIGCLD).toBe(signals['SIGCHLD']);
      return [signals, ours];
    },
  };
  for (const [header, compare] of Object.entries(headers)) {
    test(header, ({ skip }) => {
      skip(!existsSync(`${include}/${header}`), `needs ${header} (Debian: linux-libc-dev)`);
      const [theirs, ours] = compare();
      expect(ours).toEqual(theirs);
    });
  }
});

test('signals are those of Node', ({ skip }) => {
  skip(process.platform !== 'linux', 'needs the signal numbers of Linux');
  const { SIGCLD, SIGUNUSED, ...ours } = SIGNALS;
  expect(ours).toEqual(constants.signals);
  expect([SIGCLD, SIGUNUSED]).toEqual([SIGNALS.SIGCHLD, SIGNALS.SIGSYS]);
});

test('signal names are those of the shell', ({ skip }) => {
  skip(process.platform !== 'linux' || !existsSync('/bin/bash'), 'needs bash on Linux');
  const list = execFileSync('/bin/bash', ['-c', 'kill -l'], { encoding: 'utf8' });
  const theirs = Object.fromEntries([...list.matchAll(/(\d+)\) (\S+)/g)].map(([, number, name]) => [number, name]));
  const all = Array.from({ length: SIGRTMAX }, (_, i) => i + 1).filter((n) => n < 32 || n >= SIGRTMIN);
  expect(Object.fromEntries(all.map((n) => [n, signalName(n)]))).toEqual(theirs);
});

test('every row of a table is an export of the same name and value', () => {
  for (const table of [CAPABILITIES, CLONE_FLAGS, RLIMITS, SIGNALS]) expect(attrs).toMatchObject(table);
  expect(Object.keys(CAPABILITIES)).toHaveLength(41);
  expect(Object.keys(CLONE_FLAGS)).toHaveLength(27);
  expect(Object.keys(RLIMITS)).toHaveLength(16);
  expect(new Set(Object.values(SIGNALS))).toEqual(new Set(Array.from({ length: 31 }, (_, i) => i + 1)));
});

test('no table can be changed', () => {
  for (const table of [CAPABILITIES, CLONE_FLAGS, RLIMITS, SIGNALS]) expect(Object.isFrozen(table)).toBe(true);
});
