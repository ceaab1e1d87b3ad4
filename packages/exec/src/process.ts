import { signalNumber } from '@forkexec/attrs';
import type { ProcAttr, Program, Signal } from '@forkexec/attrs';
import {
  closePidfd,
  type ExitStatus,
  launch,
  type Launched,
  type LaunchListener,
  pidfdOpen,
  pidfdSendSignal,
  type StepError,
  waitSync,
  watchExit,
} from '@forkexec/core-native';
import { InvalidAttrError } from './errors.js';
import { withEnvironment } from './fork-exec.js';
import { arrange, check, isNumbered } from './plan/index.js';
import { caller } from './plan.js';
import { planLater } from './plan-later.js';
import { ProcessState } from './process-state.js';
import { endedPtrace, openPtrace, type Ptrace } from './ptrace.js';

/** What keeps the event loop alive for a process: a launch's handle or a watch. */
interface Keeper {
  ref(): void;
  unref(): void;
}

/** Closes the descriptor of a process that was opened and then forgotten. */
const forgotten = new FinalizationRegistry<number>(closePidfd);

/**
 * A process by its pidfd: Go's `os.Process`. A number that the kernel has given to somebody else in the meantime is never
 * signalled or waited for.
 */
export class Process implements AsyncDisposable {
  readonly pid: number;
  #pidfd: number;
  #state: ProcessState | undefined;
  #keeper: Keeper | undefined;
  #wanted = true;
  /** Whether it was started here, and ends with its scope. */
  readonly #ours: boolean;
  /** Whether it was started with `ptrace`. */
  readonly #traced: boolean;
  #ptrace: Ptrace | undefined;
  #waiting: Promise<ProcessState> | undefined;
  #resolve: ((state: ProcessState) => void) | undefined;
  #reject: ((error: Error) => void) | undefined;

