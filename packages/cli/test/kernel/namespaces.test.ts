/** The same requests to util-linux and to us: the programs must see the same. */
import { readlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { asUser, bin, command, forkexec, missing } from './command.js';

const kinds = ['user', 'mnt', 'pid', 'net', 'ipc', 'uts', 'cgroup', 'time'] as const;

/** Ids, maps, which namespaces are new, whether mounts are private, how many processes /proc knows. */
const report = [
  'id -u; id -g; id -G',
  'cat /proc/self/uid_map /proc/self/gid_map /proc/self/setgroups | tr -s " "',
  ...kinds.map(
    (kind) =>
      `[ "$(readlink /proc/self/ns/${kind})" = '${readlinkSync(`/proc/self/ns/${kind}`)}' ] || echo new ${kind}`,
  ),
  'grep -c " shared:" /proc/self/mountinfo',
  'set -- /proc/[0-9]*; [ $# -gt 10 ] && echo many || echo few',
  'grep -E "^Cap(Prm|Eff|Amb)" /proc/self/status',
  'cat /proc/sys/kernel/hostname',
].join('\n');

const program = ['sh', '-c', report];

/** unshare(1) makes a process 1 only with --fork. */
const requests: readonly (readonly string[])[] = [
  ['-U'],
  ['-r'],
  ['-c'],
  ['-Ur'],
  ['-rm'],
  ['-rmpinuC'],
  ['-rp', '--mount-proc'],
  ['-cmpiu', '--mount-proc'],
  ['--map-root-user', '--net', '--ipc'],
];
const privileged: readonly (readonly string[])[] = [['-m'], ['-n'], ['-p', '--mount-proc'], ['-iuC']];

const run = (words: readonly string[]) => command(words[0]!, words.slice(1));

function expectSame(request: readonly string[], runAs: readonly string[]): void {
  const fork = request.some((word) => /^-[a-zA-Z]*p/.test(word)) ? ['--fork'] : [];
  const theirs = run([...runAs, 'unshare', ...fork, ...request, '--', ...program]);
  const ours = run([...runAs, process.execPath, bin, ...request, '--', ...program]);
  expect(theirs.status, theirs.stderr).toBe(0);
  expect(ours).toEqual(theirs);
}

describe('as unshare(1)', () => {
  const why = missing('/usr/bin/unshare', 'user namespaces');

  test.for(requests.map((request) => [request]))('%j', ([request], { skip }) => {
    skip(why !== undefined, why);
    expectSame(request!, []);
  });

  test.for(requests.map((request) => [request]))('%j, without privilege', ([request], { skip }) => {
    const lacking = why ?? missing('root', '/usr/bin/setpriv');
    skip(lacking !== undefined, lacking);
    expectSame(request!, asUser);
  });

  test.for(privileged.map((request) => [request]))('%j, as root', ([request], { skip }) => {
    const lacking = why ?? missing('root');
    skip(lacking !== undefined, lacking);
    expectSame(request!, []);
  });
});

describe('what unshare(1) does not have', () => {
  const why = missing('user namespaces');

  test('--unshare-all: all namespaces but time, the same ids', ({ skip }) => {
    skip(why !== undefined, why);
    const { stdout, status } = forkexec(['--unshare-all', '--', ...program]);
    expect(status).toBe(0);
    expect(stdout.match(/^new .*/gm)).toEqual(kinds.filter((kind) => kind !== 'time').map((kind) => `new ${kind}`));
    expect(stdout.startsWith(`${process.geteuid!()}\n${process.getegid!()}\n`)).toBe(true);
  });

  test('--share-net: but for the network', ({ skip }) => {
    skip(why !== undefined, why);
    const { stdout } = forkexec(['--unshare-all', '--share-net', '--', ...program]);
    expect(stdout).toContain('new uts');
    expect(stdout).not.toContain('new net');
  });

  test('--hostname names the new UTS namespace', ({ skip }) => {
    skip(why !== undefined, why);
    const outside = command('cat', ['/proc/sys/kernel/hostname']).stdout;
    expect(forkexec(['-r', '--hostname', 'box', 'cat', '/proc/sys/kernel/hostname']).stdout).toBe('box\n');
    expect(command('cat', ['/proc/sys/kernel/hostname']).stdout).toBe(outside);
  });

  test('--mount-proc=DIR leaves /proc alone', ({ skip }) => {
    skip(why !== undefined, why);
    const script = 'set -- /mnt/[0-9]*; echo $#; set -- /proc/[0-9]*; [ $# -gt 2 ] && echo outside';
    const { stdout } = forkexec(['-rp', '--mount-proc=/mnt', 'sh', '-c', script]);
    expect(stdout).toBe('1\noutside\n');
  });

  test('maps of many ids, and groups set inside', ({ skip }) => {
    const lacking = why ?? missing('root');
    skip(lacking !== undefined, lacking);
    const maps = ['--map-users', '0:100000:10', '--map-users=10:0:1', '--map-groups', '0:200000:20'];
    const ids = ['--reuid', '1', '--regid', '2', '--groups', '3,4', '--setgroups', 'allow'];
    const { stdout, stderr } = forkexec([
      ...maps,
      ...ids,
      '--',
      'sh',
      '-c',
      'id -u; id -g; id -G; tr -s " " < /proc/self/uid_map',
    ]);
    expect(stderr).toBe('');
    expect(stdout).toBe('1\n2\n2 3 4\n 0 100000 10\n 10 0 1\n');
  });

  test('what the kernel denies is an error with its step', ({ skip }) => {
    const lacking = why ?? missing('root', '/usr/bin/setpriv');
    skip(lacking !== undefined, lacking);
    const denied = command(asUser[0], [...asUser.slice(1), process.execPath, bin, '-n', 'true']);
    expect(denied).toMatchObject({ status: 125, stdout: '' });
    expect(denied.stderr).toMatch(/^forkexec: clone.*: EPERM, operation not permitted/);
  });
});
