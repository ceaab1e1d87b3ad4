import { expect, test } from 'vitest';
import type { Plan, Step } from '@forkexec/core-native';
import { execve, field, hows, inEachMode, plan } from '../launcher.js';
import { noUserNamespaces } from '../privileges.js';

// A user without a privilege: who runs the tests, or, when that is root, one without a name or another group.
const isRoot = process.getuid!() === 0;
const UID = isRoot ? 12345 : process.getuid!();
const GID = isRoot ? UID : process.getgid!();

const NEWNS = 0x00020000;
const NEWUTS = 0x04000000;
const NEWUSER = 0x10000000;
const NEWPID = 0x20000000;
const exit: Step = { op: 'exit', status: 0 };
const write = (path: string, data: string): Step => ({ op: 'writeFile', path, data, optional: false });
const maps = (of: string): Step[] => [
  write(`/proc/${of}/setgroups`, 'deny'),
  write(`/proc/${of}/uid_map`, `0 ${UID} 1`),
  write(`/proc/${of}/gid_map`, `0 ${GID} 1`),
];
const toRoot: Step[] = [
  { op: 'setgid', gid: 0 },
  { op: 'setuid', uid: 0 },
];
const byParent = (...child: Step[]): Plan => ({
  clone: { flags: NEWUSER | NEWNS | NEWUTS | NEWPID },
  parent: maps('<pid>'),
  child: [{ op: 'hold' }, ...child],
});
const byChild = (...child: Step[]): Plan => plan({ op: 'unshare', flags: NEWUSER }, ...maps('self'), ...child);

inEachMode(isRoot ? { uid: UID } : {}, (launcher) => {
  test('it is one', async () => {
    const status = await launcher().see('launch', [], ['/bin/cat', '/proc/self/status']);
    expect(field(status, 'Uid')).toBe(Array(4).fill(UID).join(' '));
    if (isRoot) expect(field(status, 'Groups')).toBe('');
    expect(field(status, 'CapPrm')).toBe('0000000000000000');
  });

  test.for(hows)('%s: what needs privilege is refused', async (how) => {
    const refused: readonly (readonly [Step, string])[] = [
      [{ op: 'setuid', uid: 0 }, 'setuid'],
      [{ op: 'setgid', gid: 0 }, 'setgid'],
      [{ op: 'setgroups', gids: [] }, 'setgroups'],
      [{ op: 'sethostname', name: 'x' }, 'sethostname'],
      [{ op: 'chroot', path: '/' }, 'chroot'],
      [{ op: 'unshare', flags: NEWNS }, 'unshare'],
      [{ op: 'addCaps', caps: 1 }, 'capset'],
      [{ op: 'prlimit', resource: 7, soft: 1, hard: 2n ** 63n }, 'prlimit64'],
    ];
    for (const [step, syscall] of refused) {
      const failure = await launcher().fail(plan(step, exit), how);
      expect(failure, step.op).toMatchObject({ code: 'EPERM', syscall, index: 0 });
    }
    const clone = { flags: NEWNS };
    expect(await launcher().fail({ ...plan(exit), clone }, how)).toMatchObject({ code: 'EPERM', index: -1 });
  });

  test.for(hows)('%s: a user namespace mapped by the parent, and everything inside', async (how, { skip }) => {
    const why = noUserNamespaces();
    skip(why !== undefined, why);
    const inside: Step[] = [
      { op: 'sethostname', name: 'inside' },
      { op: 'mount', source: 'none', target: '/', type: null, flags: 0x44000, data: null },
      { op: 'mount', source: 'tmpfs', target: '/tmp', type: 'tmpfs', flags: 0, data: null },
      ...toRoot,
    ];
    const { clone, parent, child } = byParent(...inside);
    const command = ['/bin/sh', '-c', 'id -u; id -g; uname -n; echo $$; ls -A /tmp'];
    expect(await launcher().see(how, child, command, { clone, parent })).toBe('0\n0\ninside\n1\n');
  });

  test.for(hows)('%s: one mapped by the child itself', async (how, { skip }) => {
    const why = noUserNamespaces();
    skip(why !== undefined, why);
    const { child } = byChild();
    expect(await launcher().see(how, child, ['/bin/sh', '-c', 'id -u; id -g'])).toBe('0\n0\n');
  });

  test('maps and ids of many at once do not get in each other’s way', async ({ skip }) => {
    const why = noUserNamespaces();
    skip(why !== undefined, why);
    // While a child changes its ids we are not dumpable, and then the maps of all others are root's.
    const plans = [byParent(...toRoot, execve('/bin/true')), byChild(execve('/bin/true'))];
    const bad = [byParent(...toRoot, execve('/nonexistent')), byChild(execve('/nonexistent'))];
    expect(await launcher().call('hammer', plans, bad, 200, 32)).toEqual({ ended: 100, failed: 100 });
    expect(await launcher().call('hammer', plans, bad, 40, 0)).toEqual({ ended: 20, failed: 20 });
    expect((await launcher().call('state')).group).toBe(GID);
  });
});
