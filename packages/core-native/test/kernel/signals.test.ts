import { describe, expect, test } from 'vitest';
import type { Step } from '@forkexec/core-native';
import { program } from '../c-program.js';
import { execve, field, hows, inEachMode, plan } from '../launcher.js';

const ignoring = program('ignoring-signals', ['ignoring-signals.c']);

const status = ['/bin/cat', '/proc/self/status'];
const bits = (text: string, key: string) => BigInt(`0x${field(text, key)}`);
const bit = (signal: number) => 1n << BigInt(signal - 1);
const SIGPIPE = 13;
const SIGXFSZ = 25;
const defaults: readonly Step[] = [{ op: 'resetSignals' }, { op: 'sigmask', mask: 0 }];
/** All but SIGKILL and SIGSTOP, which cannot be blocked, and the C library's own two, which it unblocks: signal(7), nptl(7). */
const blockable = 2n ** 64n - 1n - bit(9) - bit(19) - bit(32) - bit(33);
const blocked = (text: string) => bits(text, 'SigBlk') & blockable;

describe('from a parent that ignores and blocks what it can', () => {
  inEachMode({ under: [ignoring] }, (launcher) => {
    test('it does', async () => {
      const { ignored, masks, caught } = await launcher().call('state');
      const signals = BigInt(`0x${ignored}`);
      expect(signals & bit(SIGPIPE)).not.toBe(0n);
      expect(signals & bit(SIGXFSZ)).not.toBe(0n);
      for (let signal = 34; signal <= 64; signal++) expect(signals & bit(signal), `${signal}`).not.toBe(0n);
      expect(masks.some((mask) => BigInt(`0x${mask}`) & bit(64))).toBe(true);
      expect(BigInt(`0x${caught}`)).not.toBe(0n);
    });

    test.for(hows)('%s: a child has every default and no signal blocked', async (how) => {
      await launcher().call('handle', ['SIGUSR2', 'SIGHUP', 'SIGCHLD']);
      const seen = await launcher().see(how, defaults, status);
      for (const key of ['SigBlk', 'SigIgn', 'SigCgt', 'SigPnd', 'ShdPnd']) expect(bits(seen, key), key).toBe(0n);
    });

    test.for(hows)('%s: without the two steps it has what the parent ignores, and all blocked', async (how) => {
      const seen = await launcher().see(how, [], status);
      const { ignored } = await launcher().call('state');
      expect(bits(seen, 'SigIgn')).toBe(BigInt(`0x${ignored}`));
      expect(bits(seen, 'SigCgt')).toBe(0n);
      expect(blocked(seen)).toBe(blockable);
    });

    test.for(hows)('%s: the parent’s own masks and dispositions stay', async (how) => {
      const before = await launcher().call('state');
      await launcher().see(how, defaults, status);
      await launcher().fail(plan(...defaults, execve('/nonexistent')), how);
      const after = await launcher().call('state');
      expect(after).toMatchObject({ masks: before.masks, ignored: before.ignored, caught: before.caught });
    });
  });
});

describe('signals', () => {
  inEachMode({}, (launcher) => {
    test.for(hows)('%s: sigmask blocks what it says', async (how) => {
      for (const mask of [0n, 1n, bit(64), bit(34), bit(13) | bit(15)]) {
        expect(bits(await launcher().see(how, [{ op: 'sigmask', mask }], status), 'SigBlk')).toBe(mask);
      }
      expect(blocked(await launcher().see(how, [{ op: 'sigmask', mask: 2n ** 64n - 1n }], status))).toBe(blockable);
    });

    test.for(hows)('%s: prlimit', async (how) => {
      const RLIMIT_NOFILE = 7;
      const RLIMIT_STACK = 3;
      const unlimited = 2n ** 64n - 1n;
      const steps: Step[] = [
        { op: 'prlimit', resource: RLIMIT_NOFILE, soft: 77, hard: 88 },
        { op: 'prlimit', resource: RLIMIT_STACK, soft: 2n ** 40n, hard: unlimited },
      ];
      const limits = await launcher().see(how, steps, ['/bin/cat', '/proc/self/limits']);
      expect(limits).toMatch(/^Max open files +77 +88 +files/m);
      expect(limits).toMatch(/^Max stack size +1099511627776 +unlimited +bytes/m);
      const own = await launcher().see(how, [], ['/bin/cat', `/proc/${launcher().pid}/limits`]);
      expect(own).not.toMatch(/^Max open files +77 /m);
    });

    test.for(hows)('%s: traceMe stops it at its first instruction, traced by the launcher’s thread', async (how) => {
      const pid = await launcher().start(plan({ op: 'traceMe' }, { op: 'sigmask', mask: 0 }, execve('/bin/true')), how);
      const stopped = `while ! grep -q 'State:.t' /proc/${pid}/status; do :; done; cat /proc/${pid}/status`;
      const seen = await launcher().see(how, [], ['/bin/sh', '-c', stopped]);
      expect(field(seen, 'State')).toBe('t (tracing stop)');
      expect(field(seen, 'Name')).toBe('true');
      const tracer = Number(field(seen, 'TracerPid'));
      expect(tracer).not.toBe(launcher().pid);
      const thread = await launcher().see(how, [], ['/bin/cat', `/proc/${launcher().pid}/task/${tracer}/status`]);
      expect(Number(field(thread, 'Tgid'))).toBe(launcher().pid);
      expect(await launcher().call('kill', pid, 9)).toBe(true);
      expect(await launcher().call('end', pid)).toMatchObject({ code: 2, status: 9 });
    });
  });
});
