import { afterAll, describe, expect, test } from 'vitest';
import { withIDFiles } from '../../../../test/id-files.js';
import { bin, command, missing } from './command.js';

const files = withIDFiles({
  users: { fxcli: 12345 },
  subuid: 'fxcli:100000:65536\n',
  subgid: 'fxcli:200000:65536\n',
});
afterAll(() => files.remove());

const why = missing('root', 'user namespaces', '/usr/bin/newuidmap', '/usr/bin/setpriv');
const asUser = ['setpriv', '--reuid', '12345', '--regid', '12345', '--clear-groups', '--'];

/** As a user with a block of ids, who must be able to read us and node. */
function run(file: string, ...args: string[]) {
  const [first, ...rest] = [...files.under, ...asUser, file, ...args];
  return command(first, rest, { cwd: '/' });
}

const readable = why === undefined && run(process.execPath, bin, '--version').status === 0;
const lacking = why ?? (readable ? undefined : 'needs a clone and a node that user 12345 can read');
const show = ['sh', '-c', 'cat /proc/self/uid_map; echo; cat /proc/self/gid_map'];

describe('maps in words', () => {
  test.for([
    [['--map-auto'], ['--user', '--map-auto']],
    [
      ['-r', '--map-auto'],
      ['-r', '--map-auto'],
    ],
    [
      ['-c', '--map-auto'],
      ['-c', '--map-auto'],
    ],
    [
      ['-r', '--map-users=auto', '--map-groups', 'auto'],
      ['-r', '--map-users=auto', '--map-groups=auto'],
    ],
    [
      ['--map-users=0:100000:100', '--map-groups', '5:200000:10'],
      ['--map-users=100000,0,100', '--map-groups=200000,5,10'],
    ],
    [
      ['--map-users', '100000,0,100', '--map-groups=200000,5,10', '--setgroups=allow'],
      ['--map-users=100000,0,100', '--map-groups=200000,5,10', '--setgroups=allow'],
    ],
  ])('%j is what unshare makes of it', ([ours = [], theirs = []], { skip }) => {
    skip(lacking !== undefined, lacking);
    // Where nothing was said of it unshare leaves it to newgidmap, which allows it.
    const program = ours.includes('--setgroups=allow') ? ['cat', '/proc/self/setgroups'] : show;
    const expected = run('unshare', ...theirs, ...program);
    const seen = run(process.execPath, bin, ...ours, '--', ...program);
    expect(seen.stderr).toBe('');
    expect(seen.stdout).toBe(expected.stdout);
    expect(seen.status).toBe(0);
  });

  test('users and groups each for themselves, with a range beside', ({ skip }) => {
    skip(lacking !== undefined, lacking);
    const seen = run(process.execPath, bin, '--map-users=subids', '--map-groups', '0:200000:5', '--', ...show);
    expect(seen.stdout.replaceAll(/ +/g, ' ')).toBe(' 100000 100000 65536\n\n 0 200000 5\n');
  });

  test('a line that is missing is the complaint of the option', ({ skip }) => {
    skip(why !== undefined, why);
    const [first, ...rest] = [...files.under, process.execPath, bin, '-r', '--map-auto', 'true'];
    expect(command(first, rest)).toMatchObject({
      status: 125,
      stderr: "forkexec: --map-auto: /etc/subuid has no line for user 'root' (uid 0): add 'root:165536:65536'\n",
    });
  });
});
