import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Step } from '@forkexec/core-native';
import { Fifo, PIPEFUL } from '../fifo.js';
import { execve, hows, inEachMode, plan } from '../launcher.js';

let dir: string;
let gate: Fifo;
let reached: Fifo;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'forkexec-killed-'));
  gate = new Fifo(dir, 'gate');
  reached = new Fifo(dir, 'reached');
});
afterEach(async () => {
  await Promise.all([gate.close(), reached.close()]);
  rmSync(dir, { recursive: true });
});

const write = (fifo: Fifo, data: string): Step => ({ op: 'writeFile', path: fifo.path, data, optional: false });
const SIGKILL = 9;

inEachMode({}, (launcher) => {
  /** The launcher may be blocked: its only child is found from outside. */
  function childOf(): number {
    const tasks = `/proc/${launcher().pid}/task`;
    const children = readdirSync(tasks).flatMap((task) =>
      readFileSync(join(tasks, task, 'children'), 'utf8')
        .split(' ')
        .filter(Boolean),
    );
    expect(children.length).toBe(1);
    return Number(children[0]);
  }

  test.for(hows)('%s: a child that is killed half-way is an error and no start', async (how) => {
    const failing = launcher().fail(plan({ op: 'setsid' }, write(gate, PIPEFUL), execve('/bin/true')), how);
    await gate.take(1);
    process.kill(childOf(), SIGKILL);
    const failure = await failing;
    expect(failure).toMatchObject({ code: 'ERR_CHILD_KILLED', signal: 'SIGKILL', side: 'child', index: 1, errno: 0 });
    expect(failure.message).toContain('killed by SIGKILL before its program ran (child step 2 of 3)');
    expect(await launcher().call('state')).toMatchObject({ children: [] });
  });

  // Before Linux 5.16 the dump of a process that shares our memory takes us along, unless we are undumpable.
  test.for(hows)('%s: one that dumps core half-way takes nobody along', async (how) => {
    const open: Step[] = [{ op: 'resetSignals' }, { op: 'sigmask', mask: 0 }];
    const failing = launcher().fail(plan(...open, write(gate, PIPEFUL), execve('/bin/true')), how);
    await gate.take(1);
    process.kill(childOf(), 'SIGQUIT');
    expect(await failing).toMatchObject({ code: 'ERR_CHILD_KILLED', signal: 'SIGQUIT', side: 'child', index: 2 });
    expect(await launcher().call('state')).toMatchObject({ children: [] });
  });

  test.for(hows)('%s: a child that is killed while it is held', async (how) => {
    const held = plan(write(reached, '!'), { op: 'hold' }, execve('/bin/true'));
    const failing = launcher().fail({ ...held, parent: [write(gate, PIPEFUL)] }, how);
    expect(await reached.rest()).toBe('!');
    await gate.take(1);
    process.kill(childOf(), SIGKILL);
    // The parent goes on only now: its last step is done for a child that is gone.
    await gate.rest();
    expect(await failing).toMatchObject({ code: 'ERR_CHILD_KILLED', signal: 'SIGKILL', side: 'child' });
    expect(await launcher().call('state')).toMatchObject({ children: [] });
  });

  test.for(hows)('%s: and before its first step', async (how) => {
    const failing = launcher().fail({ ...plan(execve('/bin/true')), parent: [write(gate, PIPEFUL)] }, how);
    await gate.take(1);
    process.kill(childOf(), SIGKILL);
    await gate.rest();
    expect(await failing).toMatchObject({ code: 'ERR_CHILD_KILLED', signal: 'SIGKILL', side: 'child', index: 0 });
  });

  test.for(hows)('%s: a parent step that fails takes the held child with it', async (how) => {
    const held = plan({ op: 'hold' }, write(reached, '!'), execve('/bin/true'));
    const parent: Step[] = [{ op: 'writeFile', path: '/proc/<pid>/nothing', data: '', optional: false }];
    expect(await launcher().fail({ ...held, parent }, how)).toMatchObject({ code: 'ENOENT', side: 'parent', index: 0 });
    expect(await launcher().call('state')).toMatchObject({ children: [] });
  });
});
