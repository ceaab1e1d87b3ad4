/** --print-spec, --spec, and the published schema of what stands between them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forkexec, missing } from './command.js';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'forkexec-spec-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

const schema = JSON.parse(readFileSync(new URL('../../schemas/spec.schema.json', import.meta.url), 'utf8')) as object;
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

const file = (spec: unknown): string => {
  const name = join(dir, 'spec.json');
  writeFileSync(name, typeof spec === 'string' ? spec : JSON.stringify(spec));
  return name;
};

/** Option lines that between them have every attribute. */
const lines: readonly (readonly string[])[] = [
  ['-rpm', '--mount-proc', '--hostname', 'box', '--setgroups=deny', '-w', '/tmp'],
  ['-UiuCn', '--map-users=0:5:3', '--map-groups', '0:7:1', '--setgroups', 'allow', '--propagation=slave', '-m'],
  ['--reuid', 'root', '--init-groups', '--ambient-caps=-all,+kill', '--inh-caps=+kill', '--bounding-set=-all,+kill'],
  [
    '--ruid=5',
    '--rgid=6',
    '--groups=7,8',
    '--securebits=+noroot',
    '--nnp',
    '--keep-caps',
    '-r',
    '--setgroups=allow',
  ].slice(0, 5),
  ['--setsid', '--pdeathsig=TERM', '--nice=5', '--umask=027', '--ignore-signal=HUP', '--block-signal'],
  [
    '--rlimit=nofile=5:9',
    '--core=0:unlimited',
    '--clear-env',
    '-E',
    'A=1',
    '-a',
    'name',
    '--into-cgroup=/sys/fs/cgroup',
  ],
  ['--init', '--setsid', '--mount-proc'],
  ['-T', '--monotonic=86400', '--boottime=-5', '--pgid=0', '--preserve-fd=4', '-R', '/'],
  ['--landlock-access=fs:write-file', '--landlock-rule=path-beneath::/tmp', '--landlock-access=net', '--nnp'],
];

describe('options, a file, and the plan of both', () => {
  test.for(lines)('%j', (options) => {
    const printed = forkexec([...options, '--print-spec', '--', 'sh', '-c', 'id']);
    expect(printed).toMatchObject({ status: 0, stderr: '' });
    const spec = JSON.parse(printed.stdout) as object;
    expect(validate(spec), JSON.stringify(validate.errors)).toBe(true);
    const expected = forkexec(['plan', ...options, '--', 'sh', '-c', 'id']);
    expect(expected.status).toBe(0);
    expect(forkexec(['plan', '--spec', file(spec)])).toEqual(expected);
    expect(forkexec(['plan', '--spec=-'], { input: printed.stdout })).toEqual(expected);
    expect(forkexec(['--print-spec', '--spec', file(spec)])).toEqual(printed);
  });
});

test('a file is run, with what the command line says on top', () => {
  const spec = {
    program: 'sh',
    argv: ['sh', '-c', 'umask; nice; echo $A'],
    env: { A: 'file' },
    sys: { umask: '077', nice: 3 },
  };
  const nice = Number(forkexec(['nice']).stdout);
  expect(forkexec(['--spec', file(spec)])).toMatchObject({ status: 0, stdout: `0077\n${nice + 3}\nfile\n` });
  expect(forkexec(['--spec', file(spec), '--umask=022', '-E', 'A=line'])).toMatchObject({
    stdout: `0022\n${nice + 3}\nline\n`,
  });
  expect(forkexec(['--spec', file(spec), 'sh', '-c', 'umask'])).toMatchObject({ stdout: '0077\n' });
  expect(forkexec(['--spec', file({ program: 'umask-is-no-program' })])).toMatchObject({ status: 127 });
});

test('namespaces of a file and of the command line come together', () => {
  const { stdout } = forkexec([
    'plan',
    '--spec',
    file({ sys: { cloneflags: 'NEWNET', unshareflags: 'NEWNS' } }),
    '-um',
    'true',
  ]);
  expect(stdout).toMatch(/^clone {3}NEWUTS\|NEWNET\|PIDFD\n[^]*unshare NEWNS/);
});

