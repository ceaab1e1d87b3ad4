import { help, namespaces, status, version } from './row.mjs';

/** @import { Request, Row, Tool } from './row.mjs' */

const user = /** @type {const} */ ('user namespaces');
const file =
  'A namespace that outlives the launch is a bind mount, which stays in the caller’s own mount namespace: `unshare` makes it, `nsenter` runs in it.';
const clocks = ['cat', '/proc/self/timens_offsets'];

/** @type {(letter: string, long: string, more?: Request[]) => Row} */
const namespace = (letter, long, more = []) => ({
  option: `${letter}, ${long}`,
  ours: `${letter}, ${long}`,
  requests: [{ theirs: [letter], needs: 'root' }, { theirs: [long], needs: 'root' }, ...more],
});

/** @type {readonly Row[]} */
const rows = [
  namespace('-m', '--mount'),
  namespace('-u', '--uts'),
  namespace('-i', '--ipc'),
  namespace('-n', '--net'),
  {
    option: '-p, --pid',
    ours: '-p, --pid',
    requests: [
      { theirs: ['-f', '-p'], ours: ['-p'], needs: 'root' },
      { theirs: ['--fork', '--pid', '--mount-proc'], ours: ['--pid', '--mount-proc'], needs: 'root' },
    ],
    why: 'The program is always the process 1 of it: unshare needs --fork for that.',
  },
  namespace('-U', '--user', [{ theirs: ['-Um'], needs: user, user: true }]),
  namespace('-C', '--cgroup'),
  {
    option: '-T, --time',
    ours: '-T, --time',
    requests: [{ theirs: ['-f', '-T'], ours: ['-T'], program: clocks, needs: 'time namespaces' }],
  },
  { option: '=FILE of each', why: file },
  {
    option: '-f, --fork',
    why: 'The program is always a new process; the option says so.',
    test: 'refused.test.ts: %j',
  },
  {
    option: '--map-user',
    ours: '--map-user',
    requests: [
      { theirs: ['--map-user=7'], needs: user },
      { theirs: ['--map-user=daemon'], needs: user, user: true },
      { theirs: ['--map-user', '7', '--map-group', '8'], needs: user, user: true },
    ],
  },
  {
    option: '--map-group',
    ours: '--map-group',
    requests: [
      { theirs: ['--map-group=8'], needs: user, user: true },
      { theirs: ['--map-group=tty'], needs: user },
    ],
  },
  {
    option: '-r, --map-root-user',
    ours: '-r, --map-root-user',
    requests: [
      { theirs: ['-r'], needs: user },
      { theirs: ['-Urm'], needs: user, user: true },
      {
        theirs: ['--map-root-user', '-f', '-p', '--mount-proc'],
        ours: ['-rp', '--mount-proc'],
        needs: user,
        user: true,
      },
    ],
  },
  {
    option: '-c, --map-current-user',
    ours: '-c, --map-current-user',
    requests: [{ theirs: ['-c'], needs: user, user: true }],
  },
  { option: '--map-auto', ours: '--map-auto', test: 'kernel/id-maps.test.ts: %j is what unshare makes of it' },
  {
    option: '--map-subids',
    ours: '--map-subids',
    test: 'attributes.test.ts: --map-auto and --map-subids are both words, which go beside -r and -c',
  },
  {
    option: '--map-users',
    ours: '--map-users',
    test: 'kernel/id-maps.test.ts: %j is what unshare makes of it',
    why: 'INNER:OUTER:COUNT as since util-linux 2.39, and with commas the order of before; repeatable.',
  },
  { option: '--map-groups', ours: '--map-groups', test: 'kernel/id-maps.test.ts: %j is what unshare makes of it' },
  {
    option: '--owner',
    why: 'Another owner takes another process to make the namespace: `forkexec --reuid ID … -- forkexec -U …`.',
  },
  {
    option: '--kill-child',
    ours: '--kill-child',
    requests: [
      { theirs: ['--kill-child'], program: ['setpriv', '-d'], needs: 'root' },
      { theirs: ['--kill-child=TERM'], program: ['setpriv', '-d'], needs: 'root' },
    ],
  },
  {
    option: '--mount-proc',
    ours: '--mount-proc',
    requests: [
      {
        theirs: ['-f', '-p', '--mount-proc'],
        ours: ['-p', '--mount-proc'],
        program: ['ls', '-d', '/proc/1', '/proc/self'],
        needs: 'root',
      },
    ],
  },
  { option: '--mount-binfmt', why: 'No attribute of the library mounts anything but proc.' },
  { option: '-l, --load-interp', why: 'The same.' },
  {
    option: '--propagation',
    ours: '--propagation',
    requests: ['private', 'slave', 'shared', 'unchanged'].map((word) => ({
      theirs: ['-m', '--propagation', word],
      needs: 'root',
    })),
  },
  {
    option: '--setgroups',
    ours: '--setgroups',
    test: 'kernel/id-maps.test.ts: %j is what unshare makes of it',
    why: 'The default is deny, also where newgidmap would leave it allowed.',
  },
  {
    option: '--keep-caps',
    ours: '--keep-caps',
    requests: [{ theirs: ['-c', '--keep-caps'], program: status, needs: user, user: true }],
  },
  {
    option: '-R, --root',
    ours: '-R, --root',
    requests: [{ theirs: ['-R', '/usr', '-w', '/lib'], program: ['/bin/pwd'], needs: 'root' }],
  },
  { option: '-w, --wd', ours: '-w, --wd', requests: [{ theirs: ['-w', '/tmp'], program: ['pwd'], needs: 'root' }] },
  {
    option: '-S, --setuid',
    ours: '-S, --setuid',
    requests: [{ theirs: ['-m', '-S', '7'], program: status, needs: 'root' }],
  },
  {
    option: '-G, --setgid',
    ours: '-G, --setgid',
    requests: [
      { theirs: ['-m', '-G', '7'], program: status, needs: 'root' },
      { theirs: ['-m', '-S', '7', '-G', '8'], program: status, needs: 'root' },
    ],
  },
  {
    option: '--monotonic',
    ours: '--monotonic',
    requests: [
      {
        theirs: ['-f', '-T', '--monotonic', '86400'],
        ours: ['-T', '--monotonic', '86400'],
        program: clocks,
        needs: 'time namespaces',
      },
    ],
  },
  {
    option: '--boottime',
    ours: '--boottime',
    requests: [
      { theirs: ['-f', '-T', '--boottime=99'], ours: ['--boottime=99'], program: clocks, needs: 'time namespaces' },
    ],
  },
  { option: '--forward-signals', ours: 'always', test: 'kernel/signals.test.ts: a program that goes on is waited for' },
  help,
  version,
];

/** @type {Tool} */
export const unshare = { name: 'unshare', probe: namespaces, versions: 'util-linux 2.38 and 2.42', rows };
