import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { opNames, ops, type OpSpec, type Plan, type Step } from '@forkexec/core-native';
import { program } from '../../test/c-program.js';
import { lastOps, namespaces, plans, stepOf } from '../../test/steps.js';
import { dump, HEADER, RECORD, RECORDS, wireOf } from './frames.js';

const dumpPlan = program('dump-plan', ['dump-plan.c', 'plan-text.c', '../decode.c']);
const exit: Step = { op: 'exit', status: 0 };
const clone = { flags: 0 };

const hex = (text: string) => Buffer.from(text, 'utf8').toString('hex');

/** An argument as plan-text.c writes it. */
function argText(value: unknown): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return hex(value);
  if (Array.isArray(value)) return value.map(argText);
  return `${value as number | bigint}`;
}

const stepText = (step: Step) => {
  const spec: OpSpec = ops[step.op];
  const given = step as unknown as Record<string, unknown>;
  return [step.op, ...Object.keys(spec.args).map((arg) => argText(given[arg]))];
};

const traits = (step: Step): NonNullable<OpSpec['traits']> => (ops[step.op] as OpSpec).traits ?? {};

function planText({ clone: { flags, cgroupFd, cgroupPath }, parent, child }: Plan): unknown {
  const hold = child.findLastIndex((step) => traits(step).hold);
  return {
    flags: String(flags),
    cgroupFd: cgroupFd ?? -1,
    cgroupPath: cgroupPath === undefined ? null : hex(cgroupPath),
    parent: parent.map(stepText),
    child: child.map(stepText),
    inheritsEnv: child.some((step) => 'env' in step && step.env === null),
    guardBeforeHold: child.slice(0, Math.max(hold, 0)).some((step) => traits(step).guard),
  };
}

function expectRoundTrip(given: readonly Plan[]): void {
  const texts = dump(dumpPlan, given.map(wireOf));
  expect(texts.length).toBe(given.length);
  given.forEach((plan, i) => expect(texts[i]).toEqual(planText(plan)));
}

describe('what is encoded is decoded', () => {
  for (const name of opNames) {
    test(name, () => {
      const steps = fc.sample(stepOf(name), { seed: 1, numRuns: 100 });
      const isLast = lastOps.includes(name);
      const inChild = steps.map((step): Plan => ({ clone, parent: [], child: isLast ? [step] : [step, exit] }));
      const inParent = steps.map((step): Plan => ({ clone, parent: [step], child: [exit] }));
      const sides = { child: inChild, parent: inParent, both: inChild.concat(inParent) };
      expectRoundTrip(sides[ops[name].side]);
    });
  }

  test('whole plans', () => expectRoundTrip(fc.sample(plans, { seed: 2, numRuns: 500 })));

  test('thousands of steps, strings and ids', () => {
    const many = Array.from({ length: 3000 }, (_, i) => String(i));
    expectRoundTrip([
      { clone, parent: [], child: many.map((s): Step => ({ op: 'chdir', path: s })).concat(exit) },
      { clone, parent: [], child: [{ op: 'execve', path: '', argv: many, env: many }] },
      { clone, parent: [], child: [{ op: 'setgroups', gids: Array.from({ length: 65536 }, (_, i) => i) }, exit] },
    ]);
  });
});

/** A plan's bytes with one place overwritten, and why they are none any more. */
function patched(plan: Plan, at: number, value: number | bigint): Buffer {
  const wire = wireOf(plan);
  if (typeof value === 'bigint') wire.writeBigUInt64LE(value, at);
  else wire.writeUInt32LE(value, at);
  return wire;
}

const refusedBecause = (wire: Buffer) => dump(dumpPlan, [wire])[0];
const plain: Plan = { clone, parent: [], child: [{ op: 'chdir', path: '/srv' }, exit] };
const inCgroup: Plan = { ...plain, clone: { flags: 0, cgroupPath: '/sys/fs/cgroup' } };
const ref = (at: number, length: number) => BigInt(at) | (BigInt(length) << 32n);
const arg = (record: number, n: number) => RECORDS + record * RECORD + 8 + 8 * n;

