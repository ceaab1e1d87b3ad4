import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SIGNALS, signalName, signalNumber, SIGRTMAX, SIGRTMIN } from '../src/index.js';

describe('signalNumber', () => {
  test.each(Object.entries(SIGNALS))('%s in every spelling', (name, number) => {
    const bare = name.slice(3);
    for (const word of [name, bare, name.toLowerCase(), bare.toLowerCase(), number, String(number)]) {
      expect(signalNumber(word)).toBe(number);
    }
  });

  test.each([
    ['SIGRTMIN', SIGRTMIN],
    ['rtmin+3', 37],
    ['SIGRTMIN+30', SIGRTMAX],
    ['RTMAX', SIGRTMAX],
    ['SIGRTMAX-14', 50],
    ['SIGRTMAX-30', SIGRTMIN],
    ['SIG33', 33],
    [64, 64],
  ])('%s', (signal, number) => expect(signalNumber(signal)).toBe(number));

  test.each([
    ['SIGTREM', `unknown signal 'SIGTREM', did you mean 'SIGTERM'?`],
    ['hub', `unknown signal 'hub', did you mean 'SIGHUP'?`],
    ['RTMN', `unknown signal 'RTMN', did you mean 'SIGRTMIN'?`],
    ['', `unknown signal ''`],
    ['SIG', `unknown signal 'SIG'`],
    ['SIG9', `unknown signal 'SIG9'`],
    ['SIGSIGTERM', `unknown signal 'SIGSIGTERM'`],
    ['TERM ', `unknown signal 'TERM ', did you mean 'SIGTERM'?`],
    ['__proto__', `unknown signal '__proto__'`],
    ['RTMIN-1', `unknown signal 'RTMIN-1', did you mean 'SIGRTMIN'?`],
    ['RTMIN+31', `signal 'RTMIN+31' is not between SIGRTMIN (34) and SIGRTMAX (64)`],
    ['RTMAX-31', `signal 'RTMAX-31' is not between SIGRTMIN (34) and SIGRTMAX (64)`],
    [0, 'signal must be a name or an integer from 1 to 64, not 0'],
    [65, 'signal must be a name or an integer from 1 to 64, not 65'],
    ['65', `signal must be a name or an integer from 1 to 64, not '65'`],
    [1.5, 'signal must be a name or an integer from 1 to 64, not 1.5'],
    [-9, 'signal must be a name or an integer from 1 to 64, not -9'],
  ])('refuses %s', (signal, message) => expect(() => signalNumber(signal)).toThrow(new RangeError(message)));

  test.each([null, undefined, true, {}, 9n, ['SIGTERM']])('refuses the type of %s', (signal) => {
    expect(() => signalNumber(signal as number)).toThrow(TypeError);
  });
});

describe('signalName', () => {
  test.each([
    [6, 'SIGABRT'],
    [17, 'SIGCHLD'],
    [29, 'SIGIO'],
    [31, 'SIGSYS'],
    [32, 'SIG32'],
    [33, 'SIG33'],
    [34, 'SIGRTMIN'],
    [37, 'SIGRTMIN+3'],
    [49, 'SIGRTMIN+15'],
    [50, 'SIGRTMAX-14'],
    [64, 'SIGRTMAX'],
  ])('%i is %s', (number, name) => expect(signalName(number)).toBe(name));

  test('and back, for every signal', () => {
    for (let n = 1; n <= SIGRTMAX; n++) expect(signalNumber(signalName(n))).toBe(n);
  });

  test.each([0, 65, -1, NaN])('refuses %s', (n) => expect(() => signalName(n)).toThrow(RangeError));
});

test('no text gives anything but a signal or a RangeError', () => {
  const piece = fc.constantFrom('SIG', 'sig', 'RTMIN', 'RTMAX', '+', '-', '1', '9', 'TERM', ' ');
  const text = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join('')),
  );
  fc.assert(
    fc.property(text, (word) => {
      try {
        const number = signalNumber(word);
        expect(Number.isInteger(number) && number >= 1 && number <= SIGRTMAX).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
    { numRuns: 2000 },
  );
});
