import { NAMESPACE_FLAGS, type ProcAttr, type Program } from '@forkexec/attrs';
import { formatPlan, ops } from '@forkexec/core-native/plan';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InvalidAttrError } from '../../src/errors.js';
import { compile } from '../../src/plan/compile.js';
import { user } from './golden.js';

const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const word = fc.oneof(
  { weight: 9, arbitrary: fc.stringMatching(/^[a-z/.]{1,8}$/) },
  { weight: 1, arbitrary: fc.string() },
);
const small = fc.integer({ min: -1, max: 6 });
const flags = fc.oneof(
  fc.constantFrom(0, 0x10000000, 0x20000, 0x10020000),
  fc.nat(0x7fffffff).map((bits) => bits & NAMESPACE_FLAGS),
  fc.nat(0xffffffff),
);
const range = fc.record({
  containerID: small,
  hostID: fc.constantFrom(1000, 0, 5),
  size: fc.integer({ min: 0, max: 3 }),
});
const limit = fc.oneof(small, fc.record({ soft: small, hard: small }), fc.constant('unlimited'));

/** Attributes that could be meant. */
const likely = fc.record(
  {
    dir: some(word),
    env: some(fc.oneof(fc.dictionary(word, some(word), { maxKeys: 3 }), fc.array(word, { maxLength: 3 }))),
    files: some(fc.array(small, { maxLength: 5 })),
    sys: some(
      fc.record({
        chroot: some(word),
        credential: some(fc.record({ uid: small, gid: small, groups: some(fc.array(small, { maxLength: 2 })) })),
        setsid: some(fc.boolean()),
        setpgid: some(fc.boolean()),
        pgid: some(small),
        setctty: some(fc.boolean()),
        noctty: some(fc.boolean()),
        ctty: some(small),
        foreground: some(fc.boolean()),
        pdeathsig: some(fc.oneof(fc.constantFrom('TERM', 'SIGKILL', 'rtmax'), fc.integer({ min: 0, max: 66 }))),
        cloneflags: some(flags),
        unshareflags: some(flags),
        uidMappings: some(fc.array(range, { minLength: 1, maxLength: 2 })),
        gidMappings: some(fc.array(range, { minLength: 1, maxLength: 2 })),
        idMap: some(fc.constantFrom('root', 'self', 'auto', ['root', 'all'], ['root', 'self'], [], 'x')),
        gidMappingsEnableSetgroups: some(fc.boolean()),
        ambientCaps: some(fc.array(fc.oneof(fc.constantFrom('chown', 'CAP_BPF'), small), { maxLength: 3 })),
        inheritableCaps: some(fc.array(small, { maxLength: 2 })),
        boundingCaps: some(fc.array(small, { maxLength: 3 })),
        securebits: some(fc.constantFrom({ set: ['noroot'] }, { clear: ['keep_caps'] }, { set: ['x'] })),
        propagation: some(fc.constantFrom('private', 'slave', 'shared', 'unchanged')),
        umask: some(fc.oneof(small, fc.constant('027'))),
        nice: some(small),
        ignoreSignals: some(fc.array(fc.constantFrom('HUP', 9, 64), { maxLength: 2 })),
        blockSignals: some(fc.array(fc.constantFrom('HUP', 9, 64), { maxLength: 2 })),
        useCgroupFD: some(fc.boolean()),
        cgroupFD: some(small),
        noNewPrivs: some(fc.boolean()),
        useLandlock: some(fc.boolean()),
        landlockFD: some(small),
        landlockFlags: some(fc.constantFrom(0, 1)),
        hostname: some(word),
        mountProc: some(fc.oneof(fc.boolean(), fc.constant('/mnt'))),
        rlimits: some(fc.dictionary(fc.constantFrom('nofile', 'core', 'RLIMIT_AS', 'x'), limit, { maxKeys: 2 })),
      }),
    ),
  },
  { requiredKeys: [] },
);

/** Things that nobody can mean, in the places of those that one can. */
const absurd = fc.oneof(
  fc.anything({
    withBigInt: true,
    withMap: true,
    withNullPrototype: true,
    withSparseArray: true,
    withTypedArray: true,
  }),
  fc.record({ dir: fc.anything(), env: fc.anything(), files: fc.anything(), sys: fc.anything() }, { requiredKeys: [] }),
  fc.record({
    sys: fc.dictionary(fc.constantFrom('chroot', 'credential', 'rlimits', 'ambientCaps', 'uidMappings'), fc.anything()),
  }),
);

