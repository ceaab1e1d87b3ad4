import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Plan, Step } from '@forkexec/core-native';
import { Fifo, PIPEFUL } from '../fifo.js';
import { type How, hows, inEachMode } from '../launcher.js';
import { notRoot, skipWhile } from '../privileges.js';

const NEWUSER = 0x10000000;
const noSetpriv = spawnSync('setpriv', ['--version']).error && 'needs setpriv (Debian package util-linux)';

let dir: string;
let reached: Fifo;
let gate: Fifo;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'forkexec-trace-'));
  [reached, gate] = ['reached', 'gate'].map((name) => new Fifo(dir, name)) as [Fifo, Fifo];
});
afterEach(async () => {
  await Promise.all([reached, gate].map((fifo) => fifo.close()));
  rmSync(dir, { recursive: true });
});

/** What somebody with our uid and no capability gets when he opens the memory of a process: ptrace(2), access mode check. */
function tryToRead(pid: number): 'opened' | 'refused' {
  const capless = ['--bounding-set=-all', '--inh-caps=-all'];
  const { stderr } = spawnSync('setpriv', [...capless, 'dd', `if=/proc/${pid}/mem`, 'of=/dev/null', 'count=1'], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (/failed to open.*Permission denied/.test(stderr)) return 'refused';
  if (/error reading.*Input\/output error/.test(stderr)) return 'opened'; // address 0 is never mapped
  throw new Error(`neither opened nor refused: ${stderr}`);
}

function children(pid: number): number[] {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const lists = tasks.map((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8'));
  return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
}

// Two of the ways into a child that shares our memory: its own ids, and being the owner of its user namespace.
const exposed: Readonly<Record<string, { readonly flags: number; readonly first: readonly Step[] }>> = {
  'in a user namespace made at the clone': { flags: NEWUSER, first: [] },
  'in a user namespace made by itself': { flags: 0, first: [{ op: 'unshare', flags: NEWUSER }] },
};

const write = (fifo: Fifo, data: string): Step => ({ op: 'writeFile', path: fifo.path, data, optional: false });

describe('who has our uid but not our capabilities', () => {
  skipWhile(notRoot() ?? noSetpriv);

  test('can open the memory of a process like himself: the check itself works', async () => {
    const like = spawnSync(
      'setpriv',
      ['--bounding-set=-all', '--inh-caps=-all', 'dd', 'if=/proc/self/mem', 'count=1'],
      {
        encoding: 'utf8',
      },
    );
    expect(like.stderr).toContain('Input/output error');
  });

  inEachMode({}, (launcher) => {
    describe.each(Object.entries(exposed))('cannot read a child %s', (_name, { flags, first }) => {
      test.each(hows)('%s', async (how: How) => {
        const child: Step[] = [...first, write(reached, '!'), write(gate, PIPEFUL), { op: 'exit', status: 0 }];
        const plan: Plan = { clone: { flags }, parent: [], child };
        const begun = launcher().start(plan, how);
        expect(await reached.take(1)).toBe('!');
        const pids = children(launcher().pid);
        expect(pids).toHaveLength(1);
        expect([tryToRead(launcher().pid), tryToRead(pids[0]!)]).toEqual(['refused', 'refused']);
        await gate.rest();
        expect(await launcher().call('end', await begun)).toMatchObject({ code: 1, status: 0 });
      });
    });
  });
});
