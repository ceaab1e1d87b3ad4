import { help, status, version } from './row.mjs';

/** @import { Row, Tool } from './row.mjs' */

const session = ['sh', '-c', 'set -- $(cut -d")" -f2- /proc/$$/stat); [ "$4" = $$ ] && echo leader; echo "tty $5"'];
const question = 'It starts nothing: a question to the system.';
const always = 'The program is always a new process, and always waited for.';

/** @type {Tool} */
export const setsid = {
  name: 'setsid',
  probe: session,
  versions: 'util-linux 2.38 and 2.42',
  line: (theirs, program) => ['setsid', '--wait', ...theirs, ...program],
  rows: [
    { option: 'setsid itself', ours: '--setsid', requests: [{ theirs: [], ours: ['--setsid'] }] },
    {
      option: '-c, --ctty',
      ours: '--ctty',
      test: 'kernel/terminal.test.ts: --ctty takes it, as setsid(1) does',
      why: 'No letter: -c is --map-current-user.',
    },
    { option: '-f, --fork', why: always },
    { option: '-w, --wait', why: always },
    help,
    version,
  ],
};

/** @type {Tool} */
export const chroot = {
  name: 'chroot',
  probe: ['/bin/grep', ...status.slice(1)],
  versions: 'coreutils 9.1 and 9.7',
  line: (theirs, program) => ['chroot', ...theirs, '/', ...program],
  rows: [
    {
      option: 'NEWROOT',
      ours: '-R, --root',
      requests: [{ theirs: [], ours: ['--root', '/'], program: ['/bin/pwd'], needs: 'root' }],
    },
    {
      option: '--groups',
      ours: '--groups',
      requests: [{ theirs: ['--groups=7,adm'], ours: ['--root', '/', '--groups=7,adm'], needs: 'root' }],
    },
    {
      option: '--userspec',
      ours: '--userspec',
      requests: [
        ['--userspec=daemon'],
        ['--userspec=daemon:tty'],
        ['--userspec=1:5'],
        ['--userspec=+1:+5'],
        ['--userspec=daemon', '--groups='],
        ['--userspec=54321:54322'],
        ['--userspec=daemon', '--groups=adm,7'],
        ['--userspec=daemon:tty', '--groups=adm'],
      ].map((theirs) => ({ theirs, ours: ['--root', '/', ...theirs], needs: 'root' })),
    },
    {
      option: '--skip-chdir',
      why: 'Allowed for / alone, where nothing changes: leave out --root.',
      test: 'refused.test.ts: %j',
    },
    { ...help, option: '--help' },
    { ...version, option: '--version' },
  ],
};

const signals = ['grep', '-E', '^Sig(Blk|Ign):', '/proc/self/status'];

/** @type {Tool} */
export const env = {
  name: 'env',
  probe: ['env'],
  versions: 'coreutils 9.1 and 9.7',
  rows: [
    {
      option: '-i, --ignore-environment, -',
      ours: '--clear-env, --ignore-environment, --clearenv',
      requests: [
        { theirs: ['-i'], ours: ['--clear-env'], program: ['/usr/bin/env'] },
        {
          theirs: ['--ignore-environment', 'A=1', 'B=x=y'],
          ours: ['--ignore-environment', '-E', 'A=1', '-EB=x=y'],
          program: ['/usr/bin/env'],
        },
      ],
      why: 'No letter: -i is --ipc.',
    },
    {
      option: 'NAME=VALUE',
      ours: '-E, --env',
      requests: [{ theirs: ['A=1', 'EMPTY='], ours: ['-E', 'A=1', '--env=EMPTY='] }],
      why: 'An option, for an operand is the program.',
    },
    { option: '-a, --argv0', ours: '-a, --argv0', test: 'kernel/run.test.ts: its name' },
    { option: '-0, --null', why: 'For printing the environment: `env -0` is a program as any other.' },
    {
      option: '-u, --unset',
      ours: '--unset, --unsetenv',
      requests: [{ theirs: ['-u', 'PARITY'], ours: ['--unset', 'PARITY'] }, { theirs: ['--unset=PARITY'] }],
      why: 'No letter: -u is --uts.',
    },
    {
      option: '-C, --chdir',
      ours: '--chdir, -w, --wd',
      requests: [
        { theirs: ['-C', '/tmp'], ours: ['--chdir', '/tmp'], program: ['pwd'] },
        { theirs: ['--chdir=/tmp'], program: ['pwd'] },
      ],
      why: 'No letter: -C is --cgroup.',
    },
    {
      option: '-S, --split-string',
      why: 'For the first line of scripts: `#!/usr/bin/env -S forkexec …`. -S is --setuid.',
    },
    {
      option: '--block-signal',
      ours: '--block-signal',
      requests: [
        { theirs: ['--block-signal=HUP,INT'], program: signals },
        { theirs: ['--block-signal'], program: signals },
        { theirs: ['--block-signal=15', '--block-signal=USR1'], program: signals },
      ],
    },
    {
      option: '--default-signal',
      ours: '--default-signal',
      requests: [
        { theirs: ['--ignore-signal=HUP,INT', '--default-signal=INT'], program: signals },
        { theirs: ['--ignore-signal', '--default-signal'], program: signals },
      ],
      why: 'Always so, unless ignored by an earlier option: Node has reset what it inherited before any program can look.',
    },
    {
      option: '--ignore-signal',
      ours: '--ignore-signal',
      requests: [
        { theirs: ['--ignore-signal=PIPE,2'], program: signals },
        { theirs: ['--ignore-signal'], program: signals },
      ],
    },
    { option: '--list-signal-handling', why: 'forkexec plan prints it.' },
    { option: '-v, --debug', why: 'forkexec plan prints every step.' },
    { ...help, option: '--help' },
    { ...version, option: '--version' },
  ],
};