describe('what no encoder writes is refused, with a reason and a place', () => {
  const header: [string, Buffer, string][] = [
    ['another magic', patched(plain, HEADER.magic, 1), 'not a plan'],
    ["another table's hash", patched(plain, HEADER.opsHash, 1), "written for another version's table of ops"],
    ['another size', patched(plain, HEADER.size, 31), 'not a plan'],
    ['nothing at all', Buffer.alloc(0), 'not a plan'],
    ['half a header', wireOf(plain).subarray(0, 31), 'not a plan'],
    ['more than 16 MiB', Buffer.alloc((16 << 20) + 1), 'not a plan'],
    ['no child steps', patched({ ...plain, child: [] }, HEADER.child, 0), 'bad number of steps'],
    ['too many child steps', patched(plain, HEADER.child, 65537), 'bad number of steps'],
    ['too many parent steps', patched(plain, HEADER.parent, 0xffffffff), 'bad number of steps'],
    ['more records than bytes', patched(plain, HEADER.parent, 9), 'records outside the wire'],
    ['a cgroup by descriptor and by path', patched(inCgroup, HEADER.cgroupFd, 3), 'two cgroups'],
    ['a cgroup in the records', patched(inCgroup, HEADER.cgroupPath, ref(RECORDS, 1)), 'string outside the arena'],
    ['a cgroup past the end', patched(inCgroup, HEADER.cgroupPath, ref(0xfffffff0, 1)), 'string outside the arena'],
    ['a cgroup descriptor below -1', patched(plain, HEADER.cgroupFd, 0xfffffffe), 'bad cgroup descriptor'],
  ];
  for (const [name, wire, why] of header) test(name, () => expect(refusedBecause(wire)).toEqual([why, -1, -1]));

  test('any clone flag but a namespace', () => {
    const bits = Array.from({ length: 64 }, (_, i) => 1n << BigInt(i));
    const answers = dump(
      dumpPlan,
      bits.map((bit) => patched(plain, HEADER.flags, bit)),
    );
    bits.forEach((bit, i) => {
      const known = namespaces.some((flag) => BigInt(flag) === bit);
      if (known) expect(answers[i]).toMatchObject({ flags: String(bit) });
      else expect(answers[i], `bit ${i}`).toEqual(['clone flag that is not a namespace', -1, -1]);
    });
  });

  const outside = 'string outside the arena';
  const ends = 'string without its NUL, or with one inside';
  const arena = RECORDS + 2 * RECORD;
  const record: [string, Buffer, [string, number, number]][] = [
    ['op 0', patched(plain, RECORDS, 0), ['no such op', 0, -1]],
    ['an op past the last', patched(plain, RECORDS + RECORD, opNames.length + 1), ['no such op', 1, -1]],
    ['padding that is not zero', patched(plain, RECORDS + 4, 1), ['no such op', 0, -1]],
    ['an argument too many', patched(plain, arg(0, 1), 1n), ['argument that the op does not take', 0, 1]],
    ['a string in the header', patched(plain, arg(0, 0), ref(0, 1)), [outside, 0, 0]],
    ['a string in the records', patched(plain, arg(0, 0), ref(arena - 1, 1)), [outside, 0, 0]],
    ['a string one byte too long', patched(plain, arg(0, 0), ref(arena, 5)), [outside, 0, 0]],
    ['a string of 4 GiB', patched(plain, arg(0, 0), ref(arena, 0xffffffff)), [outside, 0, 0]],
    ['a string far away', patched(plain, arg(0, 0), ref(0xfffffff0, 1)), [outside, 0, 0]],
    ['a string cut short', patched(plain, arg(0, 0), ref(arena, 3)), [ends, 0, 0]],
    ['NULL where there is none', patched(plain, arg(0, 0), 2n ** 64n - 1n), [outside, 0, 0]],
    ['an exit status of 33 bits', patched(plain, arg(1, 0), 1n << 32n), ['not a 32-bit number', 1, 0]],
  ];
  for (const [name, wire, why] of record) test(name, () => expect(refusedBecause(wire)).toEqual(why));

  test.each<[string, Plan, [string, number, number]]>([
    ['a last step that returns', { ...plain, child: [{ op: 'setsid' }] }, ['last step returns', 0, -1]],
    [
      'a step behind the last',
      { ...plain, child: [exit, { op: 'setsid' }, exit] },
      ['step behind one that does not return', 0, -1],
    ],
    ['a traced heir', { ...plain, child: [{ op: 'fork' }, { op: 'traceMe' }, exit] }, ['a traced heir', -1, -1]],
    ['two inits', { ...plain, child: [{ op: 'init' }, { op: 'init' }, exit] }, ['a second init', 1, -1]],
    [
      'a traced child of an init',
      { ...plain, child: [{ op: 'init' }, { op: 'traceMe' }, exit] },
      ['a traced child of an init', -1, -1],
    ],
    ['two heirs', { ...plain, child: [{ op: 'fork' }, { op: 'fork' }, exit] }, ['a second heir', 1, -1]],
    ['a child op in the parent', { ...plain, parent: [{ op: 'setsid' }] }, ['op on the wrong side', 0, -1]],
    [
      'a parent op in the child',
      { ...plain, child: [{ op: 'joinCgroup', fd: 0 }, exit] },
      ['op on the wrong side', 0, -1],
    ],
  ])('%s', (_, plan, why) => expect(refusedBecause(wireOf(plan))).toEqual(why));

  const lists: Plan = {
    ...plain,
    child: [
      { op: 'setgroups', gids: [1, 2] },
      { op: 'execve', path: '', argv: ['a', 'b'], env: null },
    ],
  };
  test.each<[string, bigint, [string, number, number], number]>([
    ['a list of ids that is not aligned', ref(arena + 1, 1), ['number list outside the arena', 0, 0], 0],
    ['too many ids', ref(arena, 65537), ['number list outside the arena', 0, 0], 0],
    ['ids past the end', ref(arena + 12, 2), ['number list outside the arena', 0, 0], 0],
    ['more strings than there are', ref(arena + 9, 9), ['string list without its end', 1, 1], 1],
    ['a million strings', ref(arena + 9, 1 << 20), ['too many strings', 1, 1], 1],
    ['strings past the end', ref(0x7fffffff, 0), ['string list outside the arena', 1, 1], 1],
  ])('%s', (_, value, why, place) => {
    expect(refusedBecause(patched(lists, arg(place, place), value))).toEqual(why);
  });

  test.each([0, 1])('an argv of %i without the name of a shell', (count) => {
    const search: Step = { op: 'execveSearch', paths: [], argv: ['/bin/sh', 'x'], env: [] };
    const at = RECORDS + RECORD; // its arena, whose first strings are the argv's, for there are no paths
    const wire = patched({ ...plain, child: [search] }, arg(0, 1), ref(at, count));
    expect(refusedBecause(wire)).toEqual(['fewer than two strings', 0, 1]);
  });

  test('lists that are allowed one by one and too many together', () => {
    const three: Step = { op: 'execve', path: '', argv: [], env: [] };
    const wire = Buffer.concat([wireOf({ ...plain, child: [three] }), Buffer.alloc(600_000)]);
    const empties = ref(RECORDS + RECORD, 600_000);
    wire.writeUInt32LE(wire.length, HEADER.size);
    wire.writeBigUInt64LE(empties, arg(0, 1));
    expect(refusedBecause(wire)).toMatchObject({ flags: '0' });
    wire.writeBigUInt64LE(empties, arg(0, 2));
    expect(refusedBecause(wire)).toEqual(['too many strings', 0, 2]);
  });
});
