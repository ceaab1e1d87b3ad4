import { chmodSync, closeSync, copyFileSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Step } from '@forkexec/core-native';
import { Fifo, PIPEFUL } from '../fifo.js';
import { execve, field, hows, inEachMode, plan } from '../launcher.js';

const { SIGTERM, SIGTRAP, SIGURG, SIGTSTP, SIGUSR1, SIGCONT, SIGKILL } = constants.signals;

let dir: string;
let gate: Fifo;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'forkexec-traced-'));
  gate = new Fifo(dir, 'gate');
});
afterEach(async () => {
  await gate.close();
  rmSync(dir, { recursive: true });
});

const write = (data: string): Step => ({ op: 'writeFile', path: gate.path, data, optional: false });
const traced: Step[] = [{ op: 'traceMe' }, { op: 'resetSignals' }, { op: 'sigmask', mask: 0 }];

inEachMode({}, (launcher) => {
  const tasks = () => `/proc/${launcher().pid}/task`;
  const threads = () => readdirSync(tasks()).length;
  const childOf = () =>
    Number(
      readdirSync(tasks())
        .map((task) => readFileSync(join(tasks(), task, 'children'), 'utf8'))
        .join(''),
    );

  /** A launch whose child gets a signal before it is traced; all are blocked then, so that it comes before the exec. */
  async function signalled<T>(signal: number, launching: Promise<T>): Promise<T> {
    await gate.take(1);
    process.kill(childOf(), signal);
    await gate.rest();
    return launching;
  }

  const each = hows.flatMap((how) => [SIGURG, SIGTSTP, SIGCONT].map((signal) => ({ how, signal })));
  test.for(each)('$how: signal $signal before the exec does not hold the launch up', async ({ how, signal }) => {
    const child = plan(write(PIPEFUL), ...traced, execve('/bin/true'));
    const pid = await signalled(signal, launcher().start(child, how));
    let status = '';
    do status = readFileSync(`/proc/${pid}/status`, 'utf8');
    while (!field(status, 'State').startsWith('t'));
    expect(field(status, 'Name')).toBe('true');
    expect(field(status, 'SigPnd')).toBe('0'.repeat(16)); // the stop is for the exec, not for another signal
    expect(await launcher().call('kill', pid, SIGKILL)).toBe(true);
    expect(await launcher().call('end', pid)).toMatchObject({ code: 2, status: SIGKILL });
  });

  const deadly = hows.flatMap((how) => [SIGTERM, SIGUSR1, SIGTRAP].map((signal) => ({ how, signal })));
  test.for(deadly)('$how: signal $signal before the exec ends it, as ever', async ({ how, signal }) => {
    const child = plan(write(PIPEFUL), ...traced, execve('/bin/true'));
    const failure = await signalled(signal, launcher().fail(child, how));
    expect(failure).toMatchObject({ code: 'ERR_CHILD_KILLED', side: 'child' });
    expect(failure.message).toMatch(/ was killed by SIG(TERM|USR1|TRAP) /);
  });

  test.for(hows)('%s: a text that is busy is tried again, each time with a watcher that ends', async (how) => {
    const path = join(dir, 'true');
    copyFileSync('/bin/true', path);
    chmodSync(path, 0o755);
    const before = threads();
    const writer = openSync(path, 'r+');
    expect(await launcher().fail(plan(...traced, execve(path)), how)).toMatchObject({ code: 'ETXTBSY' });
    closeSync(writer);
    while (threads() > before + 1) await setImmediate(); // one more where it was the first to need the launcher's
    const pid = await launcher().start(plan(...traced, execve(path)), how);
    expect(await launcher().call('kill', pid, SIGKILL)).toBe(true);
    expect(await launcher().call('end', pid)).toMatchObject({ code: 2, status: SIGKILL });
  });
});
