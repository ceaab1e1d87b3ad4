import type { Program } from '@forkexec/attrs';
import type { Plan, Step } from '@forkexec/core-native/plan';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planned } from './golden.js';

const NOFILE = 7;

interface Open {
  /** Which of the parent's open files it is: the parent's number of it. */
  readonly file: number;
  cloexec: boolean;
}

/** A process's descriptors, with the kernel's rules for the calls that a plan makes. */
class Table {
  readonly open = new Map<number, Open>();
  limit: number;

  constructor(fds: Iterable<number>, limit: number) {
    for (const fd of fds) this.open.set(fd, { file: fd, cloexec: fd % 2 === 0 });
    this.limit = limit;
  }

  get(fd: number): Open {
    const found = this.open.get(fd);
    if (!found) throw new Error(`EBADF: ${fd} is not open`);
    return found;
  }

  walk(plan: Plan): Step {
    for (const step of plan.child.slice(0, -1)) this.#do(step);
    return plan.child.at(-1)!;
  }

  #do(step: Step): void {
    if (step.op === 'cloexecFrom') for (const [fd, open] of this.open) open.cloexec ||= fd >= step.first;
    if (step.op === 'setCloexec') this.get(step.fd).cloexec = step.on;
    if (step.op === 'close') this.open.delete(step.fd);
    if (step.op === 'prlimit' && step.resource === NOFILE) this.limit = Number(step.soft);
    if (step.op !== 'dup3') return;
    if (step.from === step.to) throw new Error(`EINVAL: dup3 of ${step.from} to itself`);
    if (step.to >= this.limit) throw new Error(`EBADF: ${step.to} is not below the limit ${this.limit}`);
    this.open.set(step.to, { file: this.get(step.from).file, cloexec: step.cloexec });
  }

  /** What is left after execve: the child's number, and the parent's of the same open file. */
  afterExec(): Map<number, number> {
    return new Map([...this.open].filter(([, { cloexec }]) => !cloexec).map(([fd, { file }]) => [fd, file]));
  }
}

// Small numbers, so that they meet; one in a hundred a large one.
const fd = fc.oneof({ weight: 20, arbitrary: fc.nat(9) }, { weight: 1, arbitrary: fc.integer({ min: 10, max: 1000 }) });
const files = fc.array(fc.oneof({ weight: 8, arbitrary: fd }, { weight: 1, arbitrary: fc.constant(-1) }), {
  maxLength: 9,
});
const program: fc.Arbitrary<Program> = fc.oneof(fc.constant('/bin/sh'), fc.record({ fd }));
const nofile = fc.option(
  fc.tuple(fc.nat(20), fc.nat(20)).map(([a, b]) => ({ soft: Math.min(a, b), hard: Math.max(a, b) })),
  { nil: undefined },
);

test('the child has exactly the descriptors it was given, each the right one, and the program is where it is run from', () => {
  fc.assert(
    fc.property(files, program, fc.array(fd), nofile, (wanted, argv0, others, limit) => {
      const used = [...wanted.filter((n) => n >= 0), ...(typeof argv0 === 'object' ? [argv0.fd] : [])];
      const table = new Table([...used, ...others, 0, 1, 2], 1024);
      const rlimits = limit && { rlimits: { nofile: limit } };
      const last = table.walk(planned({ files: wanted, sys: { ...rlimits } }, argv0));

      const expected = wanted.flatMap((file, i) => (file === -1 ? [] : [[i, file] as const]));
      expect([...table.afterExec()].toSorted(([a], [b]) => a - b)).toEqual(expected);
      if (limit) expect(table.limit).toBe(limit.soft);
      if (typeof argv0 === 'object') expect(last.op === 'execveat' && table.get(last.fd).file).toBe(argv0.fd);
      else expect(last.op).toBe('execve');
    }),
    { numRuns: 3000 },
  );
});

test('a ruleset is where it is used, whatever the shuffle does, and reaches the program by files alone', () => {
  fc.assert(
    fc.property(files, program, fd, (wanted, argv0, landlockFD) => {
      const used = [...wanted.filter((n) => n >= 0), ...(typeof argv0 === 'object' ? [argv0.fd] : [])];
      const table = new Table([...used, landlockFD, 0, 1, 2], 1024);
      const plan = planned({ files: wanted, sys: { useLandlock: true, landlockFD } }, argv0);
      const last = table.walk(plan);
      const restrict = plan.child.find((step) => step.op === 'landlockRestrictSelf')!;
      expect(table.get(restrict.fd).file).toBe(landlockFD);
      if (last.op === 'execveat' && typeof argv0 === 'object') expect(table.get(last.fd).file).toBe(argv0.fd);
      const expected = wanted.flatMap((file, i) => (file === -1 ? [] : [[i, file] as const]));
      expect([...table.afterExec()].toSorted(([a], [b]) => a - b)).toEqual(expected);
    }),
    { numRuns: 3000 },
  );
});

test('no more copies than needed: at most one aside for each source, and one for each place', () => {
  fc.assert(
    fc.property(files, (wanted) => {
      const copies = planned({ files: wanted }).child.filter((step) => step.op === 'dup3');
      const aside = copies.filter((step) => step.cloexec);
      expect(new Set(aside.map(({ from }) => from)).size).toBe(aside.length);
      expect(copies.length - aside.length).toBe(wanted.filter((file, i) => file !== -1 && file !== i).length);
    }),
  );
});

test('descriptors that stay in their places are not copied at all', () => {
  expect(planned({ files: [0, 1, 2, 3, 4] }).child.filter(({ op }) => op === 'dup3')).toEqual([]);
});
