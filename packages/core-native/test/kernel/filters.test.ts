import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Step } from '@forkexec/core-native';
import { compilers } from '../../scripts/compilers.mjs';
import { links, program } from '../c-program.js';
import { underFilter } from '../filters.js';
import { execve, hows, type Launcher, modes, plan } from '../launcher.js';
import { notRoot } from '../privileges.js';

const dir = mkdtempSync(join(tmpdir(), 'forkexec-filters-'));
chmodSync(dir, 0o755);
afterAll(() => rmSync(dir, { recursive: true }));

const NEWUSER = 0x10000000;
const exit: Step = { op: 'exit', status: 0 };

/** Launches of all kinds, many at once. */
async function works(launcher: Launcher): Promise<void> {
  for (const how of hows) {
    expect(await launcher.see(how, [], ['/bin/echo', how])).toBe(`${how}\n`);
    expect(await launcher.fail(plan(execve('/nonexistent')), how)).toMatchObject({ code: 'ENOENT', index: 0 });
    const held = { ...plan({ op: 'hold' }, execve('/bin/sh', '-c', 'exit 3')), parent: [write('/dev/null')] };
    expect(await launcher.run(held, how)).toMatchObject({ code: 1, status: 3 });
    expect(await launcher.run({ ...held, child: held.child.slice(1) }, how)).toMatchObject({ code: 1, status: 3 });
    const many = Array.from({ length: 40 }, (_, i) => launcher.run(plan(execve('/bin/sh', '-c', `exit ${i}`)), how));
    expect((await Promise.all(many)).map(({ status }) => status)).toEqual(many.map((_, i) => i));
  }
}

const numbers = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map(Number)
    .toSorted((a, b) => a - b);
const RLIMIT_NOFILE = 7;
const noStatic = links(compilers().cc, ['-static']) ? undefined : 'needs a static C library (Debian: libc6-dev)';
const openFds = () => program('open-fds', ['open-fds.c'], ['-static']);

const write = (path: string): Step => ({ op: 'writeFile', path, data: 'x', optional: false });

for (const mode of modes) {
  underFilter(['--docker'], { mode }, (launcher) => {
    test('launches work without clone3', async () => {
      expect(launcher().facts.clone3).toBe(false);
      await works(launcher());
    });

    test.for(hows)('%s: namespaces are refused, and the error says by what', async (how) => {
      const clone = { flags: NEWUSER };
      const error = { code: 'EPERM', side: 'parent', index: -1, syscall: 'clone', step: undefined };
      expect(await launcher().fail({ ...plan(exit), clone }, how)).toMatchObject(error);
      expect(await launcher().fail(plan({ op: 'unshare', flags: NEWUSER }, exit), how)).toMatchObject({
        code: 'EPERM',
        syscall: 'unshare',
        index: 0,
      });
      expect(await launcher().fail(plan({ op: 'sethostname', name: 'x' }, exit), how)).toMatchObject({ code: 'EPERM' });
    });
  });

  underFilter(['futex_waitv=ENOSYS'], { mode }, (launcher) => {
    test('launches work without futex_waitv', async () => {
      expect(launcher().facts.futexWaitv).toBe(false);
      await works(launcher());
    });
  });

  underFilter(['clone:0&0x1000=EINVAL'], { mode }, (launcher) => {
    test('launches work without CLONE_PIDFD', async () => {
      expect(launcher().facts.clonePidfd).toBe(false);
      await works(launcher());
    });
  });
}

// SystemCallFilter=~@resources of systemd.exec(5), in many a service's unit.
for (const end of ['KILL', 'EPERM']) {
  underFilter([`sched_setattr=${end}`, `sched_setaffinity=${end}`, `ioprio_set=${end}`], {}, (launcher) => {
    test('launches work where nobody may change how a thread is scheduled', async () => {
      await works(launcher());
      expect(await launcher().see('launch', [], ['/bin/echo', 'as before'])).toBe('as before\n');
    });
  });
}

