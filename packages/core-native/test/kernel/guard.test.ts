import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Plan, Step } from '@forkexec/core-native';
import { Fifo, PIPEFUL } from '../fifo.js';
import { hows, inEachMode, plan } from '../launcher.js';
import { noUserNamespaces, notRoot, skipWhile } from '../privileges.js';

// Whether a process is dumpable shows in who owns its files in /proc: its own group, or root’s (proc_pid(5)).
const GROUP = 12345;

skipWhile(notRoot());

let dir: string;
let gate: Fifo;
let second: Fifo;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'forkexec-guard-'));
  chmodSync(dir, 0o755);
  gate = new Fifo(dir, 'gate');
  second = new Fifo(dir, 'second');
});
afterEach(async () => {
  await Promise.all([gate.close(), second.close()]);
  rmSync(dir, { recursive: true });
});

const write = (fifo: Fifo): Step => ({ op: 'writeFile', path: fifo.path, data: PIPEFUL, optional: false });
const exit: Step = { op: 'exit', status: 0 };
const owner = (pid: number) => statSync(`/proc/${pid}/status`).gid;

/** Before Linux 5.16 a core dump of a child in our memory takes us along: nobody is dumpable beside any of them. */
const [major = 0, minor = 0] = release()
  .split('.')
  .map((part) => parseInt(part, 10));
const guardsAll = major < 5 || (major === 5 && minor < 16);

/** What makes a child more, or less, than its parent is. */
const changes: readonly (readonly [string, Step])[] = [
  ['setuid', { op: 'setuid', uid: 23456 }],
  ['setgid', { op: 'setgid', gid: 23456 }],
  ['addCaps', { op: 'addCaps', caps: 1 }],
];

inEachMode({ gid: GROUP }, (launcher, mode) => {
  const childOf = () => {
    // The launcher may be blocked in launchSync: its children are read from outside.
    const tasks = readdirSync(`/proc/${launcher().pid}/task`);
    const children = tasks.flatMap((task) => {
      const text = readFileSync(`/proc/${launcher().pid}/task/${task}/children`, 'utf8');
      return text.split(' ').filter(Boolean).map(Number);
    });
    expect(children.length).toBe(1);
    return children[0]!;
  };

  for (const [name, change] of changes) {
    test.for(hows)(`%s: while a child is behind ${name}, nobody may trace it or us`, async (how) => {
      expect(owner(launcher().pid)).toBe(GROUP);
      const ending = launcher().run(plan(change, write(gate), exit), how);
      await gate.take(1);
      expect(owner(childOf())).toBe(0);
      expect(owner(launcher().pid)).toBe(mode === 'fork' ? GROUP : 0);
      for (const pid of [launcher().pid, childOf()]) {
        const peek = spawnSync('cat', [`/proc/${pid}/maps`], { uid: 23456, gid: 23456, encoding: 'utf8' });
        expect(peek).toMatchObject({ status: 1, stdout: '' });
      }
      await gate.rest();
      expect(await ending).toMatchObject({ code: 1, status: 0 });
      expect(owner(launcher().pid)).toBe(GROUP);
    });
  }

  test.for(hows)('%s: a child that changes nothing leaves us as we are, but before Linux 5.16', async (how) => {
    const ending = launcher().run(plan({ op: 'setsid' }, write(gate), exit), how);
    await gate.take(1);
    expect(owner(launcher().pid)).toBe(guardsAll && mode !== 'fork' ? 0 : GROUP);
    await gate.rest();
    await ending;
    expect(owner(launcher().pid)).toBe(GROUP);
  });

  test.for(hows)('%s: it is put back after a failure, and after a kill', async (how) => {
    const failure = await launcher().fail(
      plan(...changes.map(([, step]) => step), { op: 'setuid', uid: 1 }, exit),
      how,
    );
    expect(failure.code).toBe('EPERM');
    expect(owner(launcher().pid)).toBe(GROUP);
    const failing = launcher().fail(plan(changes[0]![1], write(gate), exit), how);
    await gate.take(1);
    process.kill(childOf(), 'SIGKILL');
    expect(await failing).toMatchObject({ code: 'ERR_CHILD_KILLED' });
    expect(owner(launcher().pid)).toBe(GROUP);
  });

  // In the vfork mode a child that waits keeps the launcher's thread from the next one.
  if (mode === 'vfork') return;
  test('it is put back after the last of several, and not before', async () => {
    const change = changes[0]![1];
    const first = launcher().run(plan(change, write(gate), exit), 'launch');
    await gate.take(1);
    const other = launcher().run(plan(change, write(second), exit), 'launch');
    await second.take(1);
    await launcher().run(plan(change, exit), 'launch');
    await gate.rest();
    await first;
    expect(owner(launcher().pid)).toBe(mode === 'fork' ? GROUP : 0);
    await second.rest();
    await other;
    expect(owner(launcher().pid)).toBe(GROUP);
  });
});

// The guard gives /proc/self to root: an ordinary user's child writes there before it is held, and is guarded after that.
inEachMode(notRoot() === undefined ? { uid: GROUP } : {}, (launcher, mode) => {
  test.for(hows)(
    '%s: a child that writes to its own /proc before it is held is guarded after it',
    async (how, { skip }) => {
      const reason = noUserNamespaces();
      skip(reason !== undefined, reason);
      const file = (path: string, data: string): Step => ({ op: 'writeFile', path, data, optional: false });
      const held: Plan = {
        clone: { flags: 0x10000000 },
        parent: [
          file('/proc/<pid>/uid_map', `0 ${GROUP} 1`),
          file('/proc/<pid>/setgroups', 'deny'),
          file('/proc/<pid>/gid_map', `0 ${GROUP} 1`),
        ],
        child: [file('/proc/self/comm', 'held'), { op: 'hold' }, { op: 'setgid', gid: 0 }, { op: 'setuid', uid: 0 }],
      };
      for (let i = 0; i < 20; i++) await launcher().run({ ...held, child: [...held.child, exit] }, how);
      const ending = launcher().run({ ...held, child: [...held.child, write(gate), exit] }, how);
      await gate.take(1);
      // Where all are guarded it could not have written, and so does not share our memory.
      expect(owner(launcher().pid)).toBe(mode === 'fork' || guardsAll ? GROUP : 0);
      await gate.rest();
      expect(await ending).toMatchObject({ code: 1, status: 0 });
      expect(owner(launcher().pid)).toBe(GROUP);
    },
  );
});

inEachMode({ gid: GROUP }, (launcher) => {
  test('who is not dumpable stays so', async () => {
    // A change of one's own ids takes it away: PR_SET_DUMPABLE(2const).
    await launcher().call('setegid', 0);
    await launcher().call('setegid', GROUP);
    expect(owner(launcher().pid)).toBe(0);
    for (const how of hows) {
      await launcher().run(plan(changes[0]![1], exit), how);
      expect(owner(launcher().pid)).toBe(0);
    }
  });
});
