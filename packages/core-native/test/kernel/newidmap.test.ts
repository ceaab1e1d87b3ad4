import { closeSync, constants, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Plan, Step } from '@forkexec/core-native';
import { withIDFiles } from '../../../../test/id-files.js';
import { Fifo } from '../fifo.js';
import { execve, hows, inEachMode, Launcher, modes, plan } from '../launcher.js';
import { noUserNamespaces, notRoot, skipWhile } from '../privileges.js';

const NEWUSER = 0x10000000;
const UID = 54322;

/** A program in newuidmap's place. */
const shell = (script: string, ...args: string[]): Step => ({
  op: 'newidmap',
  path: '/bin/sh',
  argv: ['sh', '-c', script, 'sh', '<pid>', ...args],
});
const held = (parent: Step[], ...child: Step[]): Plan => ({ ...plan({ op: 'hold' }, ...child), parent });
const exit: Step = { op: 'exit', status: 0 };

let dir: string;
let reached: Fifo;
let gate: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'forkexec-newidmap-'));
  reached = new Fifo(dir, 'reached');
  const fifo = new Fifo(dir, 'gate');
  gate = fifo.path;
});
afterEach(async () => {
  await reached.close();
  rmSync(dir, { recursive: true });
});

/** Tells the child's number and then waits until the gate is written to. */
const slow = () => shell('exec 9> "$2"; echo "$1" >&9; exec 9>&-; read go < "$3"', reached.path, gate);

