import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { opNames } from '@forkexec/core-native';
import { failing } from '../failing.js';
import { execve, hows, inEachMode, plan } from '../launcher.js';
import { noUserNamespaces, notRoot } from '../privileges.js';

const dir = mkdtempSync(join(tmpdir(), 'forkexec-failures-'));
afterAll(() => rmSync(dir, { recursive: true }));

/** Why a plan cannot fail here as it should. */
function missing({ root, plan: { clone } }: (typeof failing)[number]): string | undefined {
  return (root ? notRoot() : undefined) ?? (clone.flags ? noUserNamespaces() : undefined);
}

inEachMode({}, (launcher) => {
  beforeAll(() => launcher().warmUp());

  for (const one of failing) {
    test.for(hows)(`%s: ${one.name}`, async (how, { skip }) => {
      const why = missing(one);
      skip(why !== undefined, why);
      const before = await launcher().call('state');
      const failure = await launcher().fail(one.plan, how);
      const { side, index } = one.error;
      const errno = constants.errno[one.error.code as keyof typeof constants.errno];
      expect(failure).toMatchObject({ name: 'StepError', errno: -errno, ...one.error });
      expect(failure.step).toEqual(one.plan[side][index]);
      expect(failure.message).toContain(`${one.error.code}, `);
      expect(failure.message).toMatch(new RegExp(`\\(${side} step ${index + 1} of ${one.plan[side].length}\\)$`));
      const { fds, children, group } = await launcher().call('state');
      expect({ fds, children, group }).toEqual({ fds: before.fds, children: before.children, group: before.group });
      // The thread that ran a program for it may be on its way out still.
      await expect.poll(async () => (await launcher().call('state')).masks, { interval: 1 }).toEqual(before.masks);
    });
  }

  test.for(hows)('%s: a file that is no program', async (how) => {
    const path = join(dir, 'text');
    writeFileSync(path, 'no program');
    chmodSync(path, 0o755);
    expect(await launcher().fail(plan(execve(path)), how)).toMatchObject({ code: 'ENOEXEC', syscall: 'execve', path });
    writeFileSync(path, '#!/nonexistent/interpreter\n');
    expect(await launcher().fail(plan(execve(path)), how)).toMatchObject({ code: 'ENOENT', syscall: 'execve', path });
  });

  test.for(hows)('%s: joinCgroup', async (how) => {
    const fd = await launcher().call('open', dir, 'r');
    const procs = join(dir, 'cgroup.procs');
    const joining = { ...plan(execve('/bin/true')), parent: [{ op: 'joinCgroup', fd } as const] };
    const error = { side: 'parent', index: 0 };
    expect(await launcher().fail(joining, how)).toMatchObject({ ...error, code: 'ENOENT', syscall: 'openat' });
    symlinkSync('/dev/full', procs);
    expect(await launcher().fail(joining, how)).toMatchObject({ ...error, code: 'ENOSPC', syscall: 'write' });
    rmSync(procs);
    await launcher().call('close', fd);
  });

  test.for(hows)('%s: a short write', async (how) => {
    const RLIMIT_FSIZE = 1;
    const path = join(dir, 'short');
    writeFileSync(path, '');
    const limit = { op: 'prlimit', resource: RLIMIT_FSIZE, soft: 3, hard: 3 } as const;
    const failure = await launcher().fail(
      plan(limit, { op: 'writeFile', path, data: 'too long', optional: false }, execve('/bin/true')),
      how,
    );
    expect(failure).toMatchObject({ code: 'EIO', syscall: 'write', path, index: 1 });
  });
});

test('every op is made to fail somewhere, but those that only a filter can', () => {
  const failed = new Set(
    failing.map(({ plan: { parent, child }, error }) => (error.side === 'parent' ? parent : child)[error.index]!.op),
  );
  const others = opNames.filter((name) => !failed.has(name));
  // filtered-failures.test.ts has the rest, but exit, which cannot fail; raiseIfOrphaned, whose signal orphans.test.ts has; umask, which cannot;
  // and sigmask: with a filter for that, Node does not start.
  expect(others).toEqual([
    'hold',
    'keepCaps',
    'fork',
    'umask',
    'clearAmbient',
    'init',
    'raiseIfOrphaned',
    'cloexecFrom',
    'close',
    'noNewPrivs',
    'landlockRestrictSelf',
    'resetSignals',
    'ignoreSignals',
    'sigmask',
    'exit',
  ]);
});
