import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { opNames } from '@forkexec/core-native';
import { compilers } from '../../scripts/compilers.mjs';
import { libFuzzer, noSanitizers, out, program, sanitizers, tests } from '../../test/c-program.js';
import { lastOps, plans } from '../../test/steps.js';
import { dump, HEADER, RECORDS, wireOf } from './frames.js';

const decoder = ['plan-text.c', '../decode.c'];
const corpus = join(tests, 'corpus');
/** For how long libFuzzer looks further, with a new seed each time; without it, a fixed number of runs from a fixed seed. */
const seconds = Number(process.env['FORKEXEC_FUZZ_SECONDS'] ?? 0);

const wires = fc.sample(plans, { seed: 3, numRuns: 200 }).map(wireOf);

/** A change to bytes, as a property-based test shrinks it: where (as a part of the whole) and what. */
type Change = { readonly where: number; readonly what: number; readonly how: 'word' | 'byte' | 'cut' | 'copy' };

const change: fc.Arbitrary<Change> = fc.record({
  where: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  what: fc.oneof(
    fc.constantFrom(0, 1, 2, 4, 31, 32, 48, 0x7f, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff),
    fc.nat(512),
    fc.integer({ min: 0, max: 0xffffffff }),
  ),
  how: fc.constantFrom('word', 'word', 'word', 'byte', 'cut', 'copy'),
});

function apply(wire: Buffer, { where, what, how }: Change): Buffer {
  const at = Math.floor(where * wire.length);
  if (how === 'cut') return wire.subarray(0, at);
  const to = Buffer.from(wire);
  if (how === 'byte' && wire.length > 0) to[at] = what & 0xff;
  if (how === 'word' && wire.length >= 4) to.writeUInt32LE(what >>> 0, Math.min(at & ~3, wire.length - 4) & ~3);
  if (how === 'copy') to.copyWithin(at, what % (wire.length + 1));
  return to;
}

/** Half of them with the header put right, or hardly any would be looked at behind it. */
const mutated = fc
  .tuple(fc.constantFrom(...wires), fc.array(change, { minLength: 1, maxLength: 6 }), fc.boolean())
  .map(([wire, changes, header]) => {
    const bytes = Buffer.from(changes.reduce(apply, wire));
    if (header && bytes.length >= 32) {
      wire.copy(bytes, 0, HEADER.magic, HEADER.size);
      bytes.writeUInt32LE(bytes.length, HEADER.size);
    }
    return bytes;
  });

/** Well-formed headers, records of any op, and arguments that refer to all places of a small arena full of NULs. */
const word = fc.oneof(fc.constant(0), fc.integer({ min: 80, max: 280 }), fc.nat(9), fc.constant(0xffffffff));
const reference = fc.tuple(word, word).map(([low, high]) => BigInt(low) | (BigInt(high) << 32n));
const fiveArgs = fc.array(fc.oneof({ weight: 4, arbitrary: fc.constant(0n) }, reference), {
  minLength: 5,
  maxLength: 5,
});
const anyOp = fc.integer({ min: 1, max: opNames.length + 1 });
const lastOp = fc.constantFrom(...lastOps.map((name) => opNames.indexOf(name) + 1));
const random = fc
  .record({
    ops: fc.tuple(fc.array(anyOp, { maxLength: 3 }), lastOp).map(([some, last]) => some.concat(last)),
    args: fc.array(fiveArgs, { minLength: 4, maxLength: 4 }),
    parents: fc.nat(1),
    arena: fc.array(fc.constantFrom(0, 0, 0, 65), { maxLength: 60 }),
  })
  .map(({ ops, args, parents, arena }) => {
    const records = ops.map((op, i) => Buffer.from(new BigUint64Array([BigInt(op)].concat(args[i]!)).buffer));
    const bytes = Buffer.concat([wires[0]!.subarray(0, RECORDS), ...records, Buffer.from(arena)]);
    bytes.writeUInt32LE(bytes.length, HEADER.size);
    bytes.writeUInt32LE(parents, HEADER.parent);
    bytes.writeUInt32LE(ops.length - parents, HEADER.child);
    return bytes;
  });

const dumpPlan = () => program('dump-plan-sanitized', ['dump-plan.c', ...decoder], sanitizers);

test.for([
  ['mutated plans', mutated, 60],
  ['random records', fc.oneof(random, fc.uint8Array({ maxLength: 200 })), 30],
] as const)('%s are refused with a reason or keep what plan.h promises', ([, frames, numRuns], { skip }) => {
  const why = noSanitizers();
  skip(why !== undefined, why);
  const decodes = dumpPlan();
  const answers = { plans: 0, refusals: new Set<string>() };
  const batch = fc.array(frames, { minLength: 200, maxLength: 200, size: 'max' });
  fc.assert(
    fc.property(batch, (given) => {
      for (const answer of dump(decodes, given, '--quiet')) {
        if (answer === 'plan') answers.plans++;
        else answers.refusals.add((answer as [string])[0]);
      }
    }),
    { seed: 4, numRuns },
  );
  expect(answers.plans).toBeGreaterThan(10);
  expect(answers.refusals.size).toBeGreaterThan(10);
});

test('a decoder without memory says so and keeps none', ({ skip }) => {
  const why = noSanitizers();
  skip(why !== undefined, why);
  const answers = dump(dumpPlan(), [...wires.slice(0, 20), Buffer.alloc(3)], '--starve');
  expect(answers.at(-1)).toEqual(['not a plan', -1, -1]);
});

test('the fuzz target finds nothing', { timeout: 60_000 + 1000 * seconds }, ({ skip }) => {
  const why = noSanitizers();
  const clang = libFuzzer();
  skip(why !== undefined && !clang, why);
  const found = mkdtempSync(join(tmpdir(), 'forkexec-fuzz-'));
  try {
    const { status, stdout, stderr } = clang ? runLibFuzzer(clang, found) : runDriver();
    expect(status, stdout + stderr).toBe(0);
  } finally {
    rmSync(found, { recursive: true });
  }
});

function runLibFuzzer(clang: ReturnType<typeof compilers>['cc'], found: string) {
  const flags = ['-fsanitize=fuzzer,address,undefined', '-fno-sanitize-recover=all'];
  const target = program('fuzz-decode', ['fuzz-decode.c', ...decoder], flags, clang);
  const bounds = seconds > 0 ? [`-max_total_time=${seconds}`] : ['-runs=200000', '-seed=1'];
  const options = [...bounds, '-max_len=4096', '-timeout=10', `-artifact_prefix=${out}/`, found, corpus];
  return spawnSync(target, options, { encoding: 'utf8' });
}

function runDriver() {
  const target = program('fuzz-decode-driver', ['fuzz-driver.c', 'fuzz-decode.c', ...decoder], sanitizers);
  const files = readdirSync(corpus).map((name) => join(corpus, name));
  const end = performance.now() + 1000 * seconds;
  let result;
  let seed = 1;
  do result = spawnSync(target, ['400000', String(seed++), ...files], { encoding: 'utf8' });
  while (result.status === 0 && performance.now() < end);
  return result;
}
