/**
 * Runs the cases of one file in {vfork, vm, fork} × {root, an unprivileged user}. How children are made is found out once per
 * process, and so is who one is: each combination is a process of its own, runner.mjs, which a first test starts.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, test } from 'vitest';
import type { Result } from '../fixtures/runner.mjs';
import type { Case, Who } from '../fixtures/suite.mjs';
import { install, type Installed } from './installed.js';

/** Nobody's: with no entry in passwd, no processes, no files. */
export const USER = 54321;
const isRoot = process.geteuid?.() === 0;

type Mode = 'vfork' | 'vm' | 'fork';

interface Combination {
  readonly mode: Mode;
  readonly who: Who;
}

interface MatrixOptions {
  readonly modes?: readonly Mode[];
  /** A command that runs another: what the runners run under. */
  readonly under?: readonly string[];
  /** Why nothing of it can run here. */
  readonly missing?: string | undefined;
}

/** @param file - its name under fixtures/cases, for the processes that run the `cases` imported from there */
export function matrix(file: string, cases: readonly Case[], options: MatrixOptions = {}): void {
  const { modes = ['vfork', 'vm', 'fork'], under = [], missing } = options;
  const wanted = (who: Who) => cases.filter(({ as }) => as === undefined || as === who);
  const all = (['root', 'user'] as const)
    .filter((who) => wanted(who).length > 0)
    .flatMap((who) => modes.map((mode): Combination => ({ mode, who })));
  const runners: Runner[] = [];
  let installed: Installed | undefined;
  const start = (combination: Combination): Runner =>
    new Runner((installed ??= install()), `cases/${file}`, combination, under);
  afterAll(async () => {
    for (const runner of runners) await runner?.stop();
    installed?.remove();
  });

  for (const [i, { mode, who }] of all.entries()) {
    describe(`${mode}, ${who}`, () => {
      for (const { name } of wanted(who)) {
        test(name, async ({ skip }) => {
          skip(missing !== undefined, missing);
          skip(who === 'root' && !isRoot, 'needs root');
          // The next one with it: half of the time a runner waits.
          for (const ahead of [i, i + 1]) if (all[ahead]) runners[ahead] ??= start(all[ahead]);
          const { skip: reason, error } = await runners[i]!.result(name);
          skip(reason !== undefined, reason);
          if (error) throw Object.assign(new Error(error.message), { stack: error.stack });
          expect(error).toBeUndefined();
        });
      }
    });
  }
}

class Runner {
  readonly #process: ChildProcess;
  readonly #results = new Map<string, Result>();
  #stderr = '';
  #over: string | undefined;
  #changed = (): void => undefined;

  constructor({ node, fixture }: Installed, file: string, { mode, who }: Combination, under: readonly string[]) {
    const asUser = who === 'user' && isRoot ? [node, fixture('as-user.mjs'), `${USER}`] : [];
    const command = [...under, ...asUser, node, '--expose-gc', fixture('runner.mjs'), fixture(file)];
    const [name = '', ...args] = command;
    const env = { ...process.env, FORKEXEC_CHILD: mode };
    // A group of its own, so that stop() reaches whatever a failed case left.
    this.#process = spawn(name, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true, cwd: '/' });
    createInterface({ input: this.#process.stdout! }).on('line', (line) => {
      const result = JSON.parse(line) as Result;
      this.#results.set(result.name, result);
      this.#changed();
    });
    this.#process.stderr!.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.#process.on('close', (code, signal) => {
      this.#over = `the runner ended: ${signal ?? `exit status ${code}`}\n${this.#stderr}`;
      this.#changed();
    });
  }

  async result(name: string): Promise<Result> {
    for (;;) {
      const result = this.#results.get(name);
      if (result) return result;
      if (this.#over !== undefined) throw new Error(this.#over);
      await new Promise<void>((resolve) => (this.#changed = resolve));
    }
  }

  async stop(): Promise<void> {
    const { pid } = this.#process;
    if (pid === undefined || this.#over !== undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it has just ended
    }
    while (this.#over === undefined) await new Promise<void>((resolve) => (this.#changed = resolve));
  }
}
