/** The same requests to setpriv(1) and to us. */
import { describe, expect, test } from 'vitest';
import { asUser, bin, command, forkexec, missing } from './command.js';

const why = missing('root', '/usr/bin/setpriv');
const program = ['grep', '-E', '^(Uid|Gid|Groups|Cap(Inh|Prm|Eff|Amb)|NoNewPrivs):', '/proc/self/status'];
const ids = ['--reuid', '12345', '--regid', '12346'];

/** What setpriv is told, and what we are where the words differ. */
const requests: readonly (readonly [theirs: readonly string[], ours?: readonly string[]])[] = [
  [[...ids, '--clear-groups']],
  [[...ids, '--keep-groups']],
  [[...ids, '--groups', '7,8,9']],
  [['--reuid', '12345']],
  [['--reuid=12345', '--keep-groups']],
  [['--regid', '12346', '--groups', '5']],
  [['--clear-groups']],
  [['--groups', '7']],
  [['--reuid', 'daemon', '--regid', 'tty', '--clear-groups']],
  [['--reuid', 'daemon', '--regid', 'tty', '--groups', 'adm,7,mail']],
  [['--reuid', 'daemon', '--regid', 'daemon', '--init-groups']],
  [['--reuid', '1', '--regid', '1', '--init-groups']],
  [['--reuid', 'daemon']],
  // initgroups(3) with the group that was asked for; setpriv gives it the primary one, which nobody wanted.
  [
    ['--reuid', 'daemon', '--regid', 'tty', '--groups', 'tty'],
    ['--reuid', 'daemon', '--regid', 'tty', '--init-groups'],
  ],
  // setpriv leaves the own group, which is root's.
  [
    ['--reuid', 'daemon', '--regid', 'daemon', '--init-groups'],
    ['--reuid', 'daemon', '--init-groups'],
  ],
  [['--no-new-privs']],
  [['--nnp', '--groups', '7']],
  // setpriv leaves the inheritable set to the user; Go, and so we, fill it in.
  [
    [...ids, '--clear-groups', '--inh-caps', '+net_raw,+chown', '--ambient-caps', '+net_raw,+chown'],
    [...ids, '--clear-groups', '--ambient-caps', '+net_raw,+cap_chown'],
  ],
];

describe('as setpriv(1)', () => {
  test.for(requests)('%j', ([theirs, ours = theirs], { skip }) => {
    skip(why !== undefined, why);
    const expected = command('setpriv', [...theirs, '--', ...program]);
    expect(expected.status, expected.stderr).toBe(0);
    expect(forkexec([...ours, '--', ...program])).toEqual(expected);
  });

  test.for([
    [['--reuid', 'deamon', '--regid', 'tty', '--clear-groups'], "--reuid: no user called 'deamon'"],
    [['--reuid', 'daemon', '--regid', 'ttty', '--clear-groups'], "--regid: no group called 'ttty'"],
    [['--reuid', 'daemon', '--groups', 'tty,0x1'], "--groups: no group called '0x1'"],
    [['--init-groups', '--reuid', '4000000000'], '--reuid: no user has the number 4000000000: initGroups needs one'],
  ] as const)('%j', ([options, message]) => {
    for (const what of ['run', 'plan'])
      expect(forkexec([what, ...options, 'true'])).toMatchObject({ status: 125, stderr: `forkexec: ${message}\n` });
  });

  test('a user who may not is refused', ({ skip }) => {
    skip(why !== undefined, why);
    const refused = command(asUser[0], [...asUser.slice(1), process.execPath, bin, '--reuid', '0', 'true']);
    expect(refused).toMatchObject({ status: 125, stdout: '' });
    expect(refused.stderr).toMatch(/^forkexec: setuid 0: EPERM, operation not permitted \(child step/);
  });
});
