/** The same options to timeout(1) and to us. */
import { describe, expect, test } from 'vitest';
import { command, forkexec, type Result } from './command.js';

const script = (text: string): string[] => ['sh', '-c', text];
const forever = ['sleep', '1000'];
/** Deaf to SIGTERM; what it starts is, too. */
const deaf = script('trap "" TERM; exec sleep 1000');

/** A shell's `$?`. */
const statusOf = ({ status, signal }: Result): number => status ?? { SIGTERM: 143, SIGKILL: 137 }[signal!] ?? -1;

const cases: readonly (readonly [what: string, time: string, options: string[], program: string[]])[] = [
  ['its time is up', '0.1', [], forever],
  ['units', '0.00001h', [], forever],
  ['another signal', '.1s', ['-s', 'INT'], forever],
  ['SIGKILL as the signal', '0.1', ['--signal=KILL'], forever],
  ['SIGKILL after', '0.1', ['-k', '0.1'], deaf],
  ['no SIGKILL needed', '0.1', ['--kill-after', '100'], forever],
  ['the status preserved', '0.1', ['--preserve-status'], forever],
  ['the status of one that cleans up', '0.1', ['--preserve-status'], script('trap "exit 9" TERM; while :; do :; done')],
  ['the same without', '0.1', [], script('trap "exit 9" TERM; while :; do :; done')],
  ['in time', '100', [], script('exit 3')],
  ['without end', '0', [], script('exit 4')],
  ['ended by another signal in time', '100', [], script('kill -KILL $$')],
  ['one that has stopped itself', '0.1', [], script('kill -STOP $$; sleep 1000')],
  ['one that ignores SIGCONT and is stopped', '0.1', ['-k', '0.1'], script('trap "" TERM; kill -STOP $$; sleep 1000')],
  ['in the foreground', '0.1', ['--foreground'], forever],
  ['not found', '1', [], ['no-such-program']],
  ['not a program', '1', [], ['/etc']],
];

describe('as timeout(1)', () => {
  test.each(cases)('%s', (_, time, options, program) => {
    const theirs = command('timeout', [...options, time, ...program]);
    expect(statusOf(forkexec(['--timeout', time, ...options, '--', ...program]))).toBe(statusOf(theirs));
  });

  /** Tells a process that it leaves running in the background, whose output is elsewhere. */
  const family = script('sleep 1000 >&- 2>&- & echo $!; wait');
  const lives = (pid: string): boolean => {
    const { stdout } = command('ps', ['-o', 'stat=', '-p', pid.trim()]);
    return stdout !== '' && !stdout.startsWith('Z');
  };

  test('the whole process group is ended', () => {
    for (const { status, stdout } of [
      command('timeout', ['1', ...family]),
      forkexec(['--timeout', '1', ...family]),
      forkexec(['--timeout', '1', '--setsid', ...family]),
    ]) {
      expect(status).toBe(124);
      // Signalled is not gone yet.
      while (lives(stdout));
    }
  });

  test('in the foreground the program alone', () => {
    const { status, stdout } = forkexec(['--timeout', '1', '--foreground', ...family]);
    expect({ status, lives: lives(stdout) }).toEqual({ status: 124, lives: true });
    process.kill(Number(stdout), 'SIGKILL');
  });
});

test.each(['', 'x', '-1', '1w', '1e', '0x1', '5S', '1s5'])('--timeout %j is refused', (time) => {
  expect(forkexec([`--timeout=${time}`, 'true'])).toMatchObject({
    status: 125,
    stderr: `forkexec: --timeout: expected a time, a number with s, m, h or d behind it, not '${time}'\n`,
  });
});

test('-v says which signals are sent', () => {
  const said = (...options: string[]) => forkexec(['-v', '--timeout=0.1', ...options]);
  expect(said('sleep', '1000')).toMatchObject({
    status: 124,
    stderr: expect.stringMatching(/^forkexec: sending SIGTERM to process \d+\n$/),
  });
  expect(said('-k0.1', '--', ...deaf)).toMatchObject({
    status: 137,
    stderr: expect.stringMatching(
      /^forkexec: sending SIGTERM to process (\d+)\nforkexec: sending SIGKILL to process \1\n$/,
    ),
  });
  expect(forkexec(['-v', '--timeout=100', 'true'])).toMatchObject({ status: 0, stderr: '' });
});
