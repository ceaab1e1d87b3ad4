import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { ExitStatus, Plan, Step } from '@forkexec/core-native';
import type { Begun, Calls, Failure } from './fixtures/launcher.mjs';

/** The ways to make a child; a process keeps to one, FORKEXEC_CHILD says to which. */
export const modes = ['vfork', 'vm', 'fork'] as const;
export type Mode = (typeof modes)[number];
export const hows = ['launchSync', 'launch'] as const;
export type How = (typeof hows)[number];

export interface LauncherOptions {
  readonly mode?: Mode;
  /** A command that runs what stands behind it: `[seccompDeny, 'clone3=ENOSYS', '--']`. */
  readonly under?: readonly string[];
  /** Another user, with no privilege and no group but the one of the same number. */
  readonly uid?: number;
  /** Another group, as root: /proc/<pid>/status belongs to it while the process is dumpable, and to group 0 while not. */
  readonly gid?: number;
  readonly env?: Readonly<Record<string, string>>;
}

const packageDir = fileURLToPath(new URL('..', import.meta.url));

/** A copy of the package where any user may read it: a checkout may lie in a private folder. */
function publicCopy(): string {
  const dir = mkdtempSync(join(tmpdir(), 'forkexec-public-'));
  for (const name of ['dist', 'prebuilds', 'package.json', 'test/fixtures']) {
    cpSync(join(packageDir, name), join(dir, name), { recursive: true });
  }
  chmodSync(dir, 0o755);
  return dir;
}

/** A process of its own that launches what it is told: test/fixtures/launcher.mjs. */
export class Launcher {
  readonly process: ChildProcess;
  readonly #cleanup: () => void;
  readonly #waiting = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  #nextId = 0;
  #hello!: Awaited<ReturnType<Calls['hello']>>;

  static async start(options: LauncherOptions = {}): Promise<Launcher> {
    const launcher = new Launcher(options);
    launcher.#hello = await launcher.call('hello');
    return launcher;
  }

  private constructor({ mode, under = [], uid, gid, env }: LauncherOptions) {
    const dir = uid === undefined ? packageDir : publicCopy();
    this.#cleanup = () => uid !== undefined && rmSync(dir, { recursive: true });
    const fixture = (name: string) => join(dir, 'test', 'fixtures', name);
    const own = [process.execPath, fixture('launcher.mjs')];
    // The process in between must not take the channel for its own.
    const apart = ['env', '-u', 'NODE_CHANNEL_FD', '-u', 'NODE_CHANNEL_SERIALIZATION_MODE', process.execPath];
    const asUser = [...apart, fixture('as-user.mjs'), String(uid), String(uid), '3', fixture('launcher.mjs')];
    const [command = '', ...args] = [...under, ...(uid === undefined ? own : asUser)];
    this.process = spawn(command, args, {
      cwd: '/',
      env: { ...process.env, NODE_OPTIONS: '', NODE_EXTRA_CA_CERTS: '', ...(mode && { FORKEXEC_CHILD: mode }), ...env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      serialization: 'advanced',
      ...(gid !== undefined && { gid }),
    });
    this.process.on('message', (message) => this.#answer(message as never));
    this.process.on('exit', (code, signal) => this.#fail(new Error(`the launcher ended: ${signal ?? code}`)));
    this.process.on('error', (error) => this.#fail(error));
  }

  #answer({ id, value, error }: { id: number; value: never; error?: string }): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(value);
    else waiting?.reject(new Error(error));
  }

  #fail(error: Error): void {
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }

  call<K extends keyof Calls>(call: K, ...args: Parameters<Calls[K]>): Promise<Awaited<ReturnType<Calls[K]>>> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.process.send({ id, call, args }, (error) => error && reject(error));
    });
  }

  /** The descriptor that children write their output to. */
  get out(): number {
    return this.#hello.out;
  }
  get pid(): number {
    return this.#hello.pid;
  }
  /** The descriptors that every child has which does not close them: somebody started the tests with them. */
  get inheritable(): readonly number[] {
    return this.#hello.inheritable;
  }
  get facts() {
    return this.#hello.facts;
  }

  /** Everything that is made at the first use and kept for the next is made. */
  async warmUp(): Promise<void> {
    const programs: Step[] = [execve('/bin/true'), execve('/nonexistent')];
    for (const how of hows) {
      for (const last of programs) {
        for (const child of [[last], [{ op: 'hold' } as const, last]]) {
          const { pid } = await this.call('begin', plan(...child), how);
          if (pid !== undefined) await this.call('end', pid);
        }
      }
    }
  }

  /** @throws Error when the launch fails */
  async start(given: Plan, how: How): Promise<number> {
    const begun: Begun = await this.call('begin', given, how);
    if (begun.failure) throw new Error(`the launch failed: ${begun.failure.message}`);
    return begun.pid;
  }

  async run(given: Plan, how: How): Promise<ExitStatus> {
    return this.call('end', await this.start(given, how));
  }

  /** The error of a launch that must fail. */
  async fail(given: Plan, how: How): Promise<Failure> {
    const begun: Begun = await this.call('begin', given, how);
    if (begun.failure) return begun.failure;
    throw new Error(`it started, and ended with ${JSON.stringify(await this.call('end', begun.pid))}`);
  }

  /** What a program writes when it runs behind these steps; it must end with status 0. */
  async see(how: How, steps: readonly Step[], command: readonly string[], more: Partial<Plan> = {}): Promise<string> {
    const child = [...steps, { op: 'dup3', from: this.out, to: 1, cloexec: false } as const, execve(...command)];
    const { code, status } = await this.run({ clone: { flags: 0 }, parent: [], ...more, child }, how);
    const output = await this.call('output');
    assert.deepEqual({ code, status }, { code: 1, status: 0 }, output);
    return output;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const { mask, ignored } = await this.call('state');
      assert.deepEqual(
        { mask, ignored },
        { mask: this.#hello.mask, ignored: this.#hello.ignored },
        'its signals changed',
      );
      const exited = once(this.process, 'exit');
      this.process.disconnect();
      assert.deepEqual(await exited, [0, null], 'the launcher did not end well');
    }
    this.#cleanup();
  }
}

export function execve(...argv: readonly string[]): Step {
  return { op: 'execve', path: argv[0]!, argv, env: null };
}

/** A plan of child steps alone. */
export function plan(...child: readonly Step[]): Plan {
  return { clone: { flags: 0 }, parent: [], child };
}

/** One suite for each way to make children, with a launcher of its own. */
export function inEachMode(options: LauncherOptions, tests: (launcher: () => Launcher, mode: Mode) => void): void {
  for (const mode of modes) {
    describe(`FORKEXEC_CHILD=${mode}`, () => {
      let launcher: Launcher;
      beforeAll(async () => {
        launcher = await Launcher.start({ mode, ...options });
        expect(launcher.facts).toMatchObject({ forced: true, mode: modes.indexOf(mode) });
      });
      afterAll(() => launcher.stop());
      tests(() => launcher, mode);
    });
  }
}

/** `Uid: 1 2 3 4` of a /proc/<pid>/status. */
export function field(status: string, key: string): string {
  const value = new RegExp(`^${key}:[\\t ]*(.*)$`, 'm').exec(status)?.[1];
  if (value === undefined) throw new Error(`no ${key} in ${status}`);
  return value.replaceAll('\t', ' ').trim();
}
