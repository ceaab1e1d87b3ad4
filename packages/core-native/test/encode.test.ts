import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ArgKind, encode, InvalidPlanError, opNames, type Plan, type Step } from '@forkexec/core-native';
import { plans, stepOf } from './steps.js';

const exit: Step = { op: 'exit', status: 0 };
const child = (...steps: unknown[]): Plan => ({ clone: { flags: 0 }, parent: [], child: [...(steps as Step[]), exit] });
const wire = (plan: Plan) => {
  const { buffer, length } = encode(plan);
  return Buffer.from(buffer.subarray(0, length));
};

function refusal(plan: Plan): InvalidPlanError {
  try {
    encode(plan);
  } catch (error) {
    if (error instanceof InvalidPlanError) return error;
    throw error;
  }
  throw new Error('it was encoded');
}

/** For each kind an op that has it, and what is no value of it. */
const wrong: { readonly [K in ArgKind]: { step: Step; arg: string; values: unknown[] } } = {
  int: {
    step: { op: 'setpgid', pgid: 0 },
    arg: 'pgid',
    values: [undefined, null, '1', 1.5, NaN, Infinity, 1n, -0x80000001, 0x80000000, true],
  },
  fd: { step: { op: 'close', fd: 0 }, arg: 'fd', values: [undefined, -1, 0x80000000, 0.5, '0', null, 0n] },
  u32: { step: { op: 'setuid', uid: 0 }, arg: 'uid', values: [undefined, -1, 0x100000000, 0.5, '0', null, 0n] },
  u64: {
    step: { op: 'sigmask', mask: 0 },
    arg: 'mask',
    values: [undefined, -1, -1n, 1n << 64n, 2 ** 53, 0.5, NaN, '0', null],
  },
  bool: {
    step: { op: 'setCloexec', fd: 0, on: true },
    arg: 'on',
    values: [undefined, 0, 1, 'true', null],
  },
  str: {
    step: { op: 'chdir', path: '/' },
    arg: 'path',
    values: [undefined, null, 1, ['/'], Buffer.from('/'), 'a\0b', '\0'],
  },
  'str?': {
    step: { op: 'mount', source: null, target: '/', type: null, flags: 0, data: null },
    arg: 'source',
    values: [undefined, 1, [], 'a\0b'],
  },
  bytes: {
    step: { op: 'writeFile', path: '/', data: '', optional: false },
    arg: 'data',
    values: [undefined, null, 1, Buffer.from('x')],
  },
  strs: {
    step: { op: 'execve', path: '/', argv: [], env: null },
    arg: 'argv',
    values: [undefined, null, 'sh', ['a', 1], ['a', 'b\0'], [undefined], [['a']], Array.from({ length: 2 })],
  },
  'strs?': {
    step: { op: 'execve', path: '/', argv: [], env: null },
    arg: 'env',
    values: [undefined, 'A=1', { A: '1' }, ['A=1', null], ['A=\0']],
  },
  strs2: {
    step: { op: 'execveSearch', paths: [], argv: ['/bin/sh', 'x'], env: null },
    arg: 'argv',
    values: [undefined, null, 'sh', [], ['sh'], ['sh', 1], ['sh', 'x\0']],
  },
  u32s: {
    step: { op: 'setgroups', gids: [] },
    arg: 'gids',
    values: [undefined, null, 0, [-1], [0x100000000], ['0'], [0.5], Array.from({ length: 1 })],
  },
};

describe('a value of the wrong kind is refused and named', () => {
  for (const [kind, { step, arg, values }] of Object.entries(wrong)) {
    test(kind, () => {
      for (const value of values) {
        const plan = { ...child(), child: [{ op: 'setsid' }, { ...step, [arg]: value }, exit] } as Plan;
        const error = refusal(plan);
        expect(error).toMatchObject({ code: 'ERR_INVALID_PLAN', name: 'InvalidPlanError', path: `child[1].${arg}` });
        expect(error.message).toMatch(new RegExp(`^child\\[1\\]\\.${arg}: \\S`));
      }
    });
  }

  test('on the parent side too', () => {
    const plan = { ...child(), parent: [{ op: 'joinCgroup', fd: -1 } as Step] };
    expect(refusal(plan).path).toBe('parent[0].fd');
  });

  test('an op that there is not', () => {
    for (const op of ['nope', 'Setsid', 'constructor', '__proto__', '', undefined, 1]) {
      expect(refusal(child({ op }))).toMatchObject({ path: 'child[0].op' });
    }
  });

  test('the clone', () => {
    for (const flags of [-1, 0x100000000, 1.5, '0', undefined]) {
      expect(refusal({ ...child(), clone: { flags } as never }).path).toBe('clone.flags');
    }
    for (const cgroupFd of [-1, 0x80000000, 1.5, '0', null]) {
      expect(refusal({ ...child(), clone: { flags: 0, cgroupFd } as never }).path).toBe('clone.cgroupFd');
    }
  });

  test('a plan that is larger than a kernel takes', () => {
    const huge = 'x'.repeat(6 << 20);
    expect(refusal(child({ op: 'execve', path: '/', argv: [huge, huge, huge], env: null })).path).toMatch(/^plan|argv/);
  });
});

test('equal plans are equal bytes, whatever was encoded before', () => {
  fc.assert(
    fc.property(plans, plans, (one, other) => {
      const first = wire(one);
      wire(other);
      return wire(one).equals(first);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('what a refused plan left behind is in no later one', () => {
  const plan = child({ op: 'setgroups', gids: [1, 2, 3] }, { op: 'chdir', path: '/x' }, { op: 'setgroups', gids: [4] });
  const first = wire(plan);
  expect(() => encode(child({ op: 'chdir', path: 'garbage'.repeat(100) }, { op: 'setuid', uid: -1 }))).toThrow(
    InvalidPlanError,
  );
  expect(wire(plan).equals(first)).toBe(true);
});

test('a plan larger than the scratch buffer keeps what was written before it grew', () => {
  const long = Array.from({ length: 20 }, (_, i) => ({ op: 'chdir', path: `/${String(i).repeat(5000)}` }));
  const bytes = wire(child(...long)).toString('latin1');
  long.forEach(({ path }) => expect(bytes.includes(`${path}\0`)).toBe(true));
});

test('every op that the table has is encoded', () => {
  for (const name of opNames) {
    for (const step of fc.sample(stepOf(name), { seed: 1, numRuns: 5 })) {
      expect(wire({ ...child(), child: [step] }).readUInt32LE(40)).toBe(opNames.indexOf(name) + 1);
    }
  }
});
