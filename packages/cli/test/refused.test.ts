import { expect, test } from 'vitest';
import { Failure } from '../src/failure.js';
import { attributes } from '../src/options/attributes.js';
import { refuseContradictions } from '../src/options/contradictions.js';
import { parse } from '../src/options/parse.js';

const gid = process.getegid!();

/** Each with the one line that it gets. */
const refused: readonly (readonly [args: string[], message: string])[] = [
  [['--usr'], "unknown option '--usr', did you mean '--user'?"],
  [['--map-root'], "unknown option '--map-root', did you mean '--map-root-user'?"],
  [['--zzzzzz'], "unknown option '--zzzzzz'"],
  [['--hostnam=x'], "unknown option '--hostnam', did you mean '--hostname'?"],
  [['-P'], "unknown option '-P', did you mean '-p'?"],
  [['-Uq'], "unknown option '-q'"],
  [
    ['--timeout', '5', '--pgid', '7'],
    "--timeout: cannot be combined with --pgid, for it ends a process group of the program's own",
  ],
  [
    ['--timeout', '5', '--foreground', '--pgid', '0'],
    '--foreground: cannot be combined with --pgid or --foreground-group, which leave our process group',
  ],
  [
    ['--exec', '--map-user', '5'],
    '--exec: a new user namespace takes a process with one thread, which this one is not; leave --exec out',
  ],
  [['--fork'], "unknown option '--fork', the program is always a new process"],
  [['--forward-signals'], "unknown option '--forward-signals', forkexec always passes signals on"],
  [['--skip-chdir'], "unknown option '--skip-chdir', leave out --root where it is /"],
  [['-root'], "unknown option '-o', did you mean '--root'?"],
  [['-Upf'], "unknown option '-f', the program is always a new process"],
  [['--user=1'], '--user: takes no value'],
  [['-U=x'], "unknown option '-='"],
  [['--hostname'], '--hostname: needs a value, NAME'],
  [['-R'], '-R: needs a value, DIR'],
  [['--map-users', 'root:0:1'], "--map-users: 'root' is a name: give the number, as id(1) or getent(1) tells it"],
  [['--reuid', ''], "--reuid: expected an id, a number from 0 to 4294967294, not ''"],
  [['--reuid', '-1'], "--reuid: expected an id, a number from 0 to 4294967294, not '-1'"],
  [['--reuid', '4294967295'], "--reuid: expected an id, a number from 0 to 4294967294, not '4294967295'"],
  [['--groups', '1,,2'], "--groups: expected an id, a number from 0 to 4294967294, not ''"],
  [['--groups', 'root,-1'], "--groups: expected an id, a number from 0 to 4294967294, not '-1'"],
  [['--userspec', '+'], "--userspec: expected an id, a number from 0 to 4294967294, not '+'"],
  [['--root', ''], "--root: expected a path, not ''"],
  [['--spec='], "--spec: expected a path, not ''"],
  [['--pid-file='], "--pid-file: expected a path, not ''"],
  [['--into-cgroup='], "--into-cgroup: expected a path, not ''"],
  [['--map-users', '0:1'], "--map-users: expected INNER:OUTER:COUNT or one of auto, subids, all, not '0:1'"],
  [['--map-users', '0:1:2:3'], "--map-users: expected INNER:OUTER:COUNT or one of auto, subids, all, not '0:1:2:3'"],
  [['--map-users', '0:1:x'], "--map-users: expected a count, a number from 0 to 4294967295, not 'x'"],
  [['--mount-proc=proc'], "--mount-proc: expected an absolute path, not 'proc'"],
  [['--mount-proc='], "--mount-proc: expected an absolute path, not ''"],
  [['--setgroups', 'maybe'], "--setgroups: expected allow or deny, not 'maybe'"],
  [['--ambient-caps', 'net_raw'], "--ambient-caps: expected +NAME or -NAME, separated by commas, not 'net_raw'"],
  [['--ambient-caps', '+'], "--ambient-caps: expected +NAME or -NAME, separated by commas, not '+'"],
  [['--ambient-caps', '+net_rwa'], "--ambient-caps: unknown capability 'net_rwa', did you mean 'CAP_NET_RAW'?"],
  [['--pdeathsig', 'TREM'], "--pdeathsig: unknown signal 'TREM', did you mean 'SIGTERM'?"],
  [['--pdeathsig', '0'], "--pdeathsig: signal must be a name or an integer from 1 to 64, not '0'"],
  [['--rlimit', 'nofile'], "--rlimit: expected NAME=SOFT:HARD, not 'nofile'"],
  [['--rlimit', 'nofle=1'], "--rlimit: unknown resource limit 'nofle', did you mean 'RLIMIT_NOFILE'?"],
  [['--rlimit', 'nofile=2:1'], '--rlimit: the soft limit 2 is above the hard limit 1'],
  [['--rlimit', 'as=unlimited:1'], '--rlimit: the soft limit unlimited is above the hard limit 1'],
  [
    ['--rlimit', 'as=1:2:3'],
    "--rlimit: resource limit must be VALUE or SOFT:HARD, numbers or 'unlimited', not '1:2:3'",
  ],
  [['--nofile', 'x'], "--nofile: resource limit must be VALUE or SOFT:HARD, numbers or 'unlimited', not 'x'"],
  [['--nofile', ':'], "--nofile: resource limit must be VALUE or SOFT:HARD, numbers or 'unlimited', not ':'"],
  [['--core=9:5'], '--core: the soft limit 9 is above the hard limit 5'],
  [['--bounding-set', '-all,chown'], "--bounding-set: expected +NAME or -NAME, separated by commas, not 'chown'"],
  [['--inh-caps', '+cap_99'], '--inh-caps: capability must be a name or an integer from 0 to 63, not 99'],
  [['--securebits', '+norot'], "--securebits: unknown securebit 'norot', did you mean 'noroot'?"],
  [['--securebits', '+keep_caps'], "--securebits: 'keep_caps' is cleared by every execve(2)"],
  [['--propagation', 'priv'], "--propagation: expected private, slave, shared or unchanged, not 'priv'"],
  [['--pdeathsig', 'keep'], "--pdeathsig: 'keep' is for a process that stays the same: a new one has none to keep"],
  [['--ignore-signal=KILL'], "--ignore-signal: 'KILL' can be neither ignored nor blocked"],
  [['--block-signal=TREM'], "--block-signal: unknown signal 'TREM', did you mean 'SIGTERM'?"],
  [['--nice', '1.5'], "--nice: expected a whole number, not '1.5'"],
  [['--umask', '8'], "--umask: expected octal digits, 000 to 777, not '8'"],
  [['--userspec', ':'], "--userspec: expected USER:GROUP, not ':'"],
  [['--userspec', '54321'], '--userspec: no user has the number 54321: say which group, 54321:GROUP'],
  [['--reset-env', '--reuid', '54321'], '--reset-env: /etc/passwd has no user 54321'],
  [['--landlock-access', 'ipc'], "--landlock-access: expected fs, net or scope, not 'ipc'"],
  [['--landlock-access', 'fs:writ-file'], "--landlock-access: unknown right 'writ-file', did you mean 'write-file'?"],
  [
    ['--landlock-rule', 'path:/'],
    "--landlock-rule: expected path-beneath:RIGHT,...:PATH or net-port:RIGHT,...:PORT, not 'path:/'",
  ],
  [
    ['--landlock-best-effort'],
    '--landlock-best-effort: does nothing without --landlock-access, which says what is denied',
  ],
  [['--landlock-rule', 'net-port::x'], "--landlock-rule: expected a port, a number from 0 to 65535, not 'x'"],
  [
    ['--landlock-rule', 'path-beneath::/'],
    '--landlock-rule: does nothing without --landlock-access, which says what is denied',
  ],
  [['--clear-env', '--reset-env'], '--clear-env: cannot be combined with --reset-env'],
  [['--reuid', '1', '--euid', '2'], '--reuid: cannot be combined with --euid or --ruid, it is both'],
  [['--egid', '1'], '--regid, --egid, --rgid: need one of --groups, --clear-groups, --keep-groups and --init-groups'],
  [['-r', '--map-user', '1'], '--map-user, --map-group: cannot be combined with -r or -c, which say the same'],
  [['-E', '=x'], "-E: expected the name of a variable, not ''"],
  [['--unset', 'A=1'], "--unset: expected the name of a variable, not 'A=1'"],
  [['--preserve-fd', '1'], '--preserve-fd: 0, 1 and 2 are always passed on'],
  [['--preserve-fd', 'x'], "--preserve-fd: expected a descriptor, a number from 0 to 9999, not 'x'"],
  [['--json-status-fd', 'x'], "--json-status-fd: expected the number of an open descriptor, not 'x'"],
  [['-s', 'TREM'], "-s: unknown signal 'TREM', did you mean 'SIGTERM'?"],
  [['-k', '1y'], "-k: expected a time, a number with s, m, h or d behind it, not '1y'"],
  // Contradictions
  [['-s', 'INT'], '--signal: does nothing without --timeout; forkexec passes on the signals that it gets itself'],
  [['--preserve-status'], '--preserve-status: does nothing without --timeout'],
  [['--foreground'], '--foreground: does nothing without --timeout'],
  [
    ['--timeout=1', '--foreground', '--setsid'],
    '--foreground: cannot be combined with --setsid or --ctty, which leave our process group',
  ],
  ...['--timeout=1', '--kill-after=1', '--pid-file=x', '--json-status-fd=1', '--init'].map(
    (option): [string[], string] => [
      ['--exec', option],
      `${option.replace(/=.*/, '')}: cannot be combined with --exec, for then nothing of forkexec stays to do it`,
    ],
  ),
  ...['-U', '-r', '--unshare-all', '--map-users=auto', '--map-groups=0:0:1'].map((option): [string[], string] => [
    ['--exec', option],
    '--exec: a new user namespace takes a process with one thread, which this one is not; leave --exec out',
  ]),
  [['--exec', '-p'], '--exec: a new pid namespace begins with a new process; leave --exec out'],
  [['--share-net'], '--share-net: does nothing without --unshare-all'],
  [['--unshare-all', '-n', '--share-net'], '--share-net: cannot be combined with --net'],
  [['-rc'], '--map-root-user: cannot be combined with --map-current-user'],
  [
    ['-U', '--setgroups', 'deny'],
    '--setgroups: does nothing without a map of groups: -r, -c, --map-auto or --map-groups',
  ],
  [['--clear-groups', '--keep-groups'], 'more than one of --groups, --clear-groups, --keep-groups and --init-groups'],
  [
    ['--reuid', '1', '--groups', '1', '--init-groups'],
    'more than one of --groups, --clear-groups, --keep-groups and --init-groups',
  ],
  [['--regid', '1'], '--regid, --egid, --rgid: need one of --groups, --clear-groups, --keep-groups and --init-groups'],
  [['--init-groups'], '--init-groups: needs --reuid, the user whose groups they are'],
  [['--keep-groups'], '--keep-groups: does nothing without --reuid or --regid'],
  [
    ['-r', '--regid', '0', '--clear-groups'],
    'the groups cannot change where setgroups(2) is denied: say --keep-groups, or --setgroups allow',
  ],
  [
    ['-r', '--reuid', '0', '--init-groups'],
    'the groups cannot change where setgroups(2) is denied: say --keep-groups, or --setgroups allow',
  ],
  [
    ['--die-with-parent', '--pdeathsig', 'TERM'],
    '--die-with-parent: cannot be combined with --pdeathsig or --kill-child, which say another signal',
  ],
  [['-U', '--reuid', '0'], `--regid: needed too, since ${gid} has no id in the new user namespace`],
];
test.each(refused)('%j', (args, message) => {
  let error: unknown;
  try {
    const { ask } = parse('run', args);
    refuseContradictions(ask);
    attributes(ask);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(Failure);
  expect((error as Failure).message).toBe(message);
  expect((error as Failure).status).toBe(125);
});