underFilter(['clone:0&0x1000=EINVAL', 'pidfd_open=ENOSYS'], {}, (launcher) => {
  test.for(hows)('%s: without any way to a pidfd there is no launch, and no child is left', async (how) => {
    const error = { code: 'ENOSYS', syscall: 'pidfd_open', side: 'parent', index: -1 };
    expect(await launcher().fail(plan(exit), how)).toMatchObject(error);
    expect(await launcher().fail(plan({ op: 'hold' }, exit), how)).toMatchObject(error);
  });
});

underFilter(['pidfd_open=ENOSYS'], {}, (launcher) => {
  test('launches work without pidfd_open', async () => {
    await works(launcher());
    for (const how of hows) {
      expect(await launcher().run(plan({ op: 'raiseIfOrphaned', signal: 9 }, exit), how)).toMatchObject({ status: 0 });
    }
  });
});

underFilter(['clone:0&0x100=EINVAL'], {}, (launcher) => {
  test('where memory cannot be shared, it is copied', async () => {
    expect(launcher().facts).toMatchObject({ sharesMemory: false, mode: modes.indexOf('fork'), forced: false });
    await works(launcher());
  });
});

underFilter(['clone:0&0x100=EINVAL'], { mode: 'vm' }, (launcher) => {
  test('and no environment variable changes that', async () => {
    expect(launcher().facts).toMatchObject({ sharesMemory: false, mode: modes.indexOf('fork') });
    await works(launcher());
  });
});

for (const errno of ['ENOSYS', 'EINVAL', 'EPERM']) {
  underFilter([`close_range=${errno}`], {}, (launcher) => {
    test.for(hows)('%s: cloexecFrom walks the descriptors instead', async (how) => {
      const from = launcher().out;
      const open = Array.from({ length: 600 }, (_, i): Step => ({ op: 'dup3', from, to: 1000 + i, cloexec: false }));
      const list = ['/bin/sh', '-c', 'for f in /proc/$$/fd/*; do if [ -e "$f" ]; then echo "${f##*/}"; fi; done'];
      const keep: Step = { op: 'setCloexec', fd: 0, on: false };
      const seen = numbers(await launcher().see(how, [...open, { op: 'cloexecFrom', first: 3 }, keep], list));
      expect(seen).toEqual([0, 1]);
      const half = numbers(await launcher().see(how, [...open, { op: 'cloexecFrom', first: 1300 }, keep], list));
      expect(half.filter((fd) => fd >= 1000)).toEqual(Array.from({ length: 300 }, (_, i) => 1000 + i));
    });

    test.for(hows)('%s: cloexecFrom where there is no /proc tries every number', async (how, { skip }) => {
      const why = notRoot() ?? noStatic;
      skip(why !== undefined, why);
      const from = launcher().out;
      const steps: Step[] = [
        { op: 'prlimit', resource: RLIMIT_NOFILE, soft: 2000, hard: 2000 },
        ...[3, 1000, 1999].map((to): Step => ({ op: 'dup3', from, to, cloexec: false })),
        { op: 'chroot', path: dir },
        { op: 'cloexecFrom', first: 3 },
        { op: 'setCloexec', fd: 0, on: false },
      ];
      copyFileSync(openFds(), join(dir, 'open-fds'));
      expect(numbers(await launcher().see(how, steps, ['/open-fds']))).toEqual([0, 1]);
    });
  });
}

// Before Linux 6.3 there is no MFD_EXEC; without CLONE_VM a copy of the memory does.
for (const rule of ['memfd_create:1&16=EINVAL', 'clone:0&0x100=EINVAL']) {
  underFilter([rule], {}, (launcher) => {
    test.for(hows)(`${rule}: an init starts, %s`, async (how) => {
      const steps = [{ op: 'init' } as const, execve('/bin/sh', '-c', 'exit 3')];
      expect(await launcher().run(plan(...steps), how)).toMatchObject({ code: 1, status: 3 });
      const failing = plan({ op: 'init' }, execve('/nonexistent'));
      expect(await launcher().fail(failing, how)).toMatchObject({ code: 'ENOENT', syscall: 'execve', index: 1 });
    });
  });
}
