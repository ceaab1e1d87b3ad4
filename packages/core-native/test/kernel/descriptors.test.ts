import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Step } from '@forkexec/core-native';
import { execve, type How, hows, inEachMode, plan } from '../launcher.js';

const dir = mkdtempSync(join(tmpdir(), 'forkexec-fds-'));
afterAll(() => rmSync(dir, { recursive: true }));

const exit: Step = { op: 'exit', status: 0 };
/** What a child has when it gets all of these steps: no more than its standard input, output and errors. */
const stdio: readonly Step[] = [
  { op: 'cloexecFrom', first: 3 },
  { op: 'setCloexec', fd: 0, on: false },
  { op: 'setCloexec', fd: 2, on: false },
];
/** The shell's own descriptors; it opens one for looking, which is gone when it names it. */
const list = ['/bin/sh', '-c', 'for f in /proc/$$/fd/*; do if [ -e "$f" ]; then echo "${f##*/}"; fi; done'];

inEachMode({}, (launcher) => {
  const open = async (how: How, steps: readonly Step[]) => {
    const seen = await launcher().see(how, steps, list);
    const numbers = seen.split('\n').filter(Boolean).map(Number);
    return numbers.toSorted((a, b) => a - b);
  };

  test.for(hows)('%s: neither the runtime’s descriptors nor ours are handed on', async (how) => {
    const { inheritable } = launcher();
    const given = new Set([0, 1, 2, ...inheritable]);
    expect(await open(how, stdio.slice(1))).toEqual([...given].toSorted((a, b) => a - b));
  });

  test.for(hows)('%s: dup3, with and without close-on-exec, and onto itself for none', async (how) => {
    const from = launcher().out;
    const steps: Step[] = [
      { op: 'dup3', from, to: 7, cloexec: false },
      { op: 'dup3', from, to: 8, cloexec: true },
      { op: 'dup3', from: 8, to: 900, cloexec: false },
    ];
    expect(await open(how, [...stdio, ...steps])).toEqual([0, 1, 2, 7, 900]);
  });

  test.for(hows)('%s: setCloexec and close', async (how) => {
    const from = launcher().out;
    const steps: Step[] = [
      { op: 'setCloexec', fd: from, on: false },
      { op: 'dup3', from, to: 500, cloexec: false },
      { op: 'setCloexec', fd: 500, on: true },
      { op: 'close', fd: 0 },
    ];
    expect(await open(how, [...stdio, ...steps])).toEqual([1, 2, from]);
  });

  test.for(hows)('%s: closing what is not open is no error, whatever its number', async (how) => {
    const steps = [300, 19_999, 1_000_000, 0x7fffffff].map((fd): Step => ({ op: 'close', fd }));
    expect(await open(how, [...stdio, ...steps])).toEqual([0, 1, 2]);
  });

  test.for(hows)('%s: cloexecFrom', async (how) => {
    const from = launcher().out;
    const some: Step[] = [5, 6, 400, 401, 4000].map((to) => ({ op: 'dup3', from, to, cloexec: false }));
    expect(await open(how, [...stdio, ...some])).toEqual([0, 1, 2, 5, 6, 400, 401, 4000]);
    const sweep = (first: number): Step[] => [...some, { op: 'cloexecFrom', first }];
    expect(await open(how, [...stdio, ...sweep(401)])).toEqual([0, 1, 2, 5, 6, 400]);
    expect(await open(how, [...stdio, ...sweep(3)])).toEqual([0, 1, 2]);
    expect(await open(how, [...stdio, ...sweep(0x7fffffff)])).toEqual([0, 1, 2, 5, 6, 400, 401, 4000]);
  });

  test.for(hows)('%s: every low number can be the plan’s own', async (how) => {
    // The launcher's own descriptors for the child have such numbers: they must not get in the way.
    const from = launcher().out;
    const fds = Array.from({ length: 60 }, (_, i) => i + 3).filter((fd) => fd !== from);
    const all: Step[] = fds.map((to) => ({ op: 'dup3', from, to, cloexec: false }));
    expect(await open(how, [...stdio, ...all])).toEqual([0, 1, 2, ...fds]);
    const none = [...fds, 0x7fffffff].map((fd): Step => ({ op: 'close', fd }));
    expect(await open(how, [...stdio, ...none])).toEqual([0, 1, 2]);
    const kept = fds.map((fd): Step => ({ op: 'setCloexec', fd, on: true }));
    expect(await launcher().fail(plan({ op: 'hold' }, ...none, ...kept, exit), how)).toMatchObject({
      code: 'EBADF',
      syscall: 'fcntl',
      index: 1 + none.length,
    });
  });

  test.for(hows)('%s: what the launcher has for itself is not handed on by a wrong number', async (how) => {
    // With the write end of the pipe that tells of the exec, a launch would last as long as its program.
    const { fds } = await launcher().call('state');
    const used = new Set(fds.map((text) => Number.parseInt(text, 10)));
    const wrong = Array.from({ length: 60 }, (_, i) => i + 3).filter((fd) => !used.has(fd));
    const begun = await Promise.all(
      wrong.map(async (fd) => {
        const hand: Step = { op: 'setCloexec', fd, on: false };
        const dup: Step = { op: 'dup3', from: fd, to: 1, cloexec: false };
        const programs = [plan(hand, execve('/bin/sleep', '1000')), plan(dup, execve('/bin/sleep', '1000'))];
        return Promise.all(programs.map((program) => launcher().call('begin', program, how)));
      }),
    );
    for (const { pid, failure } of begun.flat()) {
      if (failure) {
        expect(failure).toMatchObject({ code: 'EBADF', index: 0 });
        continue;
      }
      await launcher().call('kill', pid, 9);
      await launcher().call('end', pid);
    }
  });

  test.for(hows)('%s: nor what watches a traced one', async (how) => {
    const { fds } = await launcher().call('state');
    const used = new Set(fds.map((text) => Number.parseInt(text, 10)));
    const wrong = Array.from({ length: 30 }, (_, i) => i + 3).filter((fd) => !used.has(fd));
    for (const fd of wrong) {
      const hand: Step = { op: 'setCloexec', fd, on: false };
      const failure = await launcher().fail(plan(hand, { op: 'traceMe' }, execve('/bin/true')), how);
      expect(failure, `${fd}`).toMatchObject({ code: 'EBADF', index: 0 });
    }
  });

  test.for(hows)('%s: execveat runs what a descriptor means, be its name gone', async (how) => {
    const path = join(dir, 'gone');
    copyFileSync('/bin/echo', path);
    chmodSync(path, 0o755);
    const fd = await launcher().call('open', path, 'r');
    rmSync(path);
    const stdout: Step = { op: 'dup3', from: launcher().out, to: 1, cloexec: false };
    await launcher().run(plan(stdout, { op: 'execveat', fd, argv: ['echo', 'by', 'fd'], env: ['A=1'] }), how);
    expect(await launcher().call('output')).toBe('by fd\n');
    await launcher().call('close', fd);
  });

  test('the parent keeps its descriptors and their flags', async () => {
    const path = join(dir, 'kept');
    writeFileSync(path, '');
    const fd = await launcher().call('open', path, 'r');
    const before = await launcher().call('state');
    for (const how of hows) {
      await launcher().run(plan({ op: 'close', fd }, { op: 'cloexecFrom', first: 0 }, execve('/bin/true')), how);
      await launcher().run(plan({ op: 'dup3', from: 0, to: fd, cloexec: false }, execve('/bin/true')), how);
    }
    expect((await launcher().call('state')).fds).toEqual(before.fds);
    expect(await open('launch', stdio)).toEqual([0, 1, 2]);
    await launcher().call('close', fd);
  });
});
