import { CLONE_NEWUSER, type IDMapWord, type SysProcAttr } from '@forkexec/attrs';
import { formatStep } from '@forkexec/core-native/plan';
import { describe, expect, test } from 'vitest';
import { InvalidAttrError } from '../../src/errors.js';
import type { Caller, IDMachine } from '../../src/plan/asked.js';
import { compile } from '../../src/plan/compile.js';
import { expectPlan, planned, user } from './golden.js';

const lines = 'malformed\nother:100000:65536\nu:200000:65536\n1000:300000:10\n';
const files: Readonly<Record<string, string>> = {
  '/etc/subuid': lines,
  '/etc/subgid': lines.replaceAll('00000:', '50000:'),
  '/proc/self/uid_map': '         0          0 4294967295\n',
  '/proc/self/gid_map': '         0          0       1000\n      1000       5000         10\n',
};

/** User `u`, number 1000, where newuidmap is installed. */
function on(machine: Partial<IDMachine> = {}, ids = user): Caller {
  return {
    ...ids,
    machine: {
      mayMapAny: () => ids.euid === 0,
      mapper: (kind) => `/usr/bin/new${kind}map`,
      read: (path) => files[path],
      userName: () => (ids.euid === 0 ? 'root' : 'u'),
      ...machine,
    },
  };
}

function stepsOf(idMap: SysProcAttr['idMap'], caller = on(), more: SysProcAttr = {}): string[] {
  const sys = { cloneflags: CLONE_NEWUSER, ...(idMap !== undefined && { idMap }), ...more };
  const { parent, child } = compile('/bin/true', ['true'], { sys }, caller);
  return [...parent, ...child.filter(({ op }) => op === 'writeFile')].map(formatStep);
}

