import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatPlan, formatStep, formatStepBriefly } from '../src/format.js';
import { cut, list, quote, word } from '../src/format-text.js';
import { type ArgKind, type OpName, opNames, ops, type Step } from '../src/ops.js';
import type { Plan } from '../src/plan.js';

/** What a terminal could act on, or a reader could not see; the end of a line is the printer's own. */
const unprintable = /[^\P{C}\n]|[^\P{Z} ]/u;

const anyString = fc.string({ unit: 'binary', maxLength: 30 });
const samples: { readonly [K in ArgKind]: fc.Arbitrary<unknown> } = {
  int: fc.integer(),
  fd: fc.nat(),
  u32: fc.nat(),
  u64: fc.oneof(fc.nat(), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
  bool: fc.boolean(),
  str: anyString,
  'str?': fc.option(anyString),
  bytes: anyString,
  strs: fc.array(anyString, { maxLength: 4 }),
  'strs?': fc.option(fc.array(anyString, { maxLength: 4 })),
  strs2: fc.array(anyString, { minLength: 2, maxLength: 4 }),
  u32s: fc.array(fc.nat(), { maxLength: 4 }),
};

function stepsOf(op: OpName): fc.Arbitrary<Step> {
  const args = Object.entries<ArgKind>(ops[op].args).map(([name, kind]) => [name, samples[kind]] as const);
  return fc.record({ op: fc.constant(op), ...Object.fromEntries(args) }) as fc.Arbitrary<Step>;
}

const print = (env: readonly string[] | null) =>
  formatPlan({ clone: { flags: 0 }, parent: [], child: [{ op: 'execveat', fd: 5, argv: ['x'], env }] });

describe('formatPlan', () => {
  test('clone, parent and child, each with its own numbers', () => {
    const plan: Plan = {
      clone: { flags: 0x10000000 },
      parent: [
        { op: 'writeFile', path: '/proc/<pid>/uid_map', data: '0 1000 1', optional: false },
        { op: 'writeFile', path: '/proc/<pid>/setgroups', data: 'deny', optional: true },
        { op: 'writeFile', path: '/proc/<pid>/gid_map', data: '0 1000 1', optional: false },
      ],
      child: [
        { op: 'hold' },
        { op: 'setsid' },
        { op: 'unshare', flags: 0x20000 },
        { op: 'mount', source: 'none', target: '/', type: null, flags: 0x44000, data: null },
        { op: 'chdir', path: '/srv' },
        { op: 'dup3', from: 21, to: 0, cloexec: false },
        {
          op: 'execve',
          path: '/bin/sh',
          argv: ['sh', '-c', 'id'],
          env: Array.from({ length: 12 }, (_, i) => `V${i}=`),
        },
      ],
    };
    expect(formatPlan(plan)).toBe(
      [
        'clone   NEWUSER|PIDFD',
        'parent  1  writeFile /proc/<pid>/uid_map "0 1000 1"',
        '        2  writeFile /proc/<pid>/setgroups "deny"',
        '        3  writeFile /proc/<pid>/gid_map "0 1000 1"',
        'child   1  hold',
        '        2  setsid',
        '        3  unshare NEWNS',
        '        4  mount none on / (MS_REC|MS_PRIVATE)',
        '        5  chdir /srv',
        '        6  dup3 21 -> 0',
        '        7  execve /bin/sh ["sh","-c","id"]     (12 variables)',
      ].join('\n'),
    );
  });

  test('no parent section without parent steps; the numbers of ten steps stand below each other', () => {
    const child: Step[] = [...Array.from({ length: 9 }, () => ({ op: 'setsid' }) as const), { op: 'exit', status: 3 }];
    const lines = formatPlan({ clone: { flags: 0 }, parent: [], child }).split('\n');
    expect(lines[0]).toBe('clone   PIDFD');
    expect(lines[1]).toBe('child    1  setsid');
    expect(lines[9]).toBe('         9  setsid');
    expect(lines[10]).toBe('        10  exit 3');
    expect(lines).toHaveLength(11);
  });

  test('newuidmap as it will be started', () => {
    const argv = ['newuidmap', '<pid>', '0', '1000', '1', '1', '100000', '65536'];
    const started = (path: string) => formatStep({ op: 'newidmap', path, argv });
    expect(started('/usr/bin/newuidmap')).toBe('newidmap /usr/bin/newuidmap <pid> 0 1000 1 1 100000 65536');
    expect(started('/a b')).toMatch(/^newidmap "\/a b" <pid> 0/);
  });

  test('both sections have one width, the wider one', () => {
    const parent = Array.from({ length: 10 }, () => ({ op: 'joinCgroup', fd: 3 }) as const);
    const lines = formatPlan({ clone: { flags: 0 }, parent, child: [{ op: 'exit', status: 0 }] }).split('\n');
    expect(lines[1]).toBe('parent   1  joinCgroup 3');
    expect(lines[10]).toBe('        10  joinCgroup 3');
    expect(lines[11]).toBe('child    1  exit 0');
  });

  test('a cgroup stands beside the flags, whatever its descriptor', () => {
    const plan: Plan = { clone: { flags: 0, cgroupFd: 0 }, parent: [], child: [{ op: 'exit', status: 0 }] };
    expect(formatPlan(plan)).toMatch(/^clone {3}PIDFD {5}\(into the cgroup of descriptor 0\)\n/);
  });

  test('the environment is counted, never printed', () => {
    expect(print(['TOKEN=secret'])).toContain('1  execveat 5 ["x"]     (1 variable)');
    expect(print(['TOKEN=secret'])).not.toContain('secret');
    expect(print([])).toContain('(0 variables)');
    expect(print(null)).toContain("(the caller's environment)");
  });

  test('nothing that a terminal could act on is printed, whatever the strings are', () => {
    const step = fc.oneof(...opNames.map(stepsOf));
    const plan = fc.record({
      clone: fc.record({ flags: fc.nat() }),
      parent: fc.array(step, { maxLength: 2 }),
      child: fc.array(step, { minLength: 1, maxLength: 12 }),
    });
    fc.assert(
      fc.property(plan, (p) => {
        const printed = formatPlan(p);
        expect(printed).not.toMatch(unprintable);
        expect(printed.split('\n')).toHaveLength(1 + p.parent.length + p.child.length);
      }),
    );
  });
});

describe('formatStep', () => {
  test.each<[Step, string]>([
    [{ op: 'hold' }, 'hold'],
    [{ op: 'setpgid', pgid: 0 }, 'setpgid 0'],
    [{ op: 'foreground', fd: 3, pgid: 0 }, 'foreground 3 (own group)'],
    [{ op: 'foreground', fd: 3, pgid: 77 }, 'foreground 3 (group 77)'],
    [{ op: 'unshare', flags: 0x7e020080 }, 'unshare NEWUSER|NEWTIME|NEWNS|NEWCGROUP|NEWUTS|NEWIPC|NEWPID|NEWNET'],
    [{ op: 'unshare', flags: 0x20400 }, 'unshare NEWNS|0x400'],
    [{ op: 'unshare', flags: 0 }, 'unshare 0'],
    [
      { op: 'writeFile', path: '/proc/self/gid_map', data: '0 1 1\n1 5 2\n', optional: false },
      String.raw`writeFile /proc/self/gid_map "0 1 1\n1 5 2\n"`,
    ],
    [{ op: 'joinCgroup', fd: 9 }, 'joinCgroup 9'],
    [{ op: 'sethostname', name: 'box' }, 'sethostname box'],
    [{ op: 'sethostname', name: '' }, 'sethostname ""'],
    [
      { op: 'mount', source: 'proc', target: '/proc', type: 'proc', flags: 14, data: null },
      'mount proc on /proc type proc (MS_NOSUID|MS_NODEV|MS_NOEXEC)',
    ],
    [
      { op: 'mount', source: null, target: '/my dir', type: 'tmpfs', flags: 0, data: 'mode=755,size=1m' },
      'mount null on "/my dir" type tmpfs (0) "mode=755,size=1m"',
    ],
    [
      { op: 'mount', source: 'a', target: 'b', type: null, flags: 2n ** 40n + 1n, data: null },
      'mount a on b (MS_RDONLY|0x10000000000)',
    ],
    [{ op: 'prlimit', resource: 7, soft: 1024, hard: 2n ** 64n - 1n }, 'prlimit nofile 1024:unlimited'],
    [{ op: 'prlimit', resource: 99, soft: 0, hard: 1n }, 'prlimit 99 0:1'],
    [{ op: 'setgroups', gids: [] }, 'setgroups []'],
    [{ op: 'setgroups', gids: [4, 24] }, 'setgroups [4,24]'],
    [{ op: 'dropBounding', caps: 2 ** 12 + 1 }, 'dropBounding cap_chown,cap_net_admin'],
    [{ op: 'dropBounding', caps: 2n ** 64n - 1n - 1n }, 'dropBounding all but cap_chown'],
    [{ op: 'dropBounding', caps: 2n ** 64n - 1n }, 'dropBounding all but none'],
    [{ op: 'setInheritable', caps: 0 }, 'setInheritable none'],
    [{ op: 'setInheritable', caps: 2 ** 13 }, 'setInheritable cap_net_raw'],
    [{ op: 'securebits', set: 3, clear: 4 }, 'securebits +NOROOT|NOROOT_LOCKED -NO_SETUID_FIXUP'],
    [{ op: 'securebits', set: 0, clear: 0x40 }, 'securebits -NO_CAP_AMBIENT_RAISE'],
    [{ op: 'umask', mask: 0o27 }, 'umask 0027'],
    [{ op: 'nice', increment: 5 }, 'nice +5'],
    [{ op: 'nice', increment: -5 }, 'nice -5'],
    [{ op: 'ignoreSignals', mask: 3 }, 'ignoreSignals SIGHUP|SIGINT'],
    [{ op: 'addCaps', caps: 2 ** 12 + 1 }, 'addCaps cap_chown,cap_net_admin'],
    [{ op: 'addCaps', caps: 2n ** 63n + 2n ** 40n }, 'addCaps cap_checkpoint_restore,63'],
    [{ op: 'raiseAmbient', cap: 12 }, 'raiseAmbient cap_net_admin'],
    [{ op: 'raiseAmbient', cap: 41 }, 'raiseAmbient 41'],
    [{ op: 'pdeathsig', signal: 15 }, 'pdeathsig SIGTERM'],
    [{ op: 'raiseIfOrphaned', signal: 35 }, 'raiseIfOrphaned SIGRTMIN+1'],
    [{ op: 'cloexecFrom', first: 3 }, 'cloexecFrom 3'],
    [{ op: 'dup3', from: 1, to: 9, cloexec: true }, 'dup3 1 -> 9 (O_CLOEXEC)'],
    [{ op: 'setCloexec', fd: 4, on: false }, 'setCloexec 4 off'],
    [{ op: 'setCloexec', fd: 4, on: true }, 'setCloexec 4 on'],
    [{ op: 'sigmask', mask: 0 }, 'sigmask 0'],
    [{ op: 'sigmask', mask: 2n ** 63n + 3n }, 'sigmask SIGHUP|SIGINT|SIGRTMAX'],
    [
      { op: 'execve', path: '/bin/my prog', argv: ['a b', 'c"d'], env: null },
      String.raw`execve "/bin/my prog" ["a b","c\"d"]`,
    ],
    [{ op: 'execveat', fd: 5, argv: [''], env: [] }, 'execveat 5 [""]'],
    [
      { op: 'execveSearch', paths: ['/bin/ls', 'my bin/ls'], argv: ['/bin/sh', 'ls', '-l'], env: null },
      'execveSearch /bin/ls:"my bin/ls" ["ls","-l"]',
    ],
    [{ op: 'setBlocking', fd: 1 }, 'setBlocking 1'],
  ])('%o', (step, text) => {
    expect(formatStep(step)).toBe(text);
  });

  test('every op begins with its own name', () => {
    for (const op of opNames) {
      fc.assert(
        fc.property(stepsOf(op), (step) => formatStep(step).split(' ')[0] === op),
        { numRuns: 5 },
      );
    }
  });

  test('for a message it is cut, whatever its arguments are', () => {
    const step: Step = { op: 'execve', path: '/bin/echo', argv: ['echo', 'x'.repeat(1 << 20)], env: null };
    expect(formatStepBriefly(step)).toHaveLength(200);
    expect(formatStepBriefly(step)).toMatch(/^execve \/bin\/echo \["echo","x+…$/);
    expect(formatStepBriefly({ op: 'chdir', path: '/srv' })).toBe('chdir /srv');
  });
});

describe('strings', () => {
  test.each([
    ['/srv/data', '/srv/data'],
    ['/srv/größe', '/srv/größe'],
    ['', '""'],
    ['/a b', '"/a b"'],
    ["it's", `"it's"`],
    ['\u001b[31m', String.raw`"\u001b[31m"`],
    ['\u009b31m', String.raw`"\u009b31m"`],
    ['\u007f', String.raw`"\u007f"`],
    ['a\u202eb', String.raw`"a\u202eb"`],
    ['a\u2028b', String.raw`"a\u2028b"`],
    ['a\u00a0b', String.raw`"a\u00a0b"`],
    ['a\u{e0041}b', String.raw`"a\udb40\udc41b"`],
    ['a\ud800', String.raw`"a\ud800"`],
    ['\t\r\n\b\f\0\\', String.raw`"\t\r\n\b\f\u0000\\"`],
  ])('%j is printed as %s', (text, printed) => {
    expect(word(text)).toBe(printed);
  });

  test('quoted, they are JSON, and nothing is lost', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => JSON.parse(quote(text)) === text));
    const strings = fc.array(fc.oneof(anyString, fc.string({ unit: fc.constantFrom('\ud800', '\udc00', 'a', '\\') })));
    fc.assert(
      fc.property(strings, (texts) => {
        expect(JSON.parse(list(texts))).toEqual(texts);
      }),
    );
  });

  test('a cut never leaves half of a character', () => {
    expect(cut('abc', 3)).toBe('abc');
    expect(cut('abcd', 3)).toBe('ab…');
    expect(cut('a\u{1f600}cd', 3)).toBe('a…');
  });
});
