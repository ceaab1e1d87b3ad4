import type { ProcAttr, Program } from '@forkexec/attrs';
import { formatPlan, type Plan } from '@forkexec/core-native/plan';
import { expect } from 'vitest';
import type { Caller } from '../../src/plan/asked.js';
import { compile } from '../../src/plan/compile.js';

/** An ordinary user, whoever runs the tests. */
export const user = { euid: 1000, egid: 1000 };
const root = { euid: 0, egid: 0 };

/** The plan of `sh -c id` with these attributes, asked for by user 1000. */
export function planned(attr?: ProcAttr, program: Program = '/bin/sh', caller: Caller = user): Plan {
  return compile(program, ['sh', '-c', 'id'], attr, caller);
}

/** Compares a whole printed plan with the indented text of a template. */
export function expectPlan(attr: ProcAttr | undefined, text: string, program?: Program): void {
  expect(formatPlan(planned(attr, program))).toBe(flushLeft(text));
}

/** For a kernel whose execve(2) enters a time namespace; {@link expectPlan} is for one that needs a fork for it. */
export function expectRecentPlan(attr: ProcAttr, text: string): void {
  expect(formatPlan(planned(attr, '/bin/sh', { ...user, execEntersTime: true }))).toBe(flushLeft(text));
}

export function expectRootsPlan(attr: ProcAttr, text: string): void {
  expect(formatPlan(planned(attr, '/bin/sh', root))).toBe(flushLeft(text));
}

/** Without the first and the last line, which are empty, and without the indentation of the second. */
function flushLeft(text: string): string {
  const lines = text.split('\n').slice(1, -1);
  const indent = /^ */.exec(lines[0] ?? '')?.[0].length ?? 0;
  return lines.map((line) => line.slice(indent)).join('\n');
}
