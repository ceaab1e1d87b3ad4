import type { ProcAttr, Program } from '@forkexec/attrs';
import { expect } from 'vitest';
import { InvalidAttrError } from '../../src/errors.js';
import { plan } from '../../src/plan.js';

/** What JavaScript can pass, whatever the types say. */
export function refusal(argv0: unknown, argv: unknown, attr?: unknown): InvalidAttrError {
  try {
    plan(argv0 as Program, argv as string[], attr as ProcAttr);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidAttrError);
    return error as InvalidAttrError;
  }
  throw new Error('nothing was refused');
}

export function expectRefused(error: InvalidAttrError, path: string, problem: RegExp | string): void {
  expect(error.path).toBe(path);
  expect(error.code).toBe('ERR_INVALID_ATTR');
  expect(error.name).toBe('InvalidAttrError');
  expect(error.message.startsWith(`${path}: `)).toBe(true);
  expect(error.message.slice(path.length + 2)).toMatch(problem);
  expect(error.message).not.toMatch(/[\p{C}]|\.$/u);
}

/** An array with a hole at its end. */
export const sparse = <T>(...items: T[]): T[] => {
  const array = [...items];
  array.length += 1;
  return array;
};

export const integers = /^expected an integer from \d+ to \d+, got /;
