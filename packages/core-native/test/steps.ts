import fc from 'fast-check';
import { type ArgKind, opNames, type OpName, ops, type OpSpec, type Plan, type Step } from '@forkexec/core-native';

/** Any string, half surrogates too (the encoder writes U+FFFD for those, as Node does). */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
  fc.constantFrom('', 'ä€😀', '\ud800', 'x\udfff', 'a'.repeat(5000), '\n\t"\\'),
);
const text = anyText.map((s) => s.replaceAll('\0', ''));

const number = (least: number, most: number) =>
  fc.oneof(fc.constantFrom(least, most, 0, 1), fc.integer({ min: least, max: most }));

/** Values of each kind, its extremes among them. */
const values: { readonly [K in ArgKind]: fc.Arbitrary<unknown> } = {
  int: number(-0x80000000, 0x7fffffff),
  fd: number(0, 0x7fffffff),
  u32: number(0, 0xffffffff),
  u64: fc.oneof(fc.constantFrom(0, 1, 0n, 2n ** 64n - 1n, 2 ** 53 - 1, 2n ** 53n), fc.bigInt(0n, 2n ** 64n - 1n)),
  bool: fc.boolean(),
  str: text,
  'str?': fc.oneof(fc.constant(null), text),
  bytes: anyText,
  strs: fc.array(text, { maxLength: 8 }),
  'strs?': fc.oneof(fc.constant(null), fc.array(text, { maxLength: 8 })),
  strs2: fc.array(text, { minLength: 2, maxLength: 8 }),
  u32s: fc.array(number(0, 0xffffffff), { maxLength: 20 }),
};

/** Any step of one op. */
export function stepOf(name: OpName): fc.Arbitrary<Step> {
  const spec: OpSpec = ops[name];
  const args = Object.entries(spec.args).map(([arg, kind]) => [arg, values[kind]] as const);
  return fc.record({
    op: fc.constant(name),
    ...Object.fromEntries(args),
  }) as fc.Arbitrary<unknown> as fc.Arbitrary<Step>;
}

const named = (wanted: (spec: OpSpec) => boolean) => opNames.filter((name) => wanted(ops[name]));
export const lastOps = named((spec) => spec.traits?.last === true);
const childOps = named((spec) => spec.side !== 'parent' && !spec.traits?.last);
const parentOps = named((spec) => spec.side !== 'child');

const anyOf = (names: readonly OpName[]) => fc.oneof(...names.map(stepOf));

const CLONE_NEWNS = 0x00020000;
/** Every namespace that clone(2) can make. */
export const namespaces = [CLONE_NEWNS, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000];

/** One of them, once, and in no child that is traced. */
const isHeir = ({ op }: Step): boolean => op === 'fork' || op === 'init';
const isTraced = (steps: readonly Step[]): boolean => steps.some(({ op }) => op === 'traceMe');

/** Any plan. */
export const plans: fc.Arbitrary<Plan> = fc
  .record({
    flags: fc.subarray(namespaces).map((some) => some.reduce((all, flag) => all + flag, 0)),
    cgroup: fc.oneof(fc.constant({}), fc.record({ cgroupFd: number(0, 0x7fffffff) }), fc.record({ cgroupPath: text })),
    parent: fc.array(anyOf(parentOps), { maxLength: 4 }),
    child: fc.array(anyOf(childOps), { maxLength: 8 }),
    last: anyOf(lastOps),
  })
  .map(({ flags, cgroup, parent, child, last }) => ({
    clone: { flags, ...cgroup },
    parent,
    child: [...child.filter((step, i) => !isHeir(step) || (child.findIndex(isHeir) === i && !isTraced(child))), last],
  }));