describe('supervision beside a file', () => {
  test('the file’s init, session and group are known to it', ({ skip }) => {
    const why = missing('root');
    skip(why !== undefined, why);
    const sleeper = { program: 'sleep', argv: ['sleep', '99'] };
    const alike: readonly (readonly [sys: object, option: string])[] = [
      [{ cloneflags: 'NEWPID', init: true }, '--init'],
      [{ setsid: true }, '--setsid'],
      [{ setpgid: true }, '--pgid=0'],
    ];
    for (const [sys, option] of alike) {
      const spec = file({ ...sleeper, sys });
      const expected = forkexec(['plan', option, '--timeout=5', 'sleep', '99']);
      expect(expected.status).toBe(0);
      expect(forkexec(['plan', '--spec', spec, '--timeout=5'])).toEqual(expected);
      expect(forkexec(['--spec', spec, '--timeout=0.05'])).toMatchObject({ status: 124, stderr: '' });
    }
    const joins = file({ ...sleeper, sys: { setpgid: true, pgid: 7 } });
    expect(forkexec(['plan', '--spec', joins, '--timeout=5']).stderr).toMatch(/^forkexec: --timeout: cannot be comb/);
  });

  test('--exec, and trace', () => {
    const spec = file({ program: 'sh', argv: ['sh', '-c', 'umask'], sys: { umask: '077' } });
    expect(forkexec(['--spec', spec, '--exec'])).toMatchObject({ status: 0, stdout: '0077\n' });
    const traced = forkexec(['trace', '-e', 'umask', '--spec', spec]);
    expect(traced).toMatchObject({ status: 0, stdout: '0077\n' });
    expect(traced.stderr).toMatch(/^umask\(/m);
  });

  const elsewhere = [
    ['run', '--timeout=5', '--timeout'],
    ['run', '-k5', '--kill-after'],
    ['run', '--pid-file=x', '--pid-file'],
    ['run', '--json-status-fd=3', '--json-status-fd'],
    ['run', '--exec', '--exec'],
    ['trace', '--output=x', '--output'],
    ['trace', '--filter=read', '--filter'],
    ['trace', '-t', '--clock, --relative'],
    ['trace', '-c', '--summary'],
  ] as const;
  test.for(elsewhere)('%s %s is not in a file', ([name, option, spelled]) => {
    expect(forkexec([name, option, '--print-spec', 'true'])).toMatchObject({
      status: 125,
      stdout: '',
      stderr: `forkexec: ${spelled}: is none of the launch's attributes, which --print-spec prints: say it beside --spec\n`,
    });
  });
});

describe('what is refused', () => {
  const wrong: readonly (readonly [spec: unknown, message: RegExp])[] = [
    ['{', /JSON/],
    [[], /: expected an object, \{ "program": … \}$/],
    [{ programm: 'id' }, /: programm: unknown key, did you mean 'program'\?$/],
    [{ program: 5 }, /: program: expected the name of a program$/],
    [{ program: 'id', argv: 'id' }, /: argv: expected an array of strings/],
    [{ program: 'id', argv: [] }, /: argv: expected an array of strings/],
    [{ program: 'id', sys: { hostnam: 'x' } }, /: sys\.hostnam: unknown attribute, did you mean 'hostname'\?$/],
    [
      { program: 'id', sys: { credential: { uid: 1, gid: 1, groops: [] } } },
      /: sys\.credential\.groops: unknown attribute/,
    ],
    [
      { program: 'id', sys: { uidMappings: [{ containerID: 0, hostID: 0 }] } },
      /: sys\.uidMappings\[0\]\.size: expected/,
    ],
    [{ program: 'id', env: { 'A=B': '' } }, /: env\["A=B"\]: expected the name/],
    [{ program: 'id', sys: 5 }, /: sys: expected an object/],
    [{ program: 'id', sys: null }, /: sys: expected an object/],
    [{ program: 'id', sys: { credential: null } }, /: sys\.credential: expected an object/],
    [{ program: 'id', env: null }, /: env: expected/],
    [{ program: 'id', files: null }, /: files: expected an array/],
    [{ program: 'id', landlock: null }, /: landlock: expected an object/],
    [{ program: 'id', landlock: {} }, /: landlock: restricts nothing/],
    [{ program: 'id', sys: { cloneflags: {} } }, /: sys\.cloneflags: expected/],
    [{ sys: {} }, /no program to run$/],
  ];

  test.for(wrong)('%j', ([spec, message]) => {
    const name = file(spec);
    const { status, stdout, stderr } = forkexec(['--spec', name]);
    expect({ status, stdout }).toEqual({ status: 125, stdout: '' });
    expect(stderr.split('\n')[0]).toMatch(message);
    if (typeof spec === 'object' && !Array.isArray(spec) && !/no program/.test(stderr)) {
      const restricts = Boolean((spec as { landlock?: unknown }).landlock);
      expect(validate(spec)).toBe(restricts);
    }
  });

  test('a file that is not there', () => {
    expect(forkexec(['--spec', '/nowhere', 'id'])).toMatchObject({
      status: 125,
      stderr: 'forkexec: --spec: /nowhere: ENOENT\n',
    });
  });

  test('a number that JSON has not', () => {
    const { stderr } = forkexec(['--print-spec', '--as=18446744073709551614', 'true']);
    expect(stderr).toBe('forkexec: --print-spec: as: 18446744073709551614 is more than a number of JSON can say\n');
  });

  test('a contradiction, before anything is printed', () => {
    expect(forkexec(['--print-spec', '--share-net', 'true'])).toMatchObject({ status: 125, stdout: '' });
    expect(forkexec(['--print-spec', '--wd', '', 'true'])).toMatchObject({
      status: 125,
      stdout: '',
      stderr: "forkexec: --wd: expected a path, not ''\n",
    });
  });
});

test('a plan of a file needs no privilege', ({ skip }) => {
  const why = missing('root', '/usr/bin/setpriv');
  skip(why !== undefined, why);
  const spec = file({ program: '/bin/true', sys: { cloneflags: 'NEWNET', credential: { uid: 1, gid: 1 } } });
  expect(forkexec(['--reuid', '54321', '--regid', '54321', '--clear-groups', 'cat', spec]).status).toBe(1);
  expect(forkexec(['plan', '--spec', spec]).status).toBe(0);
});
