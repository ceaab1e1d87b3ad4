import { describe, expect, test } from 'vitest';
import { InvalidAttrError } from '../../src/errors.js';
import { fit } from '../../src/landlock/fit.js';
import { readRules } from '../../src/landlock/rules.js';

function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof InvalidAttrError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('what is handled', () => {
  test.each<[object, object]>([
    [{ fs: [] }, { fs: 0xffff, net: 0, scope: 0 }],
    [{ net: [] }, { fs: 0, net: 3, scope: 0 }],
    [{ scoped: ['signal', 'abstract_unix_socket'] }, { fs: 0, net: 0, scope: 3 }],
    [{ handledAccessFs: ['execute', 'read_dir'] }, { fs: 9, net: 0, scope: 0 }],
    [
      { fs: [], handledAccessFs: ['execute'], handledAccessNet: ['bind_tcp'] },
      { fs: 1, net: 1, scope: 0 },
    ],
  ])('%j', (rules, handled) => expect(readRules(rules).handled).toEqual(handled));

  test('rules keep their order, their places and their rights', () => {
    const rules = {
      fs: [
        { path: '/', access: ['read_dir', 'READ_FILE'] },
        { path: { fd: 4 }, access: ['execute'] },
      ],
      net: [{ port: 443, access: ['connect_tcp'] }],
    };
    expect(readRules(rules)).toEqual({
      handled: { fs: 0xffff, net: 3, scope: 0 },
      fs: [
        { path: '/', access: 12, place: 'fs[0]' },
        { path: { fd: 4 }, access: 1, place: 'fs[1]' },
      ],
      net: [{ port: 443, access: 2 }],
    });
  });
});

test.each<[unknown, RegExp]>([
  [undefined, /^rules: expected an object/],
  [{}, /^rules: restricts nothing/],
  [{ scoped: [] }, /^rules: restricts nothing/],
  [{ paths: [] }, /^paths: unknown attribute/],
  [{ fs: '/usr' }, /^fs: expected an array/],
  [{ fs: [{ path: '/usr' }] }, /^fs\[0\]\.access: expected an array, got undefined/],
  [{ fs: [{ access: ['execute'] }] }, /^fs\[0\]\.path: expected a path, or \{ fd \}, got undefined/],
  [{ fs: [{ path: '', access: ['execute'] }] }, /^fs\[0\]\.path: expected a path/],
  [{ fs: [{ path: '/\0', access: ['execute'] }] }, /^fs\[0\]\.path: has a NUL byte/],
  [{ fs: [{ path: { fd: -1 }, access: ['execute'] }] }, /^fs\[0\]\.path\.fd: expected an integer/],
  [{ fs: [{ path: '/', access: ['exec'] }] }, /^fs\[0\]\.access\[0\]: unknown Landlock file right 'exec'/],
  [{ fs: [{ path: '/', access: [] }] }, /^fs\[0\]\.access: expected at least one right/],
  [{ fs: [{ path: '/', access: ['execute'], port: 1 }] }, /^fs\[0\]\.port: unknown attribute/],
  [{ fs: [{ path: '/', access: ['refer'] }], handledAccessFs: ['execute'] }, /^fs\[0\]\.access\[0\]: refer is not in/],
  [{ net: [{ port: 65536, access: ['bind_tcp'] }] }, /^net\[0\]\.port: expected an integer from 0 to 65535/],
  [{ net: [{ port: 1, access: ['read_file'] }] }, /^net\[0\]\.access\[0\]: unknown Landlock network right/],
  [{ scoped: ['signals'] }, /^scoped\[0\]: unknown Landlock scope 'signals', did you mean 'LANDLOCK_SCOPE_SIGNAL'/],
])('%j is refused', (rules, message) => expect(refusal(() => readRules(rules))).toMatch(message));

describe('an older kernel', () => {
  const asked = readRules({
    fs: [
      { path: '/', access: ['read_file', 'truncate'] },
      { path: '/dev', access: ['ioctl_dev'] },
    ],
    net: [{ port: 1, access: ['bind_tcp'] }],
    scoped: ['signal'],
  });

  test.each([
    [1, 'handledAccessFs: refer needs Landlock ABI 2, and this kernel has 1'],
    [2, 'handledAccessFs: truncate needs Landlock ABI 3, and this kernel has 2'],
    [3, 'handledAccessFs: ioctl_dev needs Landlock ABI 5, and this kernel has 3'],
    [5, 'scoped: signal needs Landlock ABI 6, and this kernel has 5'],
    [6, 'accepted'],
  ])('%d', (abi, message) =>
    expect(
      refusal(() => fit(asked, abi, false))
        .split(':')
        .slice(0, 2)
        .join(':'),
    ).toBe(message),
  );

  test('the network alone, at 3', () => {
    expect(refusal(() => fit(readRules({ net: [] }), 3, false))).toMatch(
      /^handledAccessNet: bind_tcp needs Landlock ABI 4, and this kernel has 3: leave it out, or ask for bestEffort$/,
    );
  });

  test('best effort: what is not known goes, with the rules of which nothing is left, and is told', () => {
    const { known, dropped } = fit(asked, 2, true);
    expect(dropped).toEqual(['truncate', 'ioctl_dev', 'bind_tcp', 'connect_tcp', 'signal']);
    expect(known.handled).toEqual({ fs: 0x3fff, net: 0, scope: 0 });
    expect(known.fs).toEqual([{ path: '/', access: 4, place: 'fs[0]' }]);
    expect(known.net).toEqual([]);
    expect(fit(asked, 6, true)).toEqual({ known: asked, dropped: [] });
  });
});
