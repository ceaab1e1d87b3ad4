import { expect, test } from 'vitest';
import { environment } from '../src/env.js';

test('left out, it is null: whatever this process has at the moment of the launch', () => {
  expect(environment(undefined, 'env')).toBeNull();
});

test('an empty one is empty', () => {
  expect(environment({}, 'env')).toEqual([]);
  expect(environment([], 'env')).toEqual([]);
});

test('an object: in its order, without its undefined values', () => {
  expect(environment({ B: '1', A: '', C: undefined, 'odd name': 'x=y' }, 'env')).toEqual(['B=1', 'A=', 'odd name=x=y']);
});

test('process.env is an object like others', () => {
  const expected = Object.entries(process.env).map(([key, value]) => `${key}=${value}`);
  expect(expected.length).toBeGreaterThan(0);
  expect(environment(process.env, 'env')).toEqual(expected);
});

test('inherited fields are no variables', () => {
  expect(environment(Object.create({ A: '1' }, {}), 'env')).toEqual([]);
});

test('an array: of one key the last entry stays, in its place', () => {
  expect(environment(['A=1', 'B=1', 'A=2', 'AB=3', 'A=3', 'B=2'], 'env')).toEqual(['AB=3', 'A=3', 'B=2']);
});

test('entries without a key are passed on as they are, but for empty ones', () => {
  expect(environment(['A', '', 'A', '=x', '=x'], 'env')).toEqual(['A', 'A', '=x', '=x']);
});

test('a key with an equals sign at its start is a key', () => {
  expect(environment(['=C:=1', '=C:=2', '=D:=3'], 'env')).toEqual(['=C:=2', '=D:=3']);
});
