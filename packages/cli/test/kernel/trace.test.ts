/** `forkexec trace` beside strace(1) on the same programs. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bin, command, forkexec, missing, start } from './command.js';
import { once } from 'node:events';

let dir: string;
beforeAll(() => (dir = mkdtempSync(join(tmpdir(), 'forkexec-trace-'))));
afterAll(() => rmSync(dir, { recursive: true }));

const why = missing('/usr/bin/strace') ?? (command('strace', ['true']).status === 0 ? undefined : 'needs ptrace');
const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/** What differs from run to run, and what we say in other words. */
function comparable(line: string): string {
  return line
    .replaceAll(/0x[0-9a-f]{6,}/g, 'ADDRESS')
    .replace(/, (ADDRESS )?(\/\* \d+ vars \*\/\))/, ', $2')
    .replace(/^(set_tid_address|getpid|fork|clone|wait4|vfork|getppid)(\(.*\)) += \d+$/, '$1$2 = PID')
    .replace(/^(wait4|kill|clone)\(.*\) +=/, '$1() =')
    .replace(/ \(([^)]*)\)$/, (text) => text.toLowerCase())
    .replace(/^--- (SIG\w+) .*---$/, '--- $1 ---')
    .replace(/^rt_sigreturn\(.*\)/, 'rt_sigreturn()')
    .replaceAll(/ +/g, ' ');
}

/** Of these strace shows more than a number: a structure that `-e verbose=none` leaves, flags that we do not name. */
const besides = '!futex,getrandom,rseq,rt_sigaction,rt_sigprocmask,ioctl,madvise,fadvise64,statx,uname,sysinfo,wait4';

const cases: readonly (readonly [what: string, program: string[]])[] = [
  ['a file that is read', ['cat', '/etc/hostname']],
  ['files that are not there', ['cat', '/no/such/file', '/etc/hostname/x']],
  ['a directory', ['ls', '/proc/self/ns']],
  ['odd names', ['cat', '/no\n"such"\\file\u00012é']],
  ['files that are made and go', ['sh', '-c', 'umask 027; cd /tmp; : > forkexec.$PPID; exec rm -f forkexec.$PPID']],
  ['another program by another', ['sh', '-c', 'exec env -i A=1 /usr/bin/true']],
  ['a signal that ends it', ['sh', '-c', 'kill -TERM $$']],
  ['a signal that it handles', ['sh', '-c', 'trap "exit 3" USR1; kill -USR1 $$']],
  ['a status', ['sh', '-c', 'exit 9']],
  ['a long line and a short one', ['printf', '%s\n', 'x'.repeat(100), 'y']],
  ['links and modes', ['sh', '-c', 'exec chmod 4755 /no/such']],
];

describe('as strace(1)', () => {
  test.for(cases)('%s', ([, program], { skip }) => {
    skip(why !== undefined, why);
    const ours = join(dir, 'ours');
    const theirs = join(dir, 'theirs');
    const env = { PATH: process.env['PATH'], LC_ALL: 'C' };
    const args = ['-e', 'verbose=execve', '-e', `trace=${besides}`, '-o', theirs, ...program];
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    const expected = command('strace', args, { env, stdio: [...stdio] });
    const result = forkexec(['trace', '-o', ours, '-e', `trace=${besides}`, '--', ...program], {
      env,
      stdio: [...stdio],
    });
    const [mine, yours] = [ours, theirs].map((file) => lines(readFileSync(file, 'utf8')).map(comparable));
    const pids = (text: string) => text.replaceAll(/\.\d+/g, '.PID');
    expect(mine!.map(pids)).toEqual(yours!.map(pids));
    expect(mine!.length).toBeGreaterThan(15);
    expect({ ...result, signal: null }).toMatchObject({ stdout: expected.stdout, stderr: expected.stderr });
    // strace ends by the signal itself.
    expect(result.status).toBe(expected.status ?? 143);
  });
});

