import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ExecutableNotFoundError, InvalidAttrError } from '../src/errors.js';
import { lookPath } from '../src/look-path.js';

let base: string;
const at = (...parts: string[]) => join(base, ...parts);
const bothDirs = () => `${at('one')}:${at('two')}`;

function file(path: string, mode: number): void {
  writeFileSync(at(path), '');
  chmodSync(at(path), mode);
}

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'forkexec-look-path-'));
  for (const dir of ['one', 'two', 'one/directory', 'here']) mkdirSync(at(dir));
  file('one/tool', 0o755);
  file('two/tool', 0o755);
  file('one/plain', 0o644);
  file('two/plain', 0o755);
  file('one/only-plain', 0o644);
  file('two/directory', 0o755);
  file('here/local', 0o755);
  symlinkSync('tool', at('one/link'));
  symlinkSync('../two/below', at('one/away'));
  mkdirSync(at('two/below'));
  symlinkSync('nowhere', at('one/dangling'));
  symlinkSync('loop', at('one/loop'));
});
afterAll(() => rmSync(base, { recursive: true }));

function failure(name: unknown, options?: object): ExecutableNotFoundError {
  try {
    lookPath(name as string, options);
  } catch (error) {
    expect(error).toBeInstanceOf(ExecutableNotFoundError);
    return error as ExecutableNotFoundError;
  }
  throw new Error('it was found');
}

describe('in the directories of PATH', () => {
  test('the first one wins', () => {
    expect(lookPath('tool', { path: bothDirs() })).toBe(at('one/tool'));
    expect(lookPath('tool', { path: `${at('two')}:${at('one')}` })).toBe(at('two/tool'));
  });

  test('a link is as good as its target', () => {
    expect(lookPath('link', { path: bothDirs() })).toBe(at('one/link'));
  });

  test('a directory, or a file that cannot be executed, is passed over', () => {
    expect(lookPath('directory', { path: bothDirs() })).toBe(at('two/directory'));
    expect(lookPath('plain', { path: bothDirs() })).toBe(at('two/plain'));
  });

  test('a slash at the end of a directory is not doubled, the rest of the name is left alone', () => {
    expect(lookPath('tool', { path: `${at('one')}/` })).toBe(at('one/tool'));
    expect(lookPath('tool', { path: `${at('two')}/../one` })).toBe(`${at('two')}/../one/tool`);
  });

  test("without a path of one's own it is this process's", () => {
    const before = process.env['PATH'];
    try {
      process.env['PATH'] = at('two');
      expect(lookPath('tool')).toBe(at('two/tool'));
      delete process.env['PATH'];
      expect(failure('tool')).toMatchObject({ code: 'ENOENT', path: '' });
    } finally {
      process.env['PATH'] = before;
    }
  });

  test('nothing found: ENOENT, with the name and the path', () => {
    const error = failure('nope', { path: bothDirs() });
    expect(error).toMatchObject({ name: 'ExecutableNotFoundError', code: 'ENOENT', file: 'nope', path: bothDirs() });
    expect(error.found).toBeUndefined();
    expect(error.message).toBe('nope: executable file not found in PATH');
    expect(failure('dangling', { path: bothDirs() }).code).toBe('ENOENT');
    expect(failure('tool', { path: '' }).code).toBe('ENOENT');
    expect(failure('directory', { path: at('one') })).toMatchObject({ code: 'ENOENT', found: undefined });
    expect(failure('tool', { path: at('nowhere') }).code).toBe('ENOENT');
  });

  test('only something that cannot be executed: EACCES, with the file', () => {
    const error = failure('only-plain', { path: bothDirs() });
    expect(error).toMatchObject({ code: 'EACCES', file: 'only-plain', found: at('one/only-plain') });
  });

  test.each(['', '.', '..'])('%j is no name of a program', (name) => {
    expect(failure(name, { path: base })).toMatchObject({ code: 'ENOENT', file: name });
  });
});

describe('relative directories of PATH', () => {
  test.each([':', '.', 'here', './here/', ':/usr/nowhere'])('found through %j: refused', (relative) => {
    const dir = relative.includes('/here') || relative === 'here' ? base : at('here');
    const error = failure('local', { path: relative, dir });
    expect(error.code).toBe('ENOENT');
    expect(error.found).toMatch(/^\.?\/?(here\/)?local$/);
    expect(error.message).toBe(`local: found as ${error.found} only, relative to the current directory: refused`);
  });

  test('passed over when the program is not in them, refused even if a later one has it', () => {
    expect(lookPath('tool', { path: `.::here:${at('one')}`, dir: base })).toBe(at('one/tool'));
    expect(failure('tool', { path: `one:${at('two')}`, dir: base }).found).toBe('one/tool');
  });
});

test('a name cannot send anything to a terminal by its error', () => {
  expect(failure('\u001b[2J', { path: at('one') }).message).toBe(
    String.raw`"\u001b[2J": executable file not found in PATH`,
  );
  expect(failure('/\u009b', {}).message).toBe(String.raw`"/\u009b": no such file or directory`);
});

describe('a name with a slash', () => {
  test('stands for itself, PATH or not', () => {
    expect(lookPath(at('one/tool'), { path: '' })).toBe(at('one/tool'));
    expect(lookPath('./tool', { dir: at('one') })).toBe('./tool');
    expect(lookPath('one/../two/tool', { dir: base })).toBe('one/../two/tool');
    // one/away/.. is two, which has no link
    expect(failure('one/away/../link', { dir: base }).code).toBe('ENOENT');
    expect(lookPath('one/away/../tool', { dir: base })).toBe('one/away/../tool');
  });

  test.each([
    ['one/nope', 'ENOENT', undefined],
    ['one/dangling', 'ENOENT', undefined],
    ['one/plain', 'EACCES', 'one/plain'],
    ['one/directory', 'EACCES', undefined],
    ['one/directory/', 'EACCES', undefined],
    ['one/tool/x', 'ENOTDIR', undefined],
    ['one/tool/', 'ENOTDIR', undefined],
    ['one/loop', 'ELOOP', undefined],
    [`one/${'x'.repeat(256)}`, 'ENAMETOOLONG', undefined],
  ])('%s: %s', (name, code, found) => {
    const error = failure(name, { dir: base, path: '/usr/bin' });
    expect(error).toMatchObject({ code, file: name });
    expect(error.found).toBe(found);
    expect(error.path).toBeUndefined();
    expect(error.message.startsWith(`${name}: `)).toBe(true);
  });
});

test.each<[unknown, unknown, string]>([
  [undefined, {}, 'file'],
  [5, {}, 'file'],
  ['a\0b', {}, 'file'],
  ['a', { path: 5 }, 'options.path'],
  ['a', { path: '/bin\0' }, 'options.path'],
  ['a', { dir: '' }, 'options.dir'],
  ['a', { cwd: '/' }, 'options.cwd'],
  ['a', null, 'options'],
])('bad input is named: %j %j', (name, options, path) => {
  expect(() => lookPath(name as string, options as object)).toThrow(InvalidAttrError);
  expect(() => lookPath(name as string, options as object)).toThrow(new RegExp(`^${path}: `));
});