inEachMode({}, (launcher) => {
  test.for(hows)('%s: the program knows the child, and little else', async (how) => {
    const script = `
      exec > "$2"
      grep -c "^PPid:" "/proc/$1/status"
      tr '\\0' ' ' < /proc/self/environ; echo
      ls /proc/self/fd | wc -l
      readlink /proc/self/fd/0
    `;
    const file = join(dir, 'seen');
    await launcher().run(held([shell(script, file)], exit), how);
    const lines = await readFile(file, 'utf8');
    expect(lines.replaceAll('\t', ' ').split('\n')).toEqual([
      '1',
      expect.stringMatching(/^PATH=\/usr\/sbin:\/usr\/bin:\/sbin:\/bin LC_ALL=C (PWD=\S* )?$/),
      '4', // 0 to 2, and the directory that ls reads
      '/dev/null',
      '',
    ]);
    // Not by a shell, which may open its mask itself.
    const argv = ['sed', '-n', '-e', '/^Sig[BIC]/p', '-e', '$q9', '/proc/self/status'];
    const { exitStatus, output } = await launcher().fail(held([{ op: 'newidmap', path: '/bin/sed', argv }], exit), how);
    const none = '\t0000000000000000';
    expect([exitStatus, output]).toEqual([9, `SigBlk:${none}\nSigIgn:${none}\nSigCgt:${none}`]);
  });

  test.for(hows)('%s: what it wrote and how it ended is the error', async (how) => {
    const failing = (script: string) => launcher().fail(held([shell('exit 0'), shell(script)], exit), how);
    const said = await failing('echo out; echo "err\t\u001b[m" >&2; exit 3');
    expect(said).toMatchObject({ code: 'ERR_PROGRAM_FAILED', errno: 0, side: 'parent', index: 1, exitStatus: 3 });
    expect(said.output).toBe('out\nerr\t\u001b[m');
    expect(said.message).toMatch(
      /^newidmap \/bin\/sh -c .*: exit status 3: out; err\\t\\u001b\[m \(parent step 2 of 2\)$/,
    );
    expect(await failing('kill -KILL $$')).toMatchObject({ code: 'ERR_PROGRAM_FAILED', signal: 'SIGKILL', output: '' });
    const much = await failing('i=0; while [ $i -lt 9000 ]; do echo 0123456789; i=$((i+1)); done; exit 1');
    expect(much.output).toHaveLength(384);
    expect(await launcher().call('state')).toMatchObject({ children: [] });
  });

  test('one that takes its time holds up no other launch', async () => {
    const first = launcher().start(held([slow()], exit), 'launch');
    expect(Number(await reached.rest())).toBeGreaterThan(1);
    for (const how of hows) {
      await launcher().run(plan(execve('/bin/true')), how);
      await launcher().run(held([{ op: 'writeFile', path: '/dev/null', data: '', optional: false }], exit), how);
      await launcher().run(held([shell('exit 0')], exit), how);
      if (notRoot() === undefined) await launcher().run(plan({ op: 'setgid', gid: 7 }, exit), how);
    }
    await writeFile(gate, 'go\n');
    await launcher().call('end', await first);
  });

  test('a child that is killed meanwhile is the error, and the program is stopped', async () => {
    const failing = launcher().fail(held([slow()], exit), 'launch');
    process.kill(Number(await reached.rest()), 'SIGKILL');
    expect(await failing).toMatchObject({ code: 'ERR_CHILD_KILLED', signal: 'SIGKILL', side: 'child', index: 0 });
    expect(await launcher().call('state')).toMatchObject({ children: [] });
  });

  test('many that are killed while other launches come and go', async () => {
    const COUNT = 10;
    const writer = openSync(reached.path, constants.O_RDWR); // so that there is no end of it between two of them
    const failing = Array.from({ length: COUNT }, () => launcher().fail(held([slow()], exit), 'launch'));
    let told = '';
    while (told.split('\n').length <= COUNT) told += await reached.take(1);
    closeSync(writer);
    const others = launcher().call('hammer', [plan(execve('/bin/true'))], [plan(execve('/nonexistent'))], 200, 8);
    for (const pid of told.trim().split('\n')) process.kill(Number(pid), 'SIGKILL');
    const killed = { code: 'ERR_CHILD_KILLED', signal: 'SIGKILL', side: 'child', index: 0 };
    for (const failure of await Promise.all(failing)) expect(failure).toMatchObject(killed);
    expect(await others).toEqual({ ended: 100, failed: 100 });
    expect(await launcher().call('state')).toMatchObject({ children: [] });
  });
});

test.each(modes)('FORKEXEC_CHILD=%s: child and program end with the launcher', async (mode) => {
  const launcher = await Launcher.start({ mode });
  const script = 'exec 9> "$2"; echo "$1" >&9; read go < "$3"';
  const lost = launcher
    .fail(held([shell(script, reached.path, gate)], exit), 'launch')
    .catch((error: Error) => error.message);
  const child = (await reached.take(2)).trim();
  process.kill(launcher.pid, 'SIGKILL');
  await reached.rest(); // until the program has closed it, be it by its death
  expect(await lost).toMatch(/SIGKILL/);
  expect(Number(child)).toBeGreaterThan(0);
});

describe('newuidmap itself', () => {
  const why =
    notRoot() ??
    noUserNamespaces() ??
    (existsSync('/usr/bin/newuidmap') ? undefined : 'needs newuidmap: package uidmap');
  skipWhile(why);
  const files = withIDFiles({
    users: { fxtest: UID },
    subuid: 'fxtest:100000:65536\n',
    subgid: 'fxtest:200000:65536\n',
  });
  afterAll(() => files.remove());

  const newidmap = (kind: 'u' | 'g', ...ranges: string[]): Step => ({
    op: 'newidmap',
    path: `/usr/bin/new${kind}idmap`,
    argv: [`new${kind}idmap`, '<pid>', ...ranges],
  });
  const own = ['0', `${UID}`, '1'];
  const rootless = [newidmap('u', ...own, '1', '100000', '65535'), newidmap('g', ...own, '1', '200000', '65535')];
  const command = ['/bin/sh', '-c', 'cat /proc/self/uid_map /proc/self/gid_map | tr -s " "; id -u; id -g; id -G'];
  const toRoot: Step[] = [
    { op: 'setgroups', gids: [5] },
    { op: 'setgid', gid: 0 },
    { op: 'setuid', uid: 0 },
  ];

  inEachMode(why === undefined ? { uid: UID, under: files.under } : {}, (launcher) => {
    test.for(hows)('%s: ranges, and the groups that they allow', async (how) => {
      const more = { clone: { flags: NEWUSER }, parent: rootless };
      expect(await launcher().see(how, [{ op: 'hold' }, ...toRoot], command, more)).toBe(
        ` 0 ${UID} 1\n 1 100000 65535\n 0 ${UID} 1\n 1 200000 65535\n0\n0\n0 5\n`,
      );
    });

    test.for(hows)('%s: a range of somebody else', async (how) => {
      const clone = { flags: NEWUSER };
      const failure = await launcher().fail({ ...held([newidmap('u', ...own, '1', '99999', '2')], exit), clone }, how);
      expect(failure).toMatchObject({ code: 'ERR_PROGRAM_FAILED', exitStatus: 1, side: 'parent', index: 0 });
      expect(failure.message).toMatch(
        /: exit status 1: newuidmap: uid range \[1-3\) -> \[99999-100001\) not allowed \(/,
      );
      expect(failure.hint).toMatch(/no line that gives user "fxtest" \(uid 54322\) the ids 99999 to 100000; /);
    });

    test('many at once, while others change their ids and make us undumpable', async () => {
      const clone = { flags: NEWUSER };
      const deny: Step = { op: 'writeFile', path: '/proc/<pid>/setgroups', data: 'deny', optional: false };
      const good: Plan[] = [
        { ...held([...rootless], ...toRoot, execve('/bin/true')), clone },
        { ...held([deny, ...rootless], ...toRoot.slice(1), execve('/bin/true')), clone },
      ];
      const bad: Plan[] = [
        { ...held([newidmap('u', '0', '7', '1')], exit), clone },
        { ...held([deny, ...rootless], ...toRoot, execve('/bin/true')), clone },
      ];
      expect(await launcher().call('hammer', good, bad, 80, 20)).toEqual({ ended: 40, failed: 40 });
      expect(await launcher().call('state')).toMatchObject({ children: [] });
    });
  });
});