describe('options', () => {
  test('-c: a table, with as many calls as lines', () => {
    const file = join(dir, 'lines');
    forkexec(['trace', '-o', file, '--', 'cat', '/no/such']);
    const traced = lines(readFileSync(file, 'utf8')).filter((line) => /^\w+\(.*= /.test(line));
    const table = lines(forkexec(['trace', '-c', '--', 'cat', '/no/such']).stderr).slice(1);
    expect(table[0]).toBe('% time     seconds  usecs/call     calls    errors syscall');
    const [, calls, errors] = /(\d+) +(\d+) total$/.exec(table.at(-1)!)!;
    expect(Number(calls)).toBe(traced.length);
    expect(Number(errors)).toBe(traced.filter((line) => line.includes(' = -1 E')).length);
    expect(table.some((line) => /^ *[\d.]+ +[\d.]+ +\d+ +\d+ +(\d+ )?openat$/.test(line))).toBe(true);
  });

  test('-e: some calls, all but some, those with a file', () => {
    const names = (...args: string[]) => {
      const { stderr } = forkexec(['trace', ...args, '--', 'cat', '/etc/hostname']);
      return new Set([...stderr.matchAll(/^(\w+)\(/gm)].map(([, name]) => name));
    };
    expect(names('-e', 'openat,close')).toEqual(new Set(['openat', 'close']));
    expect(names('--filter=trace=openat')).toEqual(new Set(['openat']));
    expect(names('-e', 'none')).toEqual(new Set());
    expect(names('-e', '!openat,execve')).not.toContain('openat');
    expect(names('-e', '!openat')).toContain('read');
    expect(names('-e', '%file')).toContain('execve');
    expect(names('-e', '%file')).not.toContain('read');
    expect(names('-e', 'all')).toContain('read');
  });

  test('-t and -r: times in order', () => {
    const stamps = (option: string) => {
      const { stderr } = forkexec(['trace', option, '--', 'true']);
      return lines(stderr).map((line) => /^ *([\d:.]+) /.exec(line)?.[1] ?? line);
    };
    const clock = stamps('-t');
    for (const stamp of clock) expect(stamp).toMatch(/^\d\d:\d\d:\d\d\.\d{6}$/);
    for (const stamp of stamps('-r')) expect(stamp).toMatch(/^\d+\.\d{6}$/);
  });

  test('a program of a sandbox', ({ skip }) => {
    const lacking = missing('user namespaces');
    skip(lacking !== undefined, lacking);
    const { status, stdout } = forkexec(['trace', '-o', join(dir, 'x'), '-U', '--map-root-user', '--', 'id', '-u']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '0\n' });
  });
});

describe('what goes wrong', () => {
  test.each([
    [['-e', 'opnat'], "-e: unknown system call 'opnat', did you mean 'openat'?"],
    [['-e', '%net'], "-e: unknown set '%net': there is %file"],
    [['-f'], "unknown option '-f', only the first thread of the program itself is traced, strace -f follows all"],
    [['-o', '/no/such/file'], 'cannot write the trace: open /no/such/file: ENOENT'],
    [['--init'], "unknown option '--init', it is one of forkexec run, plan"],
  ])('%j', (args, message) => {
    const { status, stdout, stderr } = forkexec(['trace', ...args, '--', 'echo', 'started']);
    expect({ status, stdout, stderr: lines(stderr)[0] }).toEqual({
      status: 125,
      stdout: '',
      stderr: `forkexec: ${message}`,
    });
  });

  test('no program', () => {
    expect(forkexec(['trace', 'no-such-program']).status).toBe(127);
    expect(forkexec(['trace', '/etc']).status).toBe(126);
  });

  test('a full disk: the program goes on untraced', () => {
    const script = `${process.execPath} ${bin} trace -o /dev/full sh -c 'echo here'; echo $?`;
    const { stdout, stderr } = command('sh', ['-c', `{ ${script}; } | sort`]);
    expect(stdout).toBe('125\nhere\n');
    expect(stderr).toBe('forkexec: cannot write the trace: write /dev/full: ENOSPC\n');
  });

  test('a reader that goes away: as by SIGPIPE', async () => {
    const child = start(['trace', '--', 'true']);
    child.stderr.destroy();
    expect((await once(child, 'exit'))[0]).toBe(141);
  });
});
