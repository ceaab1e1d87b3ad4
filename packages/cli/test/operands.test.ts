import { describe, expect, test } from 'vitest';
import { parse } from '../src/options/parse.js';

describe('where the options end', () => {
  const ends: readonly (readonly [args: string[], operands: string[]])[] = [
    [
      ['-U', 'sh', '-c', 'id'],
      ['sh', '-c', 'id'],
    ],
    [
      ['sh', '--', '-U'],
      ['sh', '--', '-U'],
    ],
    [
      ['--', '-U', '--'],
      ['-U', '--'],
    ],
    [
      ['-U', '--', 'sh', '--help'],
      ['sh', '--help'],
    ],
    [
      ['A=1', 'sh'],
      ['A=1', 'sh'],
    ],
    [
      ['-', 'x'],
      ['-', 'x'],
    ],
    [
      ['', 'x'],
      ['', 'x'],
    ],
    [['--mount-proc', '/p'], ['/p']],
    [['-E', '--', 'sh'], ['sh']],
    [['-a', '-U', 'sh'], ['sh']],
    [['-UR', '/srv', 'sh'], ['sh']],
    [['-UR/srv', 'sh'], ['sh']],
    [['--argv0=', 'sh'], ['sh']],
    [['-U'], []],
    [[], []],
  ];
  test.each(ends)('%j: %j', (args, operands) => {
    expect(parse('run', args).operands).toEqual(operands);
  });

  test('the value of an option may look like one', () => {
    expect(parse('run', ['--argv0', '--user', 'sh']).ask).toMatchObject({ argv0: '--user', namespaces: new Set() });
  });

  test('json is for plan and doctor', () => {
    expect(parse('plan', ['--json']).ask.json).toBe(true);
    expect(parse('doctor', ['--json']).ask.json).toBe(true);
    expect(() => parse('run', ['--json'])).toThrow("unknown option '--json', it is one of forkexec plan, doctor");
    expect(() => parse('trace', ['--timeout=5'])).toThrow(
      "unknown option '--timeout', it is one of forkexec run, plan",
    );
    expect(() => parse('doctor', ['-U'])).toThrow("unknown option '-U'");
  });
});