function refusal(idMap: unknown, caller = on(), more: SysProcAttr = {}): string {
  try {
    stepsOf(idMap as IDMapWord, caller, more);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidAttrError);
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

describe('id maps in words', () => {
  test('one id is mapped by the child, without any file', () => {
    const deny = 'writeFile /proc/self/setgroups "deny"';
    const root = ['writeFile /proc/self/uid_map "0 1000 1"', deny, 'writeFile /proc/self/gid_map "0 1000 1"'];
    expect(stepsOf('root', user)).toEqual(root);
    expect(stepsOf(['root'], user)).toEqual(root);
    expect(stepsOf('self', user)).toEqual(root.map((step) => step.replace('0 1000 1', '1000 1000 1')));
    expect(stepsOf('root', { euid: 0, egid: 0 })).toEqual(root.map((step) => step.replace('0 1000 1', '0 0 1')));
  });

  test("a rootless container's map, whole", () => {
    const attr = {
      sys: { unshareflags: CLONE_NEWUSER, idMap: ['root', 'auto'], credential: { uid: 0, gid: 0 } },
    } as const;
    const plan = compile('/bin/sh', ['sh', '-c', 'id'], attr, on());
    const raw = {
      uidMappings: [
        { containerID: 0, hostID: 1000, size: 1 },
        { containerID: 1, hostID: 200_000, size: 65_535 },
      ],
      gidMappings: [
        { containerID: 0, hostID: 1000, size: 1 },
        { containerID: 1, hostID: 250_000, size: 65_535 },
      ],
      credential: { uid: 0, gid: 0 },
    };
    expect(plan).toEqual(planned({ sys: { unshareflags: CLONE_NEWUSER, ...raw } }));
    expectPlan(
      { sys: { unshareflags: CLONE_NEWUSER, ...raw } },
      `
        clone   NEWUSER|PIDFD
        parent   1  newidmap /usr/bin/newuidmap <pid> 0 1000 1 1 200000 65535
                 2  writeFile /proc/<pid>/setgroups "deny"
                 3  newidmap /usr/bin/newgidmap <pid> 0 1000 1 1 250000 65535
        child    1  cloexecFrom 3
                 2  hold
                 3  setgid 0
                 4  setuid 0
                 5  setCloexec 0 off
                 6  setCloexec 1 off
                 7  setCloexec 2 off
                 8  resetSignals
                 9  sigmask 0
                10  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
      `,
    );
  });

  test.each<[IDMapWord | IDMapWord[], string, string]>([
    ['auto', '0 200000 65536', '0 250000 65536'],
    ['subids', '200000 200000 65536', '250000 250000 65536'],
    ['all', '0 0 4294967295', '0 0 1000 1000 1000 10'],
    [['self', 'auto'], '1000 1000 1 0 200000 1000 1001 201000 64535', '1000 1000 1 0 250000 1000 1001 251000 64535'],
  ])('%j, for an ordinary user', (words, uids, gids) => {
    expect(stepsOf(words)).toEqual([
      `newidmap /usr/bin/newuidmap <pid> ${uids}`,
      'writeFile /proc/<pid>/setgroups "deny"',
      `newidmap /usr/bin/newgidmap <pid> ${gids}`,
    ]);
  });

  test('setgroups may stay allowed with a range of subgid', () => {
    expect(stepsOf('auto', on(), { gidMappingsEnableSetgroups: true })[1]).toBe(
      'writeFile /proc/<pid>/setgroups "allow"',
    );
  });

  test('who has the capabilities writes the files itself, and needs no program', () => {
    const none = { mapper: () => undefined };
    const root = on({ ...none, read: () => 'root:500000:10\n' }, { euid: 0, egid: 0 });
    expect(stepsOf(['root', 'auto'], root, { cloneflags: 0, unshareflags: CLONE_NEWUSER })).toEqual([
      'writeFile /proc/<pid>/uid_map "0 0 1\\n1 500000 9"',
      'writeFile /proc/<pid>/setgroups "deny"',
      'writeFile /proc/<pid>/gid_map "0 0 1\\n1 500000 9"',
    ]);
    // CAP_SETUID without CAP_SETGID: each map for itself.
    const half = on({ mayMapAny: (kind) => kind === 'uid' });
    expect(stepsOf('auto', half).map((step) => step.split(' ').slice(0, 2).join(' '))).toEqual([
      'writeFile /proc/<pid>/uid_map',
      'writeFile /proc/<pid>/setgroups',
      'newidmap /usr/bin/newgidmap',
    ]);
  });

  test('a number where there is no name', () => {
    expect(stepsOf('auto', on({ userName: () => undefined }))[0]).toBe('newidmap /usr/bin/newuidmap <pid> 0 300000 10');
  });

  test('which line is missing', () => {
    const other = { euid: 1001, egid: 1001 };
    expect(refusal('auto', on({ userName: () => 'v' }, other))).toBe(
      "idMap: /etc/subuid has no line for user 'v' (uid 1001): add 'v:300010:65536'",
    );
    expect(refusal('subids', on({ userName: () => undefined }, other))).toBe(
      "idMap: /etc/subuid has no line for uid 1001, which has no name: add '1001:300010:65536'",
    );
    const noGroups = on({ read: (path) => (path === '/etc/subgid' ? '' : files[path]) });
    expect(refusal('auto', noGroups)).toBe(
      "idMap: /etc/subgid has no line for user 'u' (uid 1000): add 'u:100000:65536'",
    );
    expect(refusal('auto', on({ read: () => undefined }))).toMatch(
      /^idMap: \/etc\/subuid cannot be read, and so has no/,
    );
    expect(refusal('all', on({ read: () => undefined }))).toMatch(/^idMap: 'all' needs \/proc\/self\/uid_map/);
  });

  test('newuidmap that is not installed', () => {
    const none = on({ mapper: () => undefined });
    expect(refusal('auto', none)).toMatch(
      /^idMap: .* newuidmap\(1\), and that is not installed: install the package uidmap/,
    );
    const raw = { gidMappings: [{ containerID: 0, hostID: 1, size: 1 }] };
    expect(refusal(undefined, none, raw)).toMatch(/^gidMappings: .* CAP_SETGID takes newgidmap/);
    expect(stepsOf('root', none)).toHaveLength(3);
  });

  test('what is no word, or no combination', () => {
    expect(refusal('atuo')).toMatch(
      /^idMap: expected one of root, self, auto, subids, all, got "atuo", did you mean 'auto'/,
    );
    expect(refusal([])).toBe('idMap: expected at least one word');
    expect(refusal(['root', 5])).toMatch(/^idMap\[1\]: expected one of/);
    expect(refusal(['root', 'auto', 'self'])).toMatch(/at most one of root, self, got 'root' and 'self'$/);
    expect(refusal(['auto', 'all'])).toMatch(/at most one of auto, subids, all/);
    expect(refusal('root', on(), { cloneflags: 0 })).toMatch(/^idMap: needs CLONE_NEWUSER/);
    expect(refusal('root', on(), { uidMappings: [{ containerID: 0, hostID: 0, size: 1 }] })).toMatch(
      /^idMap: cannot be set/,
    );
    expect(refusal('root', on(), { credential: { uid: 0, gid: 0, groups: [1] } })).toMatch(
      /^credential\.groups: needs/,
    );
    expect(refusal('root', { euid: -1, egid: -1 })).toBe('idMap: this system has no user ids to map');
  });
});
