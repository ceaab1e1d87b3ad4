/** probe() as root, as nobody in particular, and where things are forbidden; beside what util-linux's programs can do there. */
import { spawnSync } from 'node:child_process';
import { machine, release } from 'node:os';
import { afterAll, describe, expect, test } from 'vitest';
import type { Feature, Probe } from '@forkexec/exec';
import { install, type Installed } from './installed.js';

interface Report {
  readonly probe: Probe;
  readonly ms: number;
  readonly before: unknown;
  readonly after: unknown;
}

let installed: Installed | undefined;
afterAll(() => installed?.remove());

const USER = '54321';
const isRoot = process.geteuid?.() === 0;
/** Ends with the program to run; every step of the way replaces itself by the next. */
type Way = readonly string[];
const asUser: Way = isRoot ? ['setpriv', '--reuid', USER, '--regid', USER, '--clear-groups', '--'] : [];
const inside = (script: string): Way => [...asUser, 'unshare', '-Ur', 'sh', '-c', `${script}; exec "$@"`, 'sh'];

/** What an emulated machine (scripts/kernel-vm.mjs) takes. */
const SLOWER = process.env['FORKEXEC_EMULATED'] ? 20 : 1;

function run(way: Way, command: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const [file = '', ...args] = [...way, ...command];
  return spawnSync(file, args, {
    encoding: 'utf8',
    cwd: '/',
    timeout: 20_000 * SLOWER,
    env: { ...process.env, ...env },
  });
}

function probeBy(way: Way, env?: Readonly<Record<string, string>>): Report {
  installed ??= install();
  const { status, stdout, stderr } = run(way, [installed.node, installed.fixture('probe.mjs')], env);
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as Report;
}

const can = (way: Way, ...command: readonly string[]) => run(way, command).status === 0;
const feature = ({ probe }: Report, name: string): Feature => probe.features.find((each) => each.name === name)!;

/** For each namespace, its option of unshare(1). */
const unshares: Readonly<Record<string, readonly string[]>> = {
  'mount-namespace': ['-m'],
  'pid-namespace': ['-p', '-f'],
  'net-namespace': ['-n'],
  'uts-namespace': ['-u'],
  'ipc-namespace': ['-i'],
  'cgroup-namespace': ['-C'],
  'proc-mount': ['-p', '-f', '-m', '--mount-proc'],
};

describe.each<[name: string, way: Way, needsRoot?: true]>([
  ['root', [], true],
  ['a user', asUser],
  ['root of a user namespace', inside(':')],
  ['root of a user namespace that may have no other', inside('echo 0 >/proc/sys/user/max_user_namespaces')],
])('%s', (_, way, needsRoot) => {
  const here = { known: undefined as Report | undefined };
  const report = () => (here.known ??= probeBy(way));

  function without(skip: (condition: boolean, reason: string) => void): void {
    skip(needsRoot === true && !isRoot, 'needs root');
    skip(!can(way, 'true'), `needs ${way.join(' ')}`);
  }

  test('each feature says how it works, or why it does not', ({ skip }) => {
    without(skip);
    const { kernel, arch, features } = report().probe;
    expect({ kernel, arch }).toEqual({ kernel: release(), arch: machine() });
    expect(new Set(features.map(({ name }) => name)).size).toBe(features.length);
    for (const { name, title, ok, detail, reason, fix } of features) {
      expect(name).toMatch(/^[a-z0-9-]+$/);
      expect(title).toMatch(/^.{1,24}$/);
      if (ok) expect({ reason, fix }).toEqual({ reason: undefined, fix: undefined });
      else
        expect({ detail, reason }).toEqual({
          detail: undefined,
          reason: expect.stringMatching(/^.{5,}[^.]$/) as string,
        });
    }
  });

  test('nothing stays behind', ({ skip }) => {
    without(skip);
    const { before, after, ms } = report();
    expect(after).toEqual(before);
    expect(before).toMatchObject({ children: '', dumpable: true });
    expect(ms).toBeLessThan(1000 * SLOWER);
  });

  test('namespaces are what unshare(1) can make', ({ skip }) => {
    without(skip);
    expect(feature(report(), 'user-namespace').ok).toBe(can(way, 'unshare', '-Ur', 'true'));
    for (const [name, options] of Object.entries(unshares)) {
      const direct = can(way, 'unshare', ...options, 'true');
      const { ok, detail } = feature(report(), name);
      expect([name, ok]).toEqual([name, direct || can(way, 'unshare', '-Ur', ...options, 'true')]);
      if (ok) expect([name, detail]).toEqual([name, direct ? 'directly' : 'inside a user namespace']);
    }
  });

  test('other ids are what setpriv(1) can take', ({ skip }) => {
    without(skip);
    const other = can(way, 'setpriv', '--reuid', '1', '--regid', '1', '--keep-groups', 'true');
    expect(feature(report(), 'change-ids').ok).toBe(other);
    // Whoever may take another id may also map it, given a user namespace to map it in.
    expect(feature(report(), 'id-ranges').ok).toBe(other && feature(report(), 'user-namespace').ok);
  });

  test('seccomp and cgroup are as /proc has them', ({ skip }) => {
    without(skip);
    const status = run(way, ['cat', '/proc/self/status']).stdout;
    const filtered = /^Seccomp:\s*2$/m.test(status);
    expect(feature(report(), 'seccomp').detail).toMatch(filtered ? /in front of this process/ : /^none/);
    const own = /^0::(.*)$/m.exec(run(way, ['cat', '/proc/self/cgroup']).stdout)?.[1];
    const { ok, detail } = feature(report(), 'cgroup');
    if (ok && detail?.includes('v2')) expect(detail).toMatch(/^(v2|v1 and v2 \(hybrid\)), /);
    if (ok && own !== undefined) expect(detail).toContain(own);
  });
});

