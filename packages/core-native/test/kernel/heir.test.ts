import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Step } from '@forkexec/core-native';
import { Fifo, PIPEFUL } from '../fifo.js';
import { execve, hows, inEachMode, plan } from '../launcher.js';
import { notRoot } from '../privileges.js';

let dir: string;
let gate: Fifo;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'forkexec-heir-'));
  gate = new Fifo(dir, 'gate');
});
afterEach(async () => {
  await gate.close();
  rmSync(dir, { recursive: true });
});

const NEWPID = 0x20000000;
const fork: Step = { op: 'fork' };
const exit: Step = { op: 'exit', status: 7 };
const stuck = (): Step => ({ op: 'writeFile', path: gate.path, data: PIPEFUL, optional: false });

inEachMode({}, (launcher) => {
  /** The first, and the heir, which is its brother and younger. */
  function childrenOf(): number[] {
    const tasks = `/proc/${launcher().pid}/task`;
    const children = readdirSync(tasks).flatMap((task) =>
      readFileSync(join(tasks, task, 'children'), 'utf8')
        .split(' ')
        .filter(Boolean),
    );
    return children.map(Number).toSorted((a, b) => a - b);
  }

  test.for(hows)('%s: the heir is the child, and the first is gone', async (how) => {
    const stat = await launcher().see(how, [fork, { op: 'setsid' }], ['/bin/sh', '-c', 'cat /proc/$$/stat']);
    const [own, , , parent, , session] = stat.split(' ');
    expect([parent, session]).toEqual([`${launcher().pid}`, own]);
    expect(await launcher().call('state')).toMatchObject({ children: [] });
    expect(await launcher().run(plan(fork, exit), how)).toMatchObject({ code: 1, status: 7 });
  });

  test.for(hows)('%s: what it does wrong has its step', async (how) => {
    const failure = await launcher().fail(plan(fork, { op: 'chdir', path: '/nonexistent' }, exit), how);
    expect(failure).toMatchObject({ code: 'ENOENT', syscall: 'chdir', index: 1, side: 'child' });
    expect(await launcher().fail(plan(fork, execve('/nonexistent')), how)).toMatchObject({
      syscall: 'execve',
      index: 1,
    });
    expect(await launcher().call('state')).toMatchObject({ children: [] });
  });

  test.for(hows.flatMap((how) => (['the first', 'the heir'] as const).map((who) => [how, who] as const)))(
    '%s: %s is killed half-way: nobody is left',
    async ([how, who]) => {
      const failing = launcher().fail(plan(fork, stuck(), execve('/bin/true')), how);
      await gate.take(1);
      const both = childrenOf();
      expect(both.length).toBe(2);
      process.kill(both[who === 'the first' ? 0 : 1]!, 'SIGKILL');
      expect(await failing).toMatchObject({ code: 'ERR_CHILD_KILLED', signal: 'SIGKILL', index: 1 });
      expect(await launcher().call('state')).toMatchObject({ children: [] });
    },
  );

  test.for(hows)('%s: held before, and as the first of a pid namespace', async (how, { skip }) => {
    const reason = notRoot();
    skip(reason !== undefined, reason);
    const steps: Step[] = [{ op: 'unshare', flags: NEWPID }, { op: 'hold' }, fork, { op: 'pdeathsig', signal: 9 }];
    expect(await launcher().see(how, steps, ['/bin/sh', '-c', 'echo $$ $PPID'])).toBe('1 0\n');
  });
});