/** The printed plan, or the refusal: anything else is thrown on. */
function outcome(argv0: unknown, argv: unknown, attr: unknown): string {
  try {
    return formatPlan(compile(argv0 as Program, argv as string[], attr as ProcAttr, user));
  } catch (error) {
    if (error instanceof InvalidAttrError) return `${error.path} ${error.message}`;
    throw error;
  }
}

test('whatever is given, there is a plan or an InvalidAttrError, and the same one each time', () => {
  const argv0 = fc.oneof({ weight: 5, arbitrary: fc.constant('/bin/true') }, fc.record({ fd: small }), fc.anything());
  const argv = fc.oneof({ weight: 5, arbitrary: fc.constant(['true']) }, fc.anything());
  fc.assert(
    fc.property(argv0, argv, fc.oneof({ weight: 3, arbitrary: likely }, absurd), (program, args, attr) => {
      expect(outcome(program, args, attr)).toBe(outcome(program, args, attr));
    }),
    { numRuns: 3000 },
  );
});

test('a launch that asks for nothing special has the same plan, made a shorter way', () => {
  const program = fc.constantFrom<unknown>('/bin/true', { fd: 2 }, { fd: 9 });
  fc.assert(
    fc.property(program, likely, (argv0, attr) => {
      const planned = (sys: object | undefined) => outcome(argv0, ['true'], { ...attr, sys });
      expect(planned(undefined)).toBe(planned({ setsid: false }));
      expect(planned({})).toBe(planned(undefined));
    }),
    { numRuns: 1000 },
  );
});

/** Of two places in a plan; a step that is not there contradicts nothing. */
const before = (a: number, b: number) => a === -1 || b === -1 || a < b;

test('a plan keeps the rules of the steps, whatever was asked', () => {
  let plans = 0;
  fc.assert(
    fc.property(likely, (attr) => {
      let made: ReturnType<typeof compile>;
      try {
        made = compile('/bin/true', ['true'], attr as ProcAttr, user);
      } catch {
        return;
      }
      plans++;
      const names = made.child.map(({ op }) => op);
      const at = (op: string) => names.indexOf(op as never);
      const last = (op: string) => names.lastIndexOf(op as never);

      expect(names[0]).toBe('cloexecFrom');
      const closing = ['resetSignals', ...(at('ignoreSignals') === -1 ? [] : ['ignoreSignals']), 'sigmask', 'execve'];
      expect(names.slice(-closing.length)).toEqual(closing);
      expect(made.child.every(({ op }) => ops[op].side !== 'parent')).toBe(true);
      expect(made.parent.every(({ op }) => ops[op].side !== 'child')).toBe(true);
      // A held child has somebody to wait for, and nobody works for a child that does not wait.
      expect(names.filter((op) => op === 'hold')).toHaveLength(made.parent.length > 0 ? 1 : 0);
      // capabilities(7), credentials(7), PR_SET_PDEATHSIG(2const), setrlimit(2), chroot(2), proc(5).
      expect(before(at('keepCaps'), at('setuid'))).toBe(true);
      expect(before(last('writeFile'), at('setgid'))).toBe(true);
      expect(before(at('setgroups'), at('setgid'))).toBe(true);
      expect(before(at('setgid'), at('setuid'))).toBe(true);
      expect(before(at('setuid'), at('addCaps'))).toBe(true);
      expect(before(at('addCaps'), at('raiseAmbient'))).toBe(true);
      for (const op of ['keepCaps', 'securebits', 'dropBounding', 'setInheritable', 'nice'])
        expect(before(at(op), Math.max(at('setuid'), at('setgid')))).toBe(true);
      expect(before(at('dropBounding'), at('setInheritable'))).toBe(true);
      expect(before(at('prlimit'), at('setuid')) || last('prlimit') > last('dup3')).toBe(true);
      expect(before(at('setuid'), at('pdeathsig'))).toBe(true);
      // landlock_restrict_self(2): no_new_privs first, and nothing that opens a file, forks or needs a privilege after it.
      expect(before(at('noNewPrivs'), at('landlockRestrictSelf'))).toBe(true);
      const confined = Math.max(at('noNewPrivs'), at('landlockRestrictSelf'));
      if (confined !== -1) expect(names.slice(confined + 1)).toEqual(closing);
      expect(before(at('unshare'), at('mount'))).toBe(true);
      expect(before(at('chroot'), at('chdir'))).toBe(true);
      expect(at('chroot') !== -1 && at('chdir') === -1).toBe(false);
    }),
    { numRuns: 3000 },
  );
  expect(plans).toBeGreaterThan(100);
});