describe('why not', () => {
  test('a user without capabilities', ({ skip }) => {
    skip(!can(asUser, 'unshare', '-U', 'true'), 'needs user namespaces for an ordinary user');
    const report = probeBy(asUser);
    expect(feature(report, 'change-ids')).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/^setgid EPERM: .*CAP_SETGID/) as string,
    });
    expect(feature(report, 'id-ranges')).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/^uid_map EPERM: without CAP_SETUID/) as string,
    });
  });

  test('namespaces that a sysctl forbids, and only those', ({ skip }) => {
    const way = inside('echo 0 >/proc/sys/user/max_user_namespaces; echo 0 >/proc/sys/user/max_net_namespaces');
    skip(!can(inside(':'), 'true'), 'needs user namespaces for an ordinary user');
    const report = probeBy(way);
    const forbidden = { ok: false, fix: 'raise it (sysctl, as root)' };
    expect(feature(report, 'user-namespace')).toMatchObject({
      ...forbidden,
      reason: 'clone ENOSPC: user.max_user_namespaces is 0',
    });
    expect(feature(report, 'net-namespace')).toMatchObject({
      ...forbidden,
      reason: 'clone ENOSPC: user.max_net_namespaces is 0',
    });
    expect(feature(report, 'id-ranges')).toMatchObject({
      ...forbidden,
      reason: 'clone ENOSPC: user.max_user_namespaces is 0',
    });
    expect(feature(report, 'uts-namespace')).toMatchObject({ ok: true, detail: 'directly' });
  });

  test('proc that is covered in part', ({ skip }) => {
    skip(!isRoot, 'needs root');
    const covered = [
      'unshare',
      '-m',
      '--propagation',
      'private',
      'sh',
      '-c',
      'mount -t tmpfs none /proc/fs && exec "$@"',
      'sh',
    ];
    skip(!can(covered, 'true'), 'needs a mount namespace');
    skip(!can(asUser, 'unshare', '-Ur', '-pf', '--mount-proc', 'true'), 'needs user namespaces for an ordinary user');
    const { ok, reason } = feature(probeBy([...covered, ...asUser]), 'proc-mount');
    expect({ ok, reason }).toEqual({
      ok: false,
      reason: 'mount EPERM: /proc/fs is covered, and no new proc may show more',
    });
  });
});

const works = ({ probe }: Report) => probe.features.map(({ name, ok }) => [name, ok]);

test.each([
  ['vfork', /^CLONE_VM\|CLONE_VFORK, by FORKEXEC_CHILD$/],
  ['vm', /^CLONE_VM, by FORKEXEC_CHILD$/],
  ['fork', /^fork, by FORKEXEC_CHILD$/],
])('FORKEXEC_CHILD=%s finds the same', (mode, detail) => {
  const report = probeBy(asUser, { FORKEXEC_CHILD: mode });
  expect(feature(report, 'shared-memory')).toMatchObject({ ok: true, detail: expect.stringMatching(detail) as string });
  expect(works(report)).toEqual(works(probeBy(asUser)));
  expect(report.after).toEqual(report.before);
});
