/** In a terminal of script(1)'s, whose keys are our writes. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from 'vitest';
import { bin, command, missing } from './command.js';

const script1 = '/usr/bin/script';
const why = missing(script1);
const running: ChildProcessWithoutNullStreams[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

const forkexec = (...args: string[]): string[] => [process.execPath, bin, ...args];
const quoted = (words: readonly string[]): string =>
  words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');

const inTerminal = (args: readonly string[]) => command(script1, ['-qec', quoted(args), '/dev/null']);

/** Counts the signals of the key, and tells the sum when it is asked for it. */
const counting = `
let count = 0;
process.on('SIGINT', () => console.log('got ' + ++count));
process.on('SIGUSR1', () => console.log('total ' + count));
process.on('SIGTERM', () => process.exit(0));
console.log('parent ' + process.ppid);
setInterval(() => {}, 1e6);
`;

describe('^C', () => {
  test.for([
    ['in the same process group: the terminal signals both, the program gets one', []],
    // Its terminal is gone, so that only forkexec hears of the key.
    ['in a session of its own: passed on', ['--setsid']],
  ] as const)('%s', async ([, options], { skip }) => {
    skip(why !== undefined, why);
    const args = forkexec(...options, process.execPath, '-e', counting);
    // script(1) would stop with a child of its own that stops.
    const terminal = spawn(script1, ['-qec', `trap : INT; ${quoted(args)}; exit`, '/dev/null']);
    running.push(terminal);
    const lines = createInterface(terminal.stdout)[Symbol.asyncIterator]();
    const next = async (): Promise<string> =>
      String((await lines.next()).value)
        .replace('^C', '')
        .trim();
    const parent = Number((await next()).split(' ')[1]);
    // Two signals that come at once can become one: ours waits until the terminal's is counted.
    if (options.length === 0) process.kill(parent, 'SIGSTOP');
    terminal.stdin.write('\u0003');
    expect(await next()).toBe('got 1');
    process.kill(parent, 'SIGCONT');
    // Twice, for any of the threads may take a signal: by the second time a second SIGINT would be long through.
    for (let i = 0; i < 2; i++) {
      process.kill(parent, 'SIGUSR1');
      expect(await next()).toBe('total 1');
    }
    process.kill(parent, 'SIGTERM');
    terminal.stdin.end();
    await once(terminal, 'close');
  });
});

describe('the controlling terminal', () => {
  /** Leader of a group and a session, with a terminal, in its foreground, that it can open. */
  const script =
    'read -r stat < /proc/$$/stat; set -- ${stat##*) };' +
    'echo "$(($3 == $$)) $(($4 == $$)) $(($5 != 0)) $(($6 == $$))"; echo opened > /dev/tty';

  test('--ctty takes it, as setsid(1) does', ({ skip }) => {
    // script(1)'s own session has it already: taking it away needs CAP_SYS_ADMIN, ioctl_tty(2).
    const lacking = why ?? missing('root');
    skip(lacking !== undefined, lacking);
    const theirs = inTerminal(['setsid', '--ctty', '--wait', 'sh', '-c', script]);
    expect(theirs.stdout).toBe('1 1 1 1\r\nopened\r\n');
    expect(inTerminal(forkexec('--ctty', 'sh', '-c', script))).toEqual(theirs);
  });

  test('--setsid leaves it', ({ skip }) => {
    skip(why !== undefined, why);
    expect(inTerminal(forkexec('--setsid', 'sh', '-c', script)).stdout).toMatch(/^1 1 0 0\r\n.*\/dev\/tty/);
  });

  test('--ctty without a terminal is an error', () => {
    const { status, stderr } = command(process.execPath, [bin, '--ctty', 'true'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect(status).toBe(125);
    expect(stderr).toMatch(/^forkexec: setctty 0: ENOTTY/);
  });
});
