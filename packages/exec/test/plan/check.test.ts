import { describe, test } from 'vitest';
import { expectRefused, integers, refusal, sparse } from './refusal.js';

describe('program and arguments', () => {
  test.each<[unknown, unknown, string, RegExp | string]>([
    ['', ['a'], 'argv0', 'expected a path, got ""'],
    ['a\0b', ['a'], 'argv0', 'has a NUL byte'],
    ['a\ud800', ['a'], 'argv0', 'has a lone surrogate'],
    [undefined, ['a'], 'argv0', 'expected a string, got undefined'],
    [null, ['a'], 'argv0', 'expected a string, got null'],
    [7, ['a'], 'argv0', 'expected a string, got 7'],
    [['a'], ['a'], 'argv0', 'iterable'],
    [{}, ['a'], 'argv0.fd', integers],
    [{ fd: -1 }, ['a'], 'argv0.fd', integers],
    [{ fd: 1.5 }, ['a'], 'argv0.fd', integers],
    [{ fd: '3' }, ['a'], 'argv0.fd', integers],
    [{ fd: 2 ** 31 }, ['a'], 'argv0.fd', integers],
    [{ fd: 3, path: 'a' }, ['a'], 'argv0.path', 'unknown attribute'],
    ['a', [], 'argv', "expected at least one string, the program's own name"],
    ['a', undefined, 'argv', 'expected an array, got undefined'],
    ['a', 'a', 'argv', 'expected an array, got "a"'],
    ['a', { 0: 'a', length: 1 }, 'argv', 'expected an array, got an object'],
    ['a', ['a', 7], 'argv[1]', 'expected a string, got 7'],
    ['a', ['a', null], 'argv[1]', 'expected a string, got null'],
    ['a', sparse('a'), 'argv[1]', 'expected a string, got undefined'],
    ['a', ['a\0'], 'argv[0]', 'has a NUL byte'],
    ['a', ['a', '\udc00'], 'argv[1]', 'has a lone surrogate'],
  ])('%j %j: %s', (argv0, argv, path, problem) => {
    expectRefused(refusal(argv0, argv), path, problem);
  });
});

describe('ProcAttr', () => {
  test.each<[unknown, string, RegExp | string]>([
    [null, 'attr', 'expected an object, got null'],
    ['x', 'attr', 'expected an object, got "x"'],
    [[], 'attr', 'iterable'],
    [{ cwd: '/' }, 'cwd', 'unknown attribute'],
    [{ dirr: '/' }, 'dirr', "unknown attribute, did you mean 'dir'?"],
    [{ chroot: '/' }, 'chroot', 'unknown attribute, it stands in sys: { chroot }'],
    [JSON.parse('{"__proto__": 1}'), '__proto__', 'unknown attribute'],
    [{ '\u001b[31m': 1 }, String.raw`["\u001b[31m"]`, 'unknown attribute'],
    [{ dir: '' }, 'dir', 'expected a path, got ""'],
    [{ dir: 'a\0' }, 'dir', 'has a NUL byte'],
    [{ dir: null }, 'dir', 'expected a string, got null'],
    [{ dir: new URL('file:///') }, 'dir', 'expected a string, got an object'],
    [{ env: null }, 'env', 'expected an object, got null'],
    [{ env: 'A=1' }, 'env', 'expected an object'],
    [{ env: new Map([['A', '1']]) }, 'env', 'iterable'],
    [{ env: { A: 1 } }, 'env.A', 'expected a string, got 1'],
    [{ env: { A: null } }, 'env.A', 'expected a string, got null'],
    [{ env: { '': 'x' } }, 'env[""]', 'expected the name of a variable'],
    [{ env: { 'A=B': 'x' } }, 'env["A=B"]', 'expected the name of a variable'],
    [{ env: { 'A\0B': 'x' } }, String.raw`env["A\u0000B"]`, 'has a NUL byte'],
    [{ env: { A: 'x\0' } }, 'env.A', 'has a NUL byte'],
    [{ env: ['A=1', 2] }, 'env[1]', 'expected a string, got 2'],
    [{ env: ['A=\0'] }, 'env[0]', 'has a NUL byte'],
    [{ env: sparse('A=1') }, 'env[1]', 'expected a string, got undefined'],
    [{ files: 3 }, 'files', 'expected an array, got 3'],
    [{ files: new Int32Array(3) }, 'files', 'expected an array'],
    [{ files: [0, 1, -2] }, 'files[2]', 'expected an integer from -1 to 2147483583, got -2'],
    [{ files: [0, 1.5] }, 'files[1]', integers.source.replace('\\d+ to', '-1 to')],
    [{ files: [Number.NaN] }, 'files[0]', /got NaN$/],
    [{ files: [2 ** 31] }, 'files[0]', /got 2147483648$/],
    [{ files: ['0'] }, 'files[0]', /got "0"$/],
    [{ files: [0n] }, 'files[0]', /got 0n$/],
    [{ files: sparse(0, 1) }, 'files[2]', /got undefined$/],
    [{ files: ['inherit'] }, 'files[0]', /got "inherit"$/],
    [{ sys: null }, 'sys', 'expected an object, got null'],
    [{ sys: true }, 'sys', 'expected an object, got true'],
    [{ sys: () => {} }, 'sys', 'expected an object, got a function'],
    [{ sys: new Map() }, 'sys', 'iterable'],
  ])('%o: %s', (attr, path, problem) => {
    const text = typeof problem === 'string' && problem.startsWith('^') ? new RegExp(problem) : problem;
    expectRefused(refusal('a', ['a'], attr), path, text);
  });
});