/** @type {Tool} */
export const nice = {
  name: 'nice',
  probe: ['nice'],
  versions: 'coreutils 9.1 and 9.7',
  rows: [
    {
      option: '-n, --adjustment',
      ours: '--adjustment, --nice',
      requests: [
        { theirs: ['--adjustment=7'] },
        { theirs: ['-n', '39'], ours: ['--nice', '39'] },
        { theirs: ['-n', '+100'], ours: ['--nice', '+100'] },
        { theirs: ['-n', '-5'], ours: ['--nice', '-5'], needs: 'root' },
        { theirs: [], ours: ['--adjustment', '10'] },
      ],
      why: 'No letter: -n is --net. What is not allowed is an error; nice warns and runs the program nevertheless.',
    },
    { ...help, option: '--help' },
    { ...version, option: '--version' },
  ],
};

/** @param {string} value */
const half = (value) => Math.floor(Number(value) / 2);
const limits = ['cat', '/proc/self/limits'];
/** @type {(letter: string, name: string, value: string) => Row} */
const limit = (letter, name, value) => ({
  option: `-${letter}, --${name}`,
  ours: `--${name}, --rlimit ${name}=`,
  requests: [
    { theirs: [`--${name}=${value}`] },
    { theirs: [`--${name}=${half(value)}:${value}`], ours: ['--rlimit', `${name}=${half(value)}:${value}`] },
  ],
});

/** @type {Tool} */
export const prlimit = {
  name: 'prlimit',
  probe: limits,
  versions: 'util-linux 2.38 and 2.42',
  rows: [
    { option: '-p, --pid', why: 'Of another process, which is not launched.' },
    { option: '-o, --output', why: question },
    { option: '--noheadings', why: question },
    { option: '--raw', why: question },
    { option: '--verbose', why: 'forkexec plan prints the limits; our --verbose is timeout(1)’s.' },
    limit('c', 'core', '4096'),
    limit('d', 'data', '1099511627776'),
    {
      option: '-e, --nice',
      ours: '--rlimit nice=',
      requests: [
        { theirs: ['--nice=0:0'], ours: ['--rlimit', 'nice=0:0'] },
        { theirs: ['--nice=:0'], ours: ['--rlimit', 'nice=:0'] },
      ],
      why: '--nice is the niceness, as in other launchers.',
    },
    limit('f', 'fsize', '1099511627776'),
    limit('i', 'sigpending', '1000'),
    limit('l', 'memlock', '65536'),
    limit('m', 'rss', '1099511627776'),
    {
      option: '-n, --nofile',
      ours: '--nofile, --rlimit nofile=',
      requests: [
        { theirs: ['--nofile=256:1024'], needs: 'root' },
        { theirs: ['--nofile=256:'], needs: 'root' },
        { theirs: ['--rttime=5:-1'], needs: 'root' },
        {
          theirs: ['--nofile=256:', '--core=:9', '--core=5:'],
          ours: ['--nofile', '256:', '--core=5:9'],
          needs: 'root',
        },
      ],
      why: 'With a hard limit alone the soft one is at most that: Node raises its own to the hard one.',
    },
    limit('q', 'msgqueue', '1000'),
    limit('r', 'rtprio', '0'),
    limit('s', 'stack', '4194304'),
    limit('t', 'cpu', '1000'),
    limit('u', 'nproc', '10000'),
    limit('v', 'as', '1099511627776'),
    limit('x', 'locks', '10'),
    limit('y', 'rttime', '1000000'),
    help,
    version,
  ],
};
