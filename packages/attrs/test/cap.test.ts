import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CAP_BITS,
  CAP_LAST_CAP,
  CAPABILITIES,
  capName,
  capNumber,
  capSet,
  capSetNames,
  capToIndex,
  capToMask,
} from '../src/index.js';

describe('capNumber', () => {
  test.each(Object.entries(CAPABILITIES))('%s in every spelling', (name, number) => {
    const bare = name.slice(4);
    for (const word of [name, bare, name.toLowerCase(), bare.toLowerCase(), number, String(number)]) {
      expect(capNumber(word)).toBe(number);
    }
    expect(capName(number)).toBe(name);
  });

  test.each([
    ['net_admn', `unknown capability 'net_admn', did you mean 'CAP_NET_ADMIN'?`],
    ['CAP_SYSADMIN', `unknown capability 'CAP_SYSADMIN', did you mean 'CAP_SYS_ADMIN'?`],
    ['', `unknown capability ''`],
    ['toString', `unknown capability 'toString'`],
    ['cap_cap_chown', `unknown capability 'cap_cap_chown'`],
    ['bpf\n', `unknown capability 'bpf\\x0a', did you mean 'CAP_BPF'?`],
    ['cap_kıll', `unknown capability 'cap_kıll', did you mean 'CAP_KILL'?`],
    ['\u{1f600}'.repeat(31), `unknown capability '${'\u{1f600}'.repeat(30)}…'`],
    [`x${'\u{1f600}'.repeat(31)}`, `unknown capability 'x${'\u{1f600}'.repeat(29)}\\ud83d…'`],
    [64, 'capability must be a name or an integer from 0 to 63, not 64'],
    ['64', `capability must be a name or an integer from 0 to 63, not '64'`],
    [-1, 'capability must be a name or an integer from 0 to 63, not -1'],
    [1.5, 'capability must be a name or an integer from 0 to 63, not 1.5'],
    [NaN, 'capability must be a name or an integer from 0 to 63, not NaN'],
  ])('refuses %s', (cap, message) => expect(() => capNumber(cap)).toThrow(new RangeError(message)));

  test.each([null, undefined, true, {}, [12], 12n, Symbol('x')])('refuses the type of %s', (cap) => {
    expect(() => capNumber(cap as number)).toThrow(TypeError);
  });
});

test('-0 is 0', () => expect(capNumber(-0)).toBe(0));

test('capabilities that have no name yet go by their number', () => {
  for (let cap = CAP_LAST_CAP + 1; cap < CAP_BITS; cap++) {
    expect(capName(cap)).toBe(String(cap));
    expect(capNumber(capName(cap))).toBe(cap);
  }
  for (const cap of [-1, 64, 0.5]) expect(() => capName(cap)).toThrow(RangeError);
});

test('index and mask say where a capability stands, unsigned', () => {
  expect([capToIndex(0), capToMask(0)]).toEqual([0, 1]);
  expect([capToIndex('CAP_SETFCAP'), capToMask('CAP_SETFCAP')]).toEqual([0, 0x80000000]);
  expect([capToIndex(40), capToMask('checkpoint_restore')]).toEqual([1, 0x100]);
  for (let cap = 0; cap < CAP_BITS; cap++) {
    expect((BigInt(capToMask(cap)) << BigInt(32 * capToIndex(cap))).toString()).toBe(capSet([cap]).toString());
  }
  for (const call of [capToIndex, capToMask]) expect(() => call(64)).toThrow(RangeError);
});

describe('sets', () => {
  test('names and back', () => {
    expect(capSet([])).toBe(0n);
    expect(capSet(['net_admin', 'CAP_CHOWN', 12])).toBe(0x1001n);
    expect(capSetNames(0x20000001001n)).toEqual(['CAP_CHOWN', 'CAP_NET_ADMIN', '41']);
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (set) => {
        expect(capSet(capSetNames(set))).toBe(set);
      }),
    );
  });

  test.each([-1n, 1n << 64n, 1, undefined])('refuses %s as a set', (set) => {
    expect(() => capSetNames(set as bigint)).toThrow(/^set must be a bigint from 0 to 2\^64-1, not /);
  });

  test('are read as capsh reads them', ({ skip }) => {
    const capsh = find('capsh', '/sbin/capsh', '/usr/sbin/capsh');
    skip(capsh === undefined, 'needs capsh (Debian: libcap2-bin)');
    for (const set of [
      0n,
      1n,
      0x1ffffffffffn,
      0xa80425fbn,
      ...fc.sample(fc.bigInt({ min: 0n, max: 2n ** 41n - 1n }), 10),
    ]) {
      const hex = set.toString(16).padStart(16, '0');
      const text = execFileSync(capsh!, [`--decode=${hex}`], { encoding: 'utf8' });
      expect(`0x${hex}=${capSetNames(set).join(',').toLowerCase()}\n`).toBe(text);
    }
  });
});

/** The first of these commands that runs. */
function find(...commands: string[]): string | undefined {
  return commands.find((command) => {
    try {
      execFileSync(command, ['--decode=1'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}
