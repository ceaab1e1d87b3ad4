import { beforeAll, expect, test } from 'vitest';
import type { Plan, Step } from '@forkexec/core-native';
import { failing } from '../failing.js';
import { execve, inEachMode, type Launcher, plan } from '../launcher.js';
import { noUserNamespaces, notRoot } from '../privileges.js';

const NEWUSER = 0x10000000;
/** Those of an emulated machine (scripts/kernel-vm.mjs) take twenty times as long. */
const LAUNCHES = process.env['FORKEXEC_EMULATED'] ? 300 : 1500;
const WIDTH = 64;

/** Large enough that keeping every one of them would show. */
const env = Array.from({ length: 20 }, (_, i) => `N${i}=${'x'.repeat(5000)}`);
const program: Step = { op: 'execve', path: '/bin/true', argv: ['true'], env };
const write: Step = { op: 'writeFile', path: '/dev/null', data: 'x', optional: false };
const isRoot = notRoot() === undefined;
const namespaces = noUserNamespaces() === undefined;

const good: Plan[] = [
  plan(program),
  plan({ op: 'exit', status: 0 }),
  plan(execve('/bin/true')),
  plan({ op: 'fork' }, program),
  { ...plan({ op: 'hold' }, program), parent: [write] },
  { ...plan(program), parent: [write] },
  { ...plan(program), parent: [write, { op: 'newidmap', path: '/bin/true', argv: ['true', '<pid>'] }] },
  plan({ op: 'cloexecFrom', first: 0 }, { op: 'pdeathsig', signal: 9 }, program),
  ...(isRoot ? [plan({ op: 'setgid', gid: 1 }, { op: 'setuid', uid: 1 }, program)] : []),
  ...(namespaces ? [{ ...plan(program), clone: { flags: NEWUSER } }] : []),
];
const bad = [
  ...failing
    .filter(({ root, plan: { clone } }) => (isRoot || !root) && (namespaces || !clone.flags))
    .map((one) => one.plan),
  { ...plan(program), parent: [{ op: 'newidmap' as const, path: '/bin/ls', argv: ['ls', '<pid>'] }] },
];

/** What one state has of threads, by their masks, and another has not: the earlier one may have had one on its way out. */
function more(after: readonly string[], before: readonly string[]): string[] {
  const left = [...before];
  return after.filter((mask) => {
    const at = left.indexOf(mask);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

const settled = async (launcher: Launcher) => {
  const { maps, ...rest } = await launcher.call('state');
  return { maps, rest, memory: await launcher.call('memory') };
};

inEachMode({ ...(isRoot && { gid: 12345 }) }, (launcher) => {
  let before: Awaited<ReturnType<typeof settled>>;
  beforeAll(async () => {
    await launcher().call('hammer', good, bad, 2 * bad.length, WIDTH);
    await launcher().call('hammer', good, bad, 2 * bad.length, 0);
    before = await settled(launcher());
  });

  test.for([
    [`${WIDTH} at a time by launch`, WIDTH],
    ['one by one by launchSync', 0],
  ] as const)(`${LAUNCHES} launches, %s, half of them failing at each step, leave nothing`, async ([, width]) => {
    const seen = await launcher().call('hammer', good, bad, LAUNCHES, width);
    expect(seen).toEqual({ ended: LAUNCHES / 2, failed: LAUNCHES / 2 });
    const { masks, threads: _, ...same } = before.rest;
    // The thread that ran the last program may be on its way out still.
    await expect
      .poll(async () => more((await settled(launcher())).rest.masks, masks), { timeout: 5000, interval: 1 })
      .toEqual([]);
    const after = await settled(launcher());
    expect(after.rest).toMatchObject(same);
    expect(after.maps).toBeLessThan(before.maps + 150);
    expect(after.memory).toBeLessThan(before.memory + (40 << 20));
  });
});
