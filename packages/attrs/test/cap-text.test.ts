import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CAP_CHOWN,
  CAP_KILL,
  CAP_NET_ADMIN,
  CAP_SETUID,
  CAPABILITIES,
  type Caps,
  capSet,
  capsFromText,
  capsToText,
} from '../src/index.js';
import { kernelLastCap, libcapFromTexts, libcapMissing, libcapToTexts } from './libcap.js';

const all = 2n ** 41n - 1n;
const none = { effective: 0n, permitted: 0n, inheritable: 0n };
const word = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
/** Sets as they occur (few, or nearly all), and any. */
const set = fc.oneof(word, fc.constantFrom(0n, all), fc.subarray(Object.values(CAPABILITIES)).map(capSet));
const sets: fc.Arbitrary<Caps> = fc.record({ effective: set, permitted: set, inheritable: set });

describe('capsFromText', () => {
  const setuidNet = capSet([CAP_SETUID, CAP_NET_ADMIN]);
  const chown = capSet([CAP_CHOWN]);
  test.each<[string, Partial<Caps>]>([
    ['', {}],
    ['=', {}],
    [' \t\n', {}],
    ['cap_setuid,cap_net_admin+ep', { effective: setuidNet, permitted: setuidNet }],
    ['=ep', { effective: all, permitted: all }],
    ['all=i cap_chown-e', { inheritable: all }],
    ['all=i cap_chown-i', { inheritable: all & ~chown }],
    ['=eip cap_chown-p', { effective: all, inheritable: all, permitted: all & ~chown }],
    ['=e cap_chown=', { effective: all & ~chown }],
    ['cap_chown=ep-e+i', { permitted: chown, inheritable: chown }],
    ['=e cap_chown=+p', { effective: all & ~chown, permitted: chown }],
    ['=ep cap_chown=-e', { effective: all & ~chown, permitted: all & ~chown }],
    ['CAP_CHOWN,Cap_Kill=e', { effective: capSet([CAP_CHOWN, CAP_KILL]) }],
    ['0,0x5,014+i 63+p', { inheritable: capSet([CAP_CHOWN, CAP_KILL, CAP_NET_ADMIN]), permitted: 1n << 63n }],
    ['=e 63-e', { effective: all }],
  ])("'%s'", (text, expected) => expect(capsFromText(text)).toEqual({ ...none, ...expected }));

  test('the highest capability of `all` can be told', () => {
    expect(capsFromText('=e all+p', 37)).toEqual({ ...none, effective: 2n ** 38n - 1n, permitted: 2n ** 38n - 1n });
    for (const last of [-1, 64, 1.5, NaN]) expect(() => capsFromText('=e', last)).toThrow(RangeError);
  });

  test.each([
    ['chown=ep', `unknown capability 'chown', did you mean 'cap_chown'?`],
    ['cap_net_admn+e', `unknown capability 'cap_net_admn', did you mean 'cap_net_admin'?`],
    ['cap_chown,=e', `unknown capability ''`],
    ['64=ep', `capability '64' is above 63`],
    ['08=e', `unknown capability '08'`],
    ['cap_chown', `'=', '+' or '-' is missing`],
    ['+ep', `without capabilities in front only '=' and letters of e, i, p are allowed`],
    ['=e+p', `without capabilities in front only '=' and letters of e, i, p are allowed`],
    ['cap_chown+', `after the capabilities come '=', '+' or '-' and letters of e, i, p`],
    ['cap_chown=EP', `after the capabilities come '=', '+' or '-' and letters of e, i, p`],
    ['cap_chown=e=p', `after the capabilities come '=', '+' or '-' and letters of e, i, p`],
  ])("refuses '%s', naming the clause", (clause, why) => {
    const message = `capability clause '${clause}': ${why}`;
    expect(() => capsFromText(`=p ${clause} all+e`)).toThrow(new SyntaxError(message));
  });

  test('refuses other types', () => {
    for (const value of [1, null, undefined, ['=e']]) expect(() => capsFromText(value as never)).toThrow(TypeError);
  });
});

