import type { Credential, SysProcAttr } from '@forkexec/attrs';
import { formatStep, type Ids, type Lookup, type Step } from '@forkexec/core-native/plan';
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/plan/compile.js';
import { InvalidAttrError } from '../../src/errors.js';
import { user } from './golden.js';

// Whose database it is does not matter to a plan: this one has two users and two groups.
const users: Readonly<Record<string, readonly [uid: number, gid: number]>> = { web: [33, 34], 'a.b$': [7, 8] };
const groups: Readonly<Record<string, number>> = { adm: 4, web: 35 };

function database(asked: Lookup[] = []) {
  return (lookup: Lookup): Ids => {
    asked.push(lookup);
    if (lookup.ask === 'group') return Object.hasOwn(groups, lookup.who) ? [groups[lookup.who]!] : undefined;
    const found = Object.entries(users).find(([name, [uid]]) => name === lookup.who || uid === lookup.who)?.[1];
    return found && lookup.ask === 'groups' ? [lookup.gid, 4, 20] : found;
  };
}

function plan(sys: SysProcAttr, asked?: Lookup[]): readonly Step[] {
  return compile('/bin/sh', ['sh'], { sys }, { ...user, lookUp: database(asked) }).child;
}

function ids(credential: Credential, asked?: Lookup[]): string[] {
  return plan({ credential }, asked)
    .filter(({ op }) => ['setgroups', 'setgid', 'setuid'].includes(op))
    .map(formatStep);
}

describe('users and groups by name', () => {
  test.each<[Credential, string[]]>([
    [{ uid: 'web' }, ['setgroups []', 'setgid 34', 'setuid 33']],
    [{ uid: 'web', gid: 'adm' }, ['setgroups []', 'setgid 4', 'setuid 33']],
    [{ uid: 'web', gid: 5 }, ['setgroups []', 'setgid 5', 'setuid 33']],
    [{ uid: 5, gid: 'web' }, ['setgroups []', 'setgid 35', 'setuid 5']],
    [{ uid: 5, gid: 6, groups: ['web', 9, 'adm'] }, ['setgroups [35,9,4]', 'setgid 6', 'setuid 5']],
    [{ uid: 'a.b$', noSetGroups: true }, ['setgid 8', 'setuid 7']],
    [{ uid: 'web', groups: [], initGroups: false }, ['setgroups []', 'setgid 34', 'setuid 33']],
    [{ uid: 'web', initGroups: true }, ['setgroups [34,4,20]', 'setgid 34', 'setuid 33']],
    [{ uid: 33, initGroups: true }, ['setgroups [34,4,20]', 'setgid 34', 'setuid 33']],
    [{ uid: 33, gid: 9, initGroups: true }, ['setgroups [9,4,20]', 'setgid 9', 'setuid 33']],
    [{ uid: 'web', gid: 'web', initGroups: true }, ['setgroups [35,4,20]', 'setgid 35', 'setuid 33']],
  ])('%j', (credential, steps) => {
    expect(ids(credential)).toEqual(steps);
  });

  test('numbers are never looked up', () => {
    const asked: Lookup[] = [];
    ids({ uid: 33, gid: 34, groups: [35, 4], noSetGroups: false, initGroups: false }, asked);
    expect(asked).toEqual([]);
  });

  test('what is asked, in its order', () => {
    const asked: Lookup[] = [];
    ids({ uid: 33, gid: 'adm', initGroups: true }, asked);
    expect(asked).toEqual([
      { ask: 'user', who: 33 },
      { ask: 'group', who: 'adm' },
      { ask: 'groups', who: 33, gid: 4 },
    ]);
  });

  test.each<[Credential, string]>([
    [{ uid: 'nobdy' }, "credential.uid: no user called 'nobdy'"],
    [{ uid: 'toString' }, "credential.uid: no user called 'toString'"],
    [{ uid: 'web', gid: 'wheel' }, "credential.gid: no group called 'wheel'"],
    [{ uid: 'web', groups: ['adm', 'w\nb'] }, "credential.groups[1]: no group called 'w\\nb'"],
    [{ uid: 5, initGroups: true }, 'credential.uid: no user has the number 5: initGroups needs one'],
    [{ uid: 5, gid: 5, initGroups: true }, 'credential.uid: no user has the number 5: initGroups needs one'],
  ])('nobody: %j', (credential, message) => {
    expect(() => ids(credential)).toThrow(new InvalidAttrError(message.split(':')[0]!, message.split(/: (.*)/)[1]!));
  });

  test('attributes that contradict each other are refused before anything is looked up', () => {
    const asked: Lookup[] = [];
    expect(() => plan({ credential: { uid: 'web' }, hostname: 'box' }, asked)).toThrow('CLONE_NEWUTS');
    expect(asked).toEqual([]);
  });
});

describe('namespaces by name', () => {
  const flags = (cloneflags: SysProcAttr['cloneflags']) =>
    compile('a', ['a'], { sys: cloneflags === undefined ? {} : { cloneflags } }, user).clone.flags;

  test.each<[NonNullable<SysProcAttr['cloneflags']>]>([
    [0x30000000],
    ['NEWUSER|NEWPID'],
    ['CLONE_NEWUSER | clone_newpid'],
    ['newpid|0x10000000'],
    [['NEWUSER', 'newpid']],
    [['CLONE_NEWPID', 'NEWUSER', 'CLONE_NEWUSER']],
    [['NEWUSER|NEWPID']],
  ])('%j', (given) => {
    expect(flags(given)).toBe(0x30000000);
    const [, unshare] = plan({ unshareflags: given });
    expect(unshare).toEqual({ op: 'unshare', flags: 0x30000000 });
  });

  test('none', () => {
    for (const none of [undefined, 0, '0', []]) expect(flags(none)).toBe(0);
  });

  test('what needs a namespace sees the name', () => {
    const steps = plan({ unshareflags: ['newuts', 'newns'], hostname: 'box', mountProc: true }).map(({ op }) => op);
    expect(steps).toContain('sethostname');
  });
});

describe('signals and capabilities by name', () => {
  test.each<[SysProcAttr['pdeathsig'], number]>([
    ['SIGTERM', 15],
    ['TERM', 15],
    ['sigterm', 15],
    ['15', 15],
    [15, 15],
    ['SIGRTMIN+1', 35],
    ['rtmax-1', 63],
    ['SIGCLD', 17],
  ])('pdeathsig %j', (pdeathsig, signal) => {
    expect(plan({ pdeathsig: pdeathsig! })).toContainEqual({ op: 'pdeathsig', signal });
  });

  test.each([['CAP_NET_ADMIN'], ['cap_net_admin'], ['net_admin'], ['NET_ADMIN'], ['12'], [12]])(
    'ambientCaps %j',
    (cap) => {
      expect(plan({ ambientCaps: [cap] })).toContainEqual({ op: 'raiseAmbient', cap: 12 });
    },
  );

  test.each([['RLIMIT_NOFILE'], ['nofile'], ['NOFILE'], ['7']])('rlimits %j', (name) => {
    expect(plan({ rlimits: { [name]: 9 } })).toContainEqual({ op: 'prlimit', resource: 7, soft: 9, hard: 9 });
  });
});
