/** --exec: forkexec itself becomes the program. */
import { closeSync, mkdirSync, openSync, readFileSync, rmdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { asUser, bin, command, forkexec, missing } from './command.js';

const script = (text: string): string[] => ['--', 'sh', '-c', text];
const fields = (text: string): string => `grep -E '^(${text}):' /proc/self/status`;

test('the process is the program: its number, one thread, no signal blocked, ignored or caught', () => {
  const args = ['-c', `${process.execPath} ${bin} --exec cat /proc/self/status & wait $!; echo $!`];
  const { stdout, stderr } = command('sh', args);
  expect(stderr).toBe('');
  const pid = stdout.trim().split('\n').at(-1);
  expect(stdout).toMatch(/^Name:\tcat$/m);
  expect(stdout).toContain(`\nPid:\t${pid}\n`);
  expect(stdout).toMatch(/^Threads:\t1$/m);
  for (const set of ['SigBlk', 'SigIgn', 'SigCgt']) expect(stdout).toMatch(new RegExp(`^${set}:\\t0{16}$`, 'm'));
});

test('the same as without it', () => {
  const look = `id -u; pwd; ulimit -n; ${fields('NoNewPrivs')}; echo "$A"; ls /proc/self/fd`;
  const options = ['-w', '/tmp', '--rlimit', 'nofile=77', '--no-new-privs', '-E', 'A=1', '--preserve-fd', '4'];
  const extra = openSync('/dev/null', 'r');
  const stdio = ['ignore', 'pipe', 'pipe', extra, extra] as const;
  const [direct, inPlace] = [[], ['--exec']].map((more) =>
    forkexec([...more, ...options, ...script(look)], { stdio: [...stdio] }),
  );
  closeSync(extra);
  expect(inPlace).toEqual(direct);
  expect(inPlace).toMatchObject({ status: 0, stderr: '' });
});

test('ids, capabilities, namespaces, a root', ({ skip }) => {
  const why = missing('root');
  skip(why !== undefined, why);
  const look = `id; hostname; ls -d /proc/1 2>&1; ${fields('Uid|Gid|Groups|Cap...')}`;
  const options = ['-m', '-n', '-i', '-u', '-C', '--hostname', 'elsewhere', '--mount-proc', '--reuid', '1234'];
  const ids = ['--regid', '1235', '--groups', '7', '--ambient-caps', '+net_raw', '-R', '/'];
  const [direct, inPlace] = [[], ['--exec']].map((more) => forkexec([...more, ...options, ...ids, ...script(look)]));
  expect(inPlace).toEqual(direct);
  expect(inPlace?.stdout).toContain('\nelsewhere\n');
  // And nothing of it is ours.
  expect(command('hostname', []).stdout).not.toBe('elsewhere\n');
});

test('a time namespace, where execve enters it', ({ skip }) => {
  const why = missing('root');
  skip(why !== undefined, why);
  const { status, stdout, stderr } = forkexec(['--exec', '-T', '--boottime', '1000000000', 'cat', '/proc/uptime']);
  if (status === 0) expect(Number(stdout.split(' ')[0])).toBeGreaterThan(1e9);
  else expect(stderr).toMatch(/only a new process gets into a time namespace/);
});

test('a cgroup', ({ skip }) => {
  const own = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1];
  const mount = /^\S+ \S+ \S+ (\S+) (\S+) .* - cgroup2 /m.exec(readFileSync('/proc/self/mountinfo', 'utf8'));
  skip(own === undefined || mount === null, 'needs cgroup version 2');
  const dir = `${mount![2]}${own === '/' ? '' : own}/forkexec-exec-${process.pid}`;
  try {
    mkdirSync(dir);
  } catch (error) {
    skip(true, `needs a cgroup of its own: ${String(error)}`);
  }
  try {
    const { stdout, stderr } = forkexec(['--exec', '--into-cgroup', dir, 'cat', '/proc/self/cgroup']);
    expect(stderr).toBe('');
    expect(stdout).toMatch(new RegExp(`^0::.*/forkexec-exec-${process.pid}$`, 'm'));
  } finally {
    rmdirSync(dir);
  }
});

describe('what fails', () => {
  test('the statuses are those of a launch', () => {
    for (const [args, status] of [
      [['no-such-program'], 127],
      [['/no/such'], 127],
      [['/etc'], 126],
      [['-w', '/no/such', 'true'], 125],
    ] as const) {
      const [direct, inPlace] = [[], ['--exec']].map((more) => forkexec([...more, ...args]));
      expect(inPlace).toEqual(direct);
      expect(inPlace?.status).toBe(status);
    }
  });

  test('without the privilege', ({ skip }) => {
    const why = missing('root', '/usr/bin/setpriv');
    skip(why !== undefined, why);
    const { status, stderr } = command(asUser[0], [...asUser.slice(1), process.execPath, bin, '--exec', '-n', 'true']);
    expect(status).toBe(125);
    expect(stderr).toMatch(/^forkexec: unshare NEWNET: EPERM/);
  });

  test('a leader of a process group cannot begin a session', () => {
    const { status, stderr } = command('setsid', ['-w', process.execPath, bin, '--exec', '--setsid', 'true']);
    expect(status).toBe(125);
    expect(stderr).toMatch(/^forkexec: setsid: EPERM/);
  });
});