describe('capsToText', () => {
  test.each<[Partial<Caps>, string]>([
    [{}, '='],
    [{ effective: all, permitted: all }, '=ep'],
    [{ effective: 3n, permitted: 1n }, 'cap_chown=ep cap_dac_override+e'],
    [{ effective: all, permitted: all & ~1n }, '=ep cap_chown-p'],
    [{ inheritable: all & ~1n, permitted: 1n }, '=i cap_chown+p-i'],
    [{ permitted: 1n << 41n }, '= 41+p'],
    [{ permitted: (1n << 41n) | 1n }, 'cap_chown=p 41+p'],
  ])('%o', (caps, text) => expect(capsToText({ ...none, ...caps })).toBe(text));

  test('the highest capability that goes without saying can be told', () => {
    const older = 2n ** 38n - 1n;
    expect(capsToText({ ...none, effective: older }, 37)).toBe('=e');
    expect(capsToText({ ...none, effective: older })).toBe('=e cap_perfmon,cap_bpf,cap_checkpoint_restore-e');
    expect(() => capsToText(none, 64)).toThrow(RangeError);
  });

  test.each([-1n, 1n << 64n, 5, undefined, null])('refuses %s as a set', (permitted) => {
    const message = /^permitted must be a bigint from 0 to 2\^64-1, not /;
    expect(() => capsToText({ ...none, permitted: permitted as bigint })).toThrow(message);
  });
});

test('text and back, for any three sets of 64 bits', () => {
  fc.assert(
    fc.property(sets, fc.nat(63), (caps, last) => {
      expect(capsFromText(capsToText(caps, last), last)).toEqual(caps);
    }),
  );
});

describe('libcap', () => {
  const missing = libcapMissing();
  const names = [
    'all',
    'ALL',
    ...Object.keys(CAPABILITIES).map((name) => name.toLowerCase()),
    'CAP_BPF',
    'chown',
    'cap_nope',
  ];
  const item = fc.oneof(
    fc.constantFrom(...names),
    fc.nat(70).map(String),
    fc.constantFrom('0x1f', '077', '08', '0x', '', '_'),
  );
  const action = fc.tuple(
    fc.constantFrom('=', '+', '-', '=', '=+', '=-'),
    fc.string({ unit: fc.constantFrom('e', 'i', 'p'), maxLength: 4 }),
  );
  const clause = fc.tuple(fc.array(item, { maxLength: 4 }), fc.array(action, { maxLength: 3 }));
  const formed = fc
    .array(
      clause.map(([items, actions]) => items.join(',') + actions.flat().join('')),
      { maxLength: 4 },
    )
    .chain((clauses) => fc.constantFrom(' ', '\n', '\t ').map((space) => clauses.join(space)));
  const soup = fc.string({
    unit: fc.constantFrom(
      'e',
      'i',
      'p',
      '=',
      '+',
      '-',
      ',',
      ' ',
      '\n',
      '0',
      'x',
      '8',
      'E',
      'all',
      '_',
      'cap_chown',
      'cap_bpf',
    ),
    maxLength: 12,
  });

  test('reads every text the same and prints the same for it', ({ skip }) => {
    skip(missing !== undefined, missing);
    const last = kernelLastCap();
    const texts = [...fc.sample(formed, 3000), ...fc.sample(soup, 3000)];
    const theirs = libcapFromTexts(texts);
    texts.forEach((text, i) => {
      const ours = read(text, last);
      expect(ours && { ...ours, text: capsToText(ours, last) }, JSON.stringify(text)).toEqual(theirs[i]);
    });
    // The comparison is worth nothing if one side of it never came up.
    expect(theirs.filter((answer) => answer).length).toBeGreaterThan(500);
    expect(theirs.filter((answer) => !answer).length).toBeGreaterThan(500);
  });

  test('prints every three sets the same', ({ skip }) => {
    skip(missing !== undefined, missing);
    const last = kernelLastCap();
    const given = fc.sample(sets, 1000);
    expect(given.map((caps) => capsToText(caps, last))).toEqual(libcapToTexts(given));
  });
});

function read(text: string, last: number): Caps | undefined {
  try {
    return capsFromText(text, last);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
