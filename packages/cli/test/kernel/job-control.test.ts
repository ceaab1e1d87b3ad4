/** An interactive shell in a terminal of script(1)'s, whose keys are our writes: what a user of ^C, ^Z and fg sees. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { bin, command, missing } from './command.js';

const script1 = '/usr/bin/script';
const why = missing(script1, '/bin/bash');
const running: ChildProcessWithoutNullStreams[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

const fx = `${process.execPath} ${bin}`;
const INTERRUPT = '\u0003';
const QUIT = '\u001c';
const SUSPEND = '\u001a';

/** A shell with job control that prompts with `$ `. */
class Shell {
  readonly #terminal = spawn(script1, ['-qec', "PS1='$ ' exec bash --norc --noprofile --noediting -i", '/dev/null']);
  #seen = '';
  #looked = 0;
  #news = (): void => undefined;
  constructor() {
    running.push(this.#terminal);
    this.#terminal.stdout.on('data', (data: Buffer) => {
      this.#seen += String(data);
      this.#news();
    });
  }
  type(keys: string): void {
    this.#terminal.stdin.write(keys);
  }
  /** Waits for a text behind what was waited for before. */
  async sees(text: RegExp): Promise<string> {
    for (;;) {
      const found = text.exec(this.#seen.slice(this.#looked));
      if (found) {
        this.#looked += found.index + found[0].length;
        return found[1] ?? found[0];
      }
      await new Promise<void>((resolve) => (this.#news = resolve));
    }
  }
  /** A line, and the prompt behind what it prints. */
  async run(line: string): Promise<string> {
    this.type(`${line}; echo "<$?>"\n`);
    await this.sees(/echo "<\$\?>"\r?\n/);
    return this.sees(/([^]*?<\d+>)/);
  }
  async end(): Promise<void> {
    this.type('exit\n');
    await once(this.#terminal, 'close');
  }
}

/** Prints its number, then a line for each line that it reads. */
const echoing = `sh -c 'echo "pid:$$"; while read -r x; do echo "read:$x"; done'`;

const state = (pid: string): string => command('ps', ['-o', 'stat=', '-p', pid]).stdout.slice(0, 1);

async function shell(skip: (condition: boolean, note?: string) => void): Promise<Shell> {
  skip(why !== undefined, why);
  const bash = new Shell();
  await bash.sees(/\$ /);
  return bash;
}

describe('^Z and fg', () => {
  test.for([
    ['in our process group', ''],
    ['in one of its own, with --timeout', '--timeout 1h '],
    ['in a pid namespace with an init', '--init '],
  ] as const)('%s', async ([what, options], { skip }) => {
    skip(what.includes('init') && process.geteuid?.() !== 0, 'needs root');
    const bash = await shell(skip);
    const program = options.includes('timeout') ? `sh -c 'echo "pid:$$"; while :; do :; done'` : echoing;
    bash.type(`${fx} ${options}-- ${program}\n`);
    const inside = await bash.sees(/pid:(\d+)\r/);
    bash.type(SUSPEND);
    await bash.sees(/Stopped/);
    await bash.sees(/\$ /);
    if (!what.includes('init')) expect(state(inside)).toBe('T');
    bash.type('fg\n');
    await bash.sees(/forkexec\.js[^\n]*\n/);
    if (options.includes('timeout')) {
      while (state(inside) === 'T');
    } else {
      bash.type('again\n');
      await bash.sees(/read:again/);
    }
    bash.type(INTERRUPT);
    await bash.sees(/\$ /);
    expect(await bash.run('true')).toBe('<0>');
    await bash.end();
  });

  test('a program that stops itself by another signal', async ({ skip }) => {
    const bash = await shell(skip);
    bash.type(`${fx} -- sh -c 'echo one; kill -STOP $$; echo "two"'\n`);
    await bash.sees(/one\r\n/);
    await bash.sees(/Stopped\(SIGSTOP\)|Stopped/);
    await bash.sees(/\$ /);
    bash.type('fg\n');
    expect(await bash.sees(/two\r\n/)).toBe('two\r\n');
    await bash.end();
  });

  test('a program in the background that reads stops for SIGTTIN', async ({ skip }) => {
    const bash = await shell(skip);
    bash.type(`${fx} -- ${echoing} &\n`);
    await bash.sees(/pid:(\d+)\r/);
    bash.type('\nwait\n');
    await bash.sees(/Stopped/);
    bash.type('fg\n');
    await bash.sees(/forkexec\.js[^\n]*\n/);
    bash.type('here\n');
    expect(await bash.sees(/read:here/)).toBe('read:here');
    bash.type('\u0004');
    await bash.sees(/\$ /);
    await bash.end();
  });
});

describe('--foreground-group: a group of its own that has the terminal', () => {
  test('^Z, fg and ^C', async ({ skip }) => {
    const bash = await shell(skip);
    bash.type(`${fx} --foreground-group --timeout 1h -- ${echoing}\n`);
    const inside = await bash.sees(/pid:(\d+)\r/);
    const own = command('ps', ['-o', 'pgid=,tpgid=', '-p', inside]).stdout.trim().split(/ +/);
    expect(own).toEqual([inside, inside]);
    bash.type('read me\n');
    await bash.sees(/read:read me/);
    bash.type(SUSPEND);
    await bash.sees(/Stopped/);
    await bash.sees(/\$ /);
    expect(state(inside)).toBe('T');
    bash.type('fg\n');
    await bash.sees(/forkexec\.js[^\n]*\n/);
    bash.type('again\n');
    await bash.sees(/read:again/);
    bash.type(INTERRUPT);
    await bash.sees(/\$ /);
    expect(await bash.run('(exit $?)')).toContain('<130>');
    await bash.end();
  });

  test('a script has the terminal again, however it ends', async ({ skip }) => {
    const bash = await shell(skip);
    const script = (options: string) => `sh -c '${fx} --foreground-group ${options}; read x; echo "got:$x"'`;
    for (const [options, status] of [
      ['-- sh -c "exit 5"', 'got:one'],
      ['-- sh -c "kill -9 \\$\\$"', 'got:one'],
      ['-- /etc', 'got:one'],
      ['-w /nowhere -- true', 'got:one'],
    ] as const) {
      bash.type(`${script(options)}\none\n`);
      expect(await bash.sees(/got:\w+/), options).toBe(status);
      await bash.sees(/\$ /);
    }
    await bash.end();
  });
});

describe('^C', () => {
  test('ends a loop of the shell, as with the program itself', async ({ skip }) => {
    const bash = await shell(skip);
    bash.type(`while :; do ${fx} -- ${echoing}; done\n`);
    await bash.sees(/pid:(\d+)\r/);
    bash.type(INTERRUPT);
    await bash.sees(/\$ /);
    expect(await bash.run('true')).toBe('<0>');
    await bash.end();
  });

  test.for([
    [INTERRUPT, '<130>'],
    [QUIT, '<131>'],
  ])('%j: the status is %s', async ([key, status], { skip }) => {
    const bash = await shell(skip);
    bash.type(`${fx} -- ${echoing}\n`);
    await bash.sees(/pid:(\d+)\r/);
    bash.type(key!);
    await bash.sees(/\$ /);
    expect(await bash.run('(exit $?)')).toContain(status);
    await bash.end();
  });
});

describe('the modes of the terminal', () => {
  test('what a program sets stays', async ({ skip }) => {
    const bash = await shell(skip);
    expect(await bash.run(`${fx} -- stty susp ^A; stty -a | grep -o 'susp = ..'`)).toContain('susp = ^A');
    await bash.end();
  });

  test.for([
    ['its own', '--', 'kill -TERM \\$\\$'],
    ['that of a time limit', '--foreground --timeout 2 --', 'exec sleep 1000'],
    ['that of a time limit, with the terminal', '--foreground-group --timeout 2 --', 'exec sleep 1000'],
  ])('what one leaves behind that a signal ends does not: %s', async ([, options, end], { skip }) => {
    const bash = await shell(skip);
    const modes = `stty -a | grep -oE -- '-?(isig|icanon|echo) '`;
    // A shell of its own, without job control: bash puts them back itself.
    const out = await bash.run(`sh -c "${fx} ${options} sh -c 'stty raw -echo; ${end}'; ${modes}"`);
    expect(out.replaceAll(/\s+/g, ' ')).toContain('isig icanon echo');
    await bash.end();
  });
});
