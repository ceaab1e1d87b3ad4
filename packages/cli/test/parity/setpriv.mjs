import { help, status, version } from './row.mjs';

/** @import { Request, Row, Tool } from './row.mjs' */

const ids = ['--reuid', '12345', '--regid', '12346'];
const dump = ['setpriv', '-d', '-d'];
const none = 'It starts nothing: a question to the system, which `setpriv` answers.';

/** @type {(...theirs: string[]) => Request} */
const root = (...theirs) => ({ theirs, needs: 'root' });
/** @type {(...theirs: string[]) => Request} */
const dumped = (...theirs) => ({ theirs, program: dump, needs: 'root' });

/** @type {readonly Row[]} */
const rows = [
  { option: '-d, --dump', why: none },
  {
    option: '--nnp, --no-new-privs',
    ours: '--nnp, --no-new-privs',
    requests: [
      root('--no-new-privs'),
      root('--nnp', '--groups', '7'),
      { theirs: ['--nnp'], user: true, needs: 'root' },
    ],
  },
  {
    option: '--ambient-caps',
    ours: '--ambient-caps',
    requests: [
      {
        theirs: [...ids, '--clear-groups', '--inh-caps', '+net_raw,+chown', '--ambient-caps', '+net_raw,+chown'],
        ours: [...ids, '--clear-groups', '--ambient-caps', '+net_raw,+cap_chown'],
        needs: 'root',
      },
      dumped('--inh-caps', '+chown,+kill', '--ambient-caps', '+chown,+kill,-kill'),
      dumped(...ids, '--clear-groups', '--inh-caps=+chown,+kill', '--ambient-caps=-all,+kill'),
    ],
    why: 'What is raised becomes inheritable as well: setpriv fails without --inh-caps.',
  },
  {
    option: '--inh-caps',
    ours: '--inh-caps',
    requests: [
      root('--inh-caps', '+net_raw,+cap_1'),
      root(...ids, '--clear-groups', '--inh-caps=-all,+chown,+kill,-chown'),
      root('--inh-caps=-all'),
    ],
  },
  {
    option: '--bounding-set',
    ours: '--bounding-set',
    requests: [
      root('--bounding-set', '-all'),
      root('--bounding-set=-all,+kill,+net_raw', '--inh-caps=+kill'),
      root(...ids, '--clear-groups', '--bounding-set', '-chown,-net_raw'),
    ],
  },
  {
    option: '--ruid',
    ours: '--ruid',
    requests: [root('--ruid', '5'), root('--ruid', 'daemon', '--euid', '6'), root('--ruid=5', '--keep-groups')],
  },
  { option: '--euid', ours: '--euid', requests: [root('--euid', '5'), root('--euid', 'daemon')] },
  {
    option: '--rgid',
    ours: '--rgid',
    requests: [root('--rgid', '5', '--clear-groups'), root('--rgid', 'adm', '--egid', '6', '--groups', '7')],
  },
  { option: '--egid', ours: '--egid', requests: [root('--egid', '5', '--keep-groups')] },
  {
    option: '--reuid',
    ours: '--reuid',
    requests: [
      root(...ids, '--clear-groups'),
      root('--reuid', '12345'),
      root('--reuid=12345', '--keep-groups'),
      root('--reuid', 'daemon'),
      root('--reuid', 'daemon', '--regid', 'tty', '--clear-groups'),
    ],
  },
  { option: '--regid', ours: '--regid', requests: [root('--regid', '12346', '--groups', '5')] },
  { option: '--clear-groups', ours: '--clear-groups', requests: [root('--clear-groups')] },
  { option: '--keep-groups', ours: '--keep-groups', requests: [root(...ids, '--keep-groups')] },
  {
    option: '--init-groups',
    ours: '--init-groups',
    requests: [
      root('--reuid', 'daemon', '--regid', 'daemon', '--init-groups'),
      root('--reuid', '1', '--regid', '1', '--init-groups'),
      // initgroups(3) with the group that was asked for; setpriv gives it the primary one, which nobody wanted.
      {
        theirs: ['--reuid', 'daemon', '--regid', 'tty', '--groups', 'tty'],
        ours: ['--reuid', 'daemon', '--regid', 'tty', '--init-groups'],
        needs: 'root',
      },
      {
        theirs: ['--reuid', 'daemon', '--regid', 'daemon', '--init-groups'],
        ours: ['--reuid', 'daemon', '--init-groups'],
        needs: 'root',
      },
    ],
    why: 'Without --regid the primary group as well, where setpriv stays in the caller’s.',
  },
  {
    option: '--groups',
    ours: '--groups',
    requests: [
      root(...ids, '--groups', '7,8,9'),
      root('--groups', '7'),
      root('--reuid', 'daemon', '--regid', 'tty', '--groups', 'adm,7,mail'),
    ],
  },
  {
    option: '--securebits',
    ours: '--securebits',
    requests: [
      dumped('--securebits', '+noroot,+noroot_locked'),
      dumped('--securebits=+no_setuid_fixup,+keep_caps_locked'),
      { theirs: ['--securebits', '+noroot'], needs: 'root' },
      dumped(...ids, '--clear-groups', '--securebits', '+noroot,-no_setuid_fixup'),
    ],
  },
  {
    option: '--pdeathsig',
    ours: '--pdeathsig',
    requests: [dumped('--pdeathsig', 'HUP'), dumped('--pdeathsig', 'clear')],
    why: 'Not `keep`: a new process has none to keep.',
  },
  {
    option: '--ptracer',
    why: 'No attribute of the library: `setpriv --ptracer PID` before the program does it, which execve(2) keeps.',
  },
  {
    option: '--selinux-label',
    why: 'Not in the library: no machine that the tests have could show that it works. `runcon` does it.',
  },
  { option: '--apparmor-profile', why: 'The same; `aa-exec` does it.' },
  {
    option: '--landlock-access',
    ours: '--landlock-access',
    test: 'kernel/landlock.test.ts: what is denied, and what is allowed nevertheless',
    why: 'Its network rights and scopes, too.',
  },
  {
    option: '--landlock-rule',
    ours: '--landlock-rule',
    test: 'kernel/landlock.test.ts: what is denied, and what is allowed nevertheless',
  },
  { option: '--landlock-support', why: 'forkexec doctor tells.' },
  { option: '--seccomp-filter', why: 'The library has no attribute that loads a filter.' },
  { option: '--list-caps', why: none },
  {
    option: '--reset-env',
    ours: '--reset-env',
    requests: [
      { theirs: ['--reset-env'], program: ['env'], needs: 'root' },
      { theirs: ['--reset-env', '--reuid', 'daemon'], program: ['env'], needs: 'root' },
      { theirs: ['--reset-env', '--reuid', '1', '--clear-groups', '--regid', '1'], program: ['env'], needs: 'root' },
    ],
    why: 'From /etc/passwd alone.',
  },
  help,
  version,
];

/** @type {Tool} */
export const setpriv = { name: 'setpriv', probe: status, versions: 'util-linux 2.38 and 2.42', rows };
