import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Plan, Step } from '@forkexec/core-native';
import { Fifo, PIPEFUL } from '../fifo.js';
import { execve, type How, hows, Launcher, modes, plan } from '../launcher.js';
import { noUserNamespaces, notRoot } from '../privileges.js';

const NEWUSER = 0x10000000;
const NEWPID = 0x20000000;
const SIGKILL = 9;
const ALIVE = 9; // the child's descriptor for it

// What these tests wait for comes at once, or never.
vi.setConfig({ testTimeout: 15_000 });

let dir: string;
let launcher: Launcher;
/** Every process that descends from the launcher may hold its other end: end of file means that they are all gone. */
let alive: Fifo;
/** Told when a child has come to a certain step. */
let reached: Fifo;
/** Holds a step back: it has more to write than fits. */
let gate: Fifo;
let held: number;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'forkexec-orphans-'));
  [alive, reached, gate] = ['alive', 'reached', 'gate'].map((name) => new Fifo(dir, name)) as [Fifo, Fifo, Fifo];
});
afterEach(async () => {
  await Promise.all([alive, reached, gate].map((fifo) => fifo.close()));
  await launcher.stop();
  rmSync(dir, { recursive: true });
});

async function start(mode: (typeof modes)[number]): Promise<void> {
  launcher = await Launcher.start({ mode });
  const opened = alive.opened();
  held = await launcher.call('open', alive.path, 'w');
  await opened;
}

const write = (fifo: Fifo, data: string): Step => ({ op: 'writeFile', path: fifo.path, data, optional: false });
const say = (): Step => write(reached, '!');
const block = (): Step => write(gate, PIPEFUL);
const handOn = (): Step => ({ op: 'dup3', from: held, to: ALIVE, cloexec: false });

const missing = (flags: number) => (flags & NEWUSER ? noUserNamespaces() : flags & NEWPID ? notRoot() : undefined);

/** Sends the plan off; the launcher will not live to answer. */
function begin(given: Plan, how: How): void {
  launcher.call('begin', given, how).catch(() => undefined);
}

async function killLauncher(): Promise<void> {
  const exited = once(launcher.process, 'exit');
  launcher.process.kill('SIGKILL');
  expect(await exited).toEqual([null, 'SIGKILL']);
}

describe.each(modes)('FORKEXEC_CHILD=%s', (mode) => {
  describe.each(hows)('%s', (how) => {
    test.for([
      ['alone', 0],
      ['in a pid namespace of its own', NEWPID],
      ['in a user and a pid namespace', NEWUSER | NEWPID],
    ] as const)('a held child, %s, does not outlive the parent', async ([, flags], { skip }) => {
      const why = missing(flags);
      skip(why !== undefined, why);
      await start(mode);
      const child: Step[] = [say(), { op: 'hold' }, say(), execve('/bin/sleep', '1000')];
      begin({ clone: { flags }, parent: [block()], child }, how);
      expect(await reached.take(1)).toBe('!');
      await gate.take(1);
      await killLauncher();
      expect(await alive.rest()).toBe('');
      expect(await reached.rest()).toBe('');
    });

    test('a child that is held before its first step does not either', async () => {
      await start(mode);
      begin({ clone: { flags: 0 }, parent: [say(), block()], child: [say(), execve('/bin/sleep', '1000')] }, how);
      expect(await reached.take(1)).toBe('!');
      await gate.take(1);
      await killLauncher();
      expect(await alive.rest()).toBe('');
    });

    test('pdeathsig: the program ends with the parent', async () => {
      await start(mode);
      const sleep = execve('/bin/sh', '-c', `echo ready >&${ALIVE}; exec sleep 1000`);
      begin(plan(handOn(), { op: 'sigmask', mask: 0 }, { op: 'pdeathsig', signal: SIGKILL }, sleep), how);
      expect(await alive.take(6)).toBe('ready\n');
      await killLauncher();
      expect(await alive.rest()).toBe('');
    });

    test('without pdeathsig it lives on', async () => {
      await start(mode);
      const answer = execve('/bin/sh', '-c', `echo ready >&${ALIVE}; read line <${gate.path}; echo $line >&${ALIVE}`);
      begin(plan(handOn(), { op: 'sigmask', mask: 0 }, answer), how);
      expect(await alive.take(6)).toBe('ready\n');
      await killLauncher();
      const question = await open(gate.path, 'w');
      await question.writeFile('still here\n');
      await question.close();
      expect(await alive.rest()).toBe('still here\n');
    });

    test.for([
      ['alone', 0],
      ['as the first of a pid namespace', NEWPID],
    ] as const)('raiseIfOrphaned, %s: a parent that died before pdeathsig was set', async ([, flags], { skip }) => {
      const why = missing(flags);
      skip(why !== undefined, why);
      await start(mode);
      const child: Step[] = [
        block(),
        { op: 'pdeathsig', signal: SIGKILL },
        { op: 'raiseIfOrphaned', signal: SIGKILL },
        say(),
        { op: 'exit', status: 0 },
      ];
      begin({ clone: { flags }, parent: [], child }, how);
      await gate.take(1);
      await killLauncher();
      expect((await gate.rest()).length).toBe(PIPEFUL.length - 1);
      expect(await alive.rest()).toBe('');
    });

    test('raiseIfOrphaned does nothing while the parent lives', async () => {
      await start(mode);
      const steps = plan({ op: 'raiseIfOrphaned', signal: SIGKILL }, { op: 'exit', status: 5 });
      expect(await launcher.run(steps, how)).toMatchObject({ code: 1, status: 5 });
    });
  });
});
