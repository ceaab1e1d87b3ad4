import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Fifo, PIPEFUL } from '../fifo.js';
import { execve, hows, inEachMode, plan } from '../launcher.js';

inEachMode({}, (launcher) => {
  test.for(hows)('%s: argv, argv[0] and empty arguments are given as they are', async (how) => {
    const argv = ['another name', '-c', 'printf "[%s]" "$0" "$@"', 'zero', '', 'ä€😀', 'a b', '-n', '*'];
    const steps = [{ op: 'dup3', from: launcher().out, to: 1, cloexec: false } as const];
    const program = { op: 'execve', path: '/bin/sh', argv, env: null } as const;
    await launcher().run(plan(...steps, program), how);
    const output = Buffer.from(await launcher().call('output'), 'latin1').toString();
    expect(output).toBe('[zero][][ä€😀][a b][-n][*]');
  });

  test.for(hows)('%s: env is given as it is, in its order', async (how) => {
    const env = ['B=2', 'A=1', 'A=other', 'odd', '=', 'EMPTY='];
    const steps = [{ op: 'dup3', from: launcher().out, to: 1, cloexec: false } as const];
    await launcher().run(
      plan(...steps, { op: 'execve', path: '/bin/cat', argv: ['cat', '/proc/self/environ'], env }),
      how,
    );
    expect(await launcher().call('output')).toBe(env.map((entry) => `${entry}\0`).join(''));
  });

  test.for(hows)('%s: without env it is the process environment of that moment', async (how) => {
    const l = launcher();
    await l.call('setEnv', 'FORKEXEC_TEST_A', 'before');
    expect(await l.see(how, [], ['/bin/cat', '/proc/self/environ'])).toContain('\0FORKEXEC_TEST_A=before\0');
    await l.call('setEnv', 'FORKEXEC_TEST_A', 'after');
    await l.call('setEnv', 'FORKEXEC_TEST_B', 'x'.repeat(100_000));
    const environ = await l.see(how, [], ['/bin/cat', '/proc/self/environ']);
    expect(environ).toContain('FORKEXEC_TEST_A=after\0');
    expect(environ).toContain(`FORKEXEC_TEST_B=${'x'.repeat(100_000)}\0`);
    await l.call('setEnv', 'FORKEXEC_TEST_A', undefined);
    await l.call('setEnv', 'FORKEXEC_TEST_B', undefined);
    expect(await l.see(how, [], ['/bin/cat', '/proc/self/environ'])).not.toContain('FORKEXEC_CASE');
  });

  test('launch: that moment is the call, though the child comes to it later', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'forkexec-env-'));
    const gate = new Fifo(dir, 'gate');
    onTestFinished(async () => {
      await gate.close();
      rmSync(dir, { recursive: true });
    });
    const l = launcher();
    await l.call('setEnv', 'FORKEXEC_TEST_A', 'at the call');
    const parent = [{ op: 'writeFile', path: gate.path, data: PIPEFUL, optional: false } as const];
    const seeing = l.see('launch', [{ op: 'hold' }], ['/bin/cat', '/proc/self/environ'], { parent });
    await gate.take(1);
    await l.call('setEnv', 'FORKEXEC_TEST_A', 'after it');
    await l.call('setEnv', 'FORKEXEC_TEST_B', 'after it');
    await gate.rest();
    const environ = await seeing;
    expect(environ).toContain('\0FORKEXEC_TEST_A=at the call\0');
    expect(environ).not.toContain('after it');
    await l.call('setEnv', 'FORKEXEC_TEST_A', undefined);
    await l.call('setEnv', 'FORKEXEC_TEST_B', undefined);
  });

  test.for(hows)('%s: exit statuses', async (how) => {
    for (const status of [0, 1, 7, 127, 255]) {
      const exit = await launcher().run(plan(execve('/bin/sh', '-c', `exit ${status}`)), how);
      expect(exit).toMatchObject({ code: 1, status });
    }
  });

  test.for(hows)('%s: the op exit ends without a program', async (how) => {
    for (const [given, seen] of [
      [0, 0],
      [3, 3],
      [256, 0],
      [-1, 255],
    ] as const) {
      const exit = await launcher().run(plan({ op: 'setsid' }, { op: 'exit', status: given }), how);
      expect(exit).toMatchObject({ code: 1, status: seen });
    }
  });

  test.for(hows)('%s: signals', async (how) => {
    for (const name of ['SIGKILL', 'SIGTERM', 'SIGUSR1', 'SIGPIPE'] as const) {
      const program = execve('/bin/sh', '-c', `kill -${name.slice(3)} $$`);
      const exit = await launcher().run(plan({ op: 'resetSignals' }, { op: 'sigmask', mask: 0 }, program), how);
      expect(exit, name).toMatchObject({ code: 2, status: constants.signals[name] });
    }
  });

  test.for(hows)('%s: a dumped core', async (how, { skip }) => {
    const dir = mkdtempSync(join(tmpdir(), 'forkexec-core-'));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    const hard = execFileSync('sh', ['-c', 'ulimit -Hc'], { encoding: 'utf8' }).trim();
    skip(hard !== 'unlimited', `needs a hard limit on core files that allows one, not ${hard}`);
    const RLIMIT_CORE = 4;
    const steps = [
      { op: 'chdir', path: dir },
      { op: 'prlimit', resource: RLIMIT_CORE, soft: 1 << 30, hard: 2n ** 64n - 1n },
      { op: 'resetSignals' },
      { op: 'sigmask', mask: 0 },
    ] as const;
    const exit = await launcher().run(plan(...steps, execve('/bin/sh', '-c', 'kill -QUIT $$')), how);
    expect(exit).toMatchObject({ code: 3, status: constants.signals.SIGQUIT });
    const none = { ...steps[1], soft: 0 };
    const silent = plan(steps[0], none, steps[2], steps[3], execve('/bin/sh', '-c', 'kill -QUIT $$'));
    expect(await launcher().run(silent, how)).toMatchObject({ code: 2, status: constants.signals.SIGQUIT });
  });

  test.for(hows)('%s: rusage is the child’s own', async (how) => {
    const idle = await launcher().run(plan(execve('/bin/true')), how);
    const busy = await launcher().run(
      plan(execve('/bin/sh', '-c', 'i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done')),
      how,
    );
    expect(busy.userUs).toBeGreaterThan(5000);
    expect(busy.userUs).toBeLessThan(30e6);
    expect(idle.userUs + idle.systemUs).toBeLessThan(busy.userUs + busy.systemUs);
    expect(busy.maxRssKb).toBeGreaterThan(500);
    expect(busy.minorFaults).toBeGreaterThan(20);
  });

  test.for(hows)('%s: a kill reaches a running child', async (how) => {
    const pid = await launcher().start(plan({ op: 'sigmask', mask: 0 }, execve('/bin/sleep', '1000')), how);
    expect(await launcher().call('kill', pid, constants.signals.SIGTERM)).toBe(true);
    expect(await launcher().call('end', pid)).toMatchObject({ code: 2, status: constants.signals.SIGTERM });
  });

  test('waiting without the event loop', async () => {
    expect(await launcher().call('runSync', plan(execve('/bin/sh', '-c', 'exit 9')))).toMatchObject({
      code: 1,
      status: 9,
    });
  });
});
