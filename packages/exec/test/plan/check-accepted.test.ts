import { CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWUTS, type ProcAttr, type SysProcAttr } from '@forkexec/attrs';
import { expect, test } from 'vitest';
import { plan } from '../../src/plan.js';

const map = (size: number) => [{ containerID: 0, hostID: 1000, size }];

test.each<[SysProcAttr]>([
  [{ foreground: true, setpgid: true, ctty: 9, pgid: 12 }],
  [{ cloneflags: CLONE_NEWUTS, hostname: '' }],
  [{ cloneflags: CLONE_NEWUTS, hostname: 'x'.repeat(64) }],
  [{ unshareflags: CLONE_NEWUTS | CLONE_NEWNS, hostname: 'x', mountProc: '/mnt/proc' }],
  [{ unshareflags: CLONE_NEWUSER, uidMappings: map(2 ** 32 - 1 - 1000) }],
  [{ ambientCaps: ['CAP_CHOWN', 'cap_chown', 'chown', 0, 63] }],
  [{ credential: { uid: 2 ** 32 - 2, gid: -0, groups: [] } }],
  [{ rlimits: { 7: 1, CORE: 'unlimited', as: 2n ** 64n - 1n } }],
  [{ pdeathsig: 'rtmin+1' }],
])('not refused: %o', (sys) => {
  expect(plan('a', ['a'], { sys }).child.length).toBeGreaterThan(7);
});

test('undefined is left out, in every place', () => {
  const attr = {
    dir: undefined,
    env: undefined,
    files: undefined,
    sys: { chroot: undefined, credential: undefined },
  };
  expect(plan('a', ['a'], attr as unknown as ProcAttr)).toEqual(plan('a', ['a']));
});

test('only own enumerable fields count, and each is read once', () => {
  let reads = 0;
  const sys = Object.create({ chroot: '/inherited' }, { hostname: { value: 'hidden' } }) as SysProcAttr;
  Object.defineProperty(sys, 'setsid', { enumerable: true, get: () => reads++ === 0 });
  const steps = plan('a', ['a'], { sys }).child.map(({ op }) => op);
  expect(reads).toBe(1);
  expect(steps).toContain('setsid');
  expect(steps).not.toContain('chroot');
  expect(steps).not.toContain('sethostname');
});

test("a getter's own error is not hidden", () => {
  const sys = Object.defineProperty({}, 'setsid', {
    enumerable: true,
    get() {
      throw new Error('own');
    },
  });
  expect(() => plan('a', ['a'], { sys })).toThrow(/^own$/);
});

test('a plan does not change when what was given changes afterwards', () => {
  const argv = ['a'];
  const files = [0, 1, 2];
  const groups = [1];
  const made = plan('a', argv, { files, sys: { credential: { uid: 1, gid: 1, groups } } });
  const before = structuredClone(made);
  argv.push('b');
  files.push(3);
  groups.push(2);
  expect(made).toEqual(before);
});