  /** @internal */
  constructor(launched: Launched, keeper?: Keeper, traced = false) {
    this.pid = launched.pid;
    this.#pidfd = launched.pidfd;
    this.#keeper = keeper;
    this.#ours = keeper !== undefined;
    this.#traced = traced;
    if (!this.#ours) forgotten.register(this, launched.pidfd, this);
  }

  /** The process's descriptor, close-on-exec and this object's own; -1 once the process has ended. */
  get pidfd(): number {
    return this.#pidfd;
  }

  /**
   * The hold on a process that was started with `ptrace: true`: by {@link startProcess}, or by {@link forkExec} in this process and
   * then opened. undefined for one that is not traced, is traced no more when first asked, or was asked for elsewhere.
   */
  get ptrace(): Ptrace | undefined {
    const signal = (it: Signal) => this.kill(it);
    this.#ptrace ??= this.#pidfd < 0 ? undefined : openPtrace(this.pid, signal);
    if (this.#traced) this.#ptrace ??= endedPtrace(this.pid, signal);
    return this.#ptrace;
  }

  /**
   * How it ended, once it has; the same answer every time. For a process that is no child of this one only that it is gone:
   * `exitCode` and `signal` are null then.
   * @throws SyscallError when it cannot be watched (epoll_ctl); Error when the process was let go before (asyncDispose).
   */
  wait(): Promise<ProcessState> {
    if (this.#state) return Promise.resolve(this.#state);
    if (!this.#waiting) {
      this.#waiting = new Promise((resolve, reject) => {
        this.#watch();
        this.#resolve = resolve;
        this.#reject = reject;
      });
    }
    return this.#waiting;
  }

  /**
   * {@link wait}, with this thread blocked until the process has ended.
   * @throws SyscallError ECHILD for a process that is no child of this one. Error for one that {@link startProcess} started: its
   *   status is taken in the background; and for one that is traced, whose stops this thread could not be told of.
   */
  waitSync(): ProcessState {
    if (this.#state) return this.#state;
    if (this.#keeper) throw new Error(`process ${this.pid} is waited for in the background: await wait()`);
    if (this.#pidfd < 0) throw this.#gone();
    if (this.ptrace && !this.ptrace.over) throw new Error(`process ${this.pid} is traced: await wait()`);
    return this.ended(waitSync(this.#pidfd));
  }

  /**
   * Sends a signal: pidfd_send_signal(2), Linux 5.1. Signal 0 only asks.
   * @returns false when the process has ended.
   * @throws SyscallError EPERM; RangeError or TypeError for what is no signal.
   */
  kill(signal: Signal = 'SIGTERM'): boolean {
    const number = signal === 0 ? 0 : signalNumber(signal);
    return this.#pidfd >= 0 && pidfdSendSignal(this.#pidfd, number);
  }

  /** The event loop stays alive until it ends (the default). */
  ref(): this {
    this.#wanted = true;
    this.#keeper?.ref();
    return this;
  }

  /** The event loop may end before the process does. */
  unref(): this {
    this.#wanted = false;
    this.#keeper?.unref();
    return this;
  }

  /**
   * The end of an `await using` scope: a process that {@link startProcess} started is killed (SIGKILL) and waited for; one that
   * was only opened is let go; if it is traced, detached, at its next stop where it runs.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#ours) {
      this.kill('SIGKILL');
      await this.wait();
    } else {
      this.#letGo();
    }
  }

  /** @internal */
  ended(exit: ExitStatus): ProcessState {
    const state = new ProcessState(this.pid, exit);
    this.#state = state;
    this.#close();
    this.#resolve?.(state);
    this.#resolve = undefined;
    return state;
  }

  #watch(): void {
    if (this.#keeper) return;
    if (this.#pidfd < 0) throw this.#gone();
    const watch = watchExit(this.#pidfd, (exit) => this.ended(exit), this.pid);
    if (!this.#wanted) watch.unref();
    this.#keeper = watch;
    this.#cancel = () => watch.cancel();
  }

  #cancel: (() => boolean) | undefined;

  #gone(): Error {
    return new Error(`process ${this.pid} was let go`);
  }

  #letGo(): void {
    if (this.#pidfd < 0) return;
    this.#ptrace?.abandon();
    if (this.#cancel?.() === false) return; // its end is on the way and will close it
    this.#keeper = undefined;
    this.#close();
    this.#waiting?.catch(() => undefined); // whoever awaits it hears of it; nobody has to
    this.#reject?.(this.#gone());
    this.#waiting = undefined;
  }

  #close(): void {
    if (this.#pidfd < 0) return;
    forgotten.unregister(this);
    closePidfd(this.#pidfd);
    this.#pidfd = -1;
  }
}

/**
 * Starts a program without blocking the event loop: Go's `os.StartProcess`. Settles when the program runs or has failed to;
 * a running process keeps the event loop alive unless unref'ed, and is reaped by itself when it ends. Names of users and groups
 * are looked up on a thread of libuv's pool.
 *
 * @param argv0 - the program: a path, not searched for in PATH (see {@link lookPath}), or an open descriptor
 * @param argv - the program's arguments, its own name first
 * @param attr - everything else; see {@link ProcAttr} for each field's kernel version and privilege
 * @throws InvalidAttrError before anything is started; StepError naming the step that failed, with nothing left behind.
 */
export function startProcess(argv0: Program, argv: readonly string[], attr?: ProcAttr): Promise<Process> {
  return new Promise((started, failed) => begin(argv0, argv, attr, { started, failed }));
}

/** Who is told of a start: `started` or `failed`, and after `started`, some time, `ended`. @internal */
export interface Starter {
  started(process: Process): void;
  failed(error: Error): void;
  ended?(state: ProcessState): void;
}

/** {@link startProcess} without a promise. @throws InvalidAttrError @internal */
export function begin(argv0: Program, argv: readonly string[], attr: ProcAttr | undefined, starter: Starter): void {
  const given = check(argv0, argv, withEnvironment(attr), caller);
  const start = new Start(starter, given.ptrace);
  if (isNumbered(given)) start.keeper = launch(arrange(given), start);
  else planLater(given, (plan) => (start.keeper = launch(plan, start))).catch((error: Error) => starter.failed(error));
}

class Start implements LaunchListener {
  keeper!: Keeper;
  #process: Process | undefined;
  readonly #starter: Starter;
  readonly #traced: boolean;
  constructor(starter: Starter, traced: boolean) {
    this.#starter = starter;
    this.#traced = traced;
  }
  started(launched: Launched): void {
    this.#process = new Process(launched, this.keeper, this.#traced);
    this.#starter.started(this.#process);
  }
  failed(error: StepError): void {
    this.#starter.failed(error);
  }
  exited(exit: ExitStatus): void {
    const state = this.#process!.ended(exit);
    this.#starter.ended?.(state);
  }
}

/**
 * Any process by its number: pidfd_open(2), Linux 5.3. For a child of this process `wait()` gives its full state, and reaps it if
 * {@link forkExec} started it: a child of somebody else's, node:child_process's for one, is left to its owner. Unlike a started one it is not watched, and does not keep the event loop alive, before `wait()`.
 *
 * @param process - a process's number; or what forkExec gave, whose pidfd this takes over: nothing is opened then
 * @throws SyscallError ESRCH when there is no such process; InvalidAttrError for what is no number of a process.
 */
export function openProcess(process: number | Launched): Process {
  if (typeof process === 'object' && process !== null) {
    const { pid, pidfd } = process;
    return new Process({ pid: whole('process.pid', pid, 1), pidfd: whole('process.pidfd', pidfd, 0) });
  }
  const pid = whole('process', process, 1);
  return new Process({ pid, pidfd: pidfdOpen(pid) });
}

function whole(path: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least && value <= 0x7fffffff) return value;
  throw new InvalidAttrError(path, `expected an integer from ${least} to 2147483647, got ${String(value)}`);
}
