import { signalName, signalNumber, syscallName } from '@forkexec/attrs';
import type { Signal, SyscallArch } from '@forkexec/attrs';
import { describeErrno, openTrace, SyscallError, type Trace, type TraceEvent } from '@forkexec/core-native';

/** Why a traced process is stopped: ptrace(2), "Stopped states". */
export type Stop =
  /** A program has begun: it has not done anything yet. The first stop, and one at each further execve(2). */
  | { readonly kind: 'exec' }
  /** Before a signal is delivered. Going on with no signal suppresses it. A step ends in a SIGTRAP. */
  | { readonly kind: 'signal'; readonly signal: string }
  /** Stopped by job control; every way to go on ends that stop. */
  | { readonly kind: 'group-stop'; readonly signal: string }
  /** Before a system call. `args` are the six registers, unsigned, whether the call uses them or not. */
  | {
      readonly kind: 'syscall-enter';
      readonly number: number;
      /** `'openat'`; `'syscall_500'` for a number without a name here. */
      readonly name: string;
      readonly args: readonly bigint[];
    }
  /** After a system call. */
  | {
      readonly kind: 'syscall-exit';
      readonly number: number;
      readonly name: string;
      /** What it returned, signed; a negated errno where `error` is set. */
      readonly value: bigint;
      /** `'ENOENT'`; `'ERESTARTSYS'` and its like when a signal has interrupted it, strace(1). */
      readonly error?: string;
    };

/**
 * A request that the kernel has no tracee for, with the fields of Node's own system errors: ESRCH of ptrace(2), said before it
 * is asked.
 */
export class NotStoppedError extends Error {
  override readonly name = 'NotStoppedError';
  readonly code = 'ESRCH';
  readonly errno = -3;
  readonly syscall = 'ptrace';
  readonly pid: number;
  constructor(pid: number, problem: string) {
    super(`ptrace: ESRCH, process ${pid} ${problem}`);
    this.pid = pid;
  }
}

type Request = Parameters<Trace['request']>[0];
interface Waiter {
  resolve(stop: Stop | undefined): void;
  reject(error: Error): void;
}

/** What the events reach. Not the Ptrace itself: that one, once nobody holds it, is to be collected. */
class Stops {
  stop: Stop | undefined;
  over = false;
  waiters: Waiter[] = [];
  #last: Stop | undefined;
  /** Only while somebody waits: it must not keep the trace. */
  trace: Trace | undefined;

  take(): Stop | undefined {
    this.#last = this.stop;
    this.stop = undefined;
    return this.#last;
  }

  next(trace: Trace): Promise<Stop | undefined> {
    return new Promise((resolve, reject) => {
      trace.hold(true);
      this.trace = trace;
      this.waiters.push({ resolve, reject });
    });
  }

  told(event: TraceEvent): void {
    const waiters = this.waiters.splice(0);
    this.trace?.hold(false);
    this.trace = undefined;
    if (event.what === 'refused') {
      this.stop = this.#last ?? { kind: 'exec' }; // the first stop is always that
      const error = new SyscallError('ptrace', -event.errno);
      for (const waiter of waiters) waiter.reject(error);
      return;
    }
    this.over = event.what === 'over';
    this.stop = stopOf(event);
    for (const waiter of waiters) waiter.resolve(this.stop);
  }
}

/**
 * The hold on a process that was started with `ptrace: true`, or `undefined` for others: {@link Process.ptrace}. Its requests
 * are those of ptrace(2), each resolved with what comes of it; the event loop stays alive while one is waited for.
 *
 * Only the program's first thread is traced, and none of the processes that it makes. A setuid program that it runs gains no
 * privileges. When this object is collected, or its worker ends, the process is detached, at its next stop if it runs. When this
 * process ends, the kernel detaches it: it goes on.
 */
export class Ptrace {
  readonly #pid: number;
  readonly #trace: Trace | undefined;
  readonly #stops: Stops;
  readonly #signal: (signal: Signal) => boolean;

  /** @internal */
  constructor(pid: number, signal: (signal: Signal) => boolean, stops: Stops, trace: Trace | undefined) {
    this.#pid = pid;
    this.#signal = signal;
    this.#stops = stops;
    this.#trace = trace;
  }

  /** Whether it is traced no more: it has ended, or was detached. */
  get over(): boolean {
    return this.#stops.over;
  }

  /** The stop that it is in, or the next one. undefined when there is none to come: it has ended, or was detached. */
  stopped(): Promise<Stop | undefined> {
    const { stop, over } = this.#stops;
    return stop || over || !this.#trace ? Promise.resolve(stop) : this.#stops.next(this.#trace);
  }

  /**
   * Goes on to the next stop: PTRACE_CONT.
   *
   * @param signal - delivered to the process as it goes on, in a stop of kind `signal`. None when left out: whatever it was about
   *   to get is suppressed; give `stop.signal` to let it through, or another in its place.
   * @returns the next stop; undefined when the process has ended instead, or was detached
   * @throws NotStoppedError while it runs and after its end; RangeError or TypeError for what is no signal
   */
  cont(signal?: Signal): Promise<Stop | undefined> {
    return this.#go('cont', signal);
  }

  /** {@link cont} to the next entry or exit of a system call, or whatever stops it before: PTRACE_SYSCALL. */
  syscall(signal?: Signal): Promise<Stop | undefined> {
    return this.#go('syscall', signal);
  }

  /**
   * {@link cont} for one instruction, after which it stops with SIGTRAP: PTRACE_SINGLESTEP.
   * @throws SyscallError EIO on a machine that cannot; it is still in the same stop then.
   */
  step(signal?: Signal): Promise<Stop | undefined> {
    return this.#go('step', signal);
  }

  /**
   * Lets it run by itself from now on: PTRACE_DETACH. One that is in a group-stop stays stopped until it gets SIGCONT.
   * @param signal - as for {@link cont}
   * @throws NotStoppedError while it runs (it can only be detached in a stop: send it a SIGSTOP) and after its end
   */
  async detach(signal?: Signal): Promise<void> {
    await this.#go('detach', signal);
  }

  /** SIGKILL, stopped or not. @returns false when the process has ended. */
  kill(): boolean {
    return this.#signal('SIGKILL');
  }

  /** Detaches it, at its next stop if it runs. @internal */
  abandon(): void {
    if (!this.#stops.over) this.#trace?.abandon();
  }

  async #go(request: Request, signal: Signal | undefined): Promise<Stop | undefined> {
    const number = signal === undefined || signal === 0 ? 0 : signalNumber(signal);
    if (this.#stops.over || !this.#trace) throw new NotStoppedError(this.#pid, 'is traced no more');
    if (!this.#stops.stop) throw new NotStoppedError(this.#pid, 'is not stopped: wait for stopped() first');
    this.#trace.request(request, number);
    this.#stops.take();
    return this.#stops.next(this.#trace);
  }
}

/** The Ptrace of a child, if it is traced and nobody else has taken it. @internal */
export function openPtrace(pid: number, signal: (signal: Signal) => boolean): Ptrace | undefined {
  const stops = new Stops();
  const trace = openTrace(pid, (event) => stops.told(event));
  return trace && new Ptrace(pid, signal, stops, trace);
}

/** That of a process which was traced and ended before anybody looked. @internal */
export function endedPtrace(pid: number, signal: (signal: Signal) => boolean): Ptrace {
  const stops = new Stops();
  stops.over = true;
  return new Ptrace(pid, signal, stops, undefined);
}

/** linux/audit.h, AUDIT_ARCH_*. */
const arches: ReadonlyMap<number, SyscallArch> = new Map([
  [0xc000003e, 'x64'],
  [0xc00000b7, 'arm64'],
]);

/** What a system call returns to the kernel itself, and strace(1) shows: linux/errno.h. */
const restarts: ReadonlyMap<bigint, string> = new Map([
  [-512n, 'ERESTARTSYS'],
  [-513n, 'ERESTARTNOINTR'],
  [-514n, 'ERESTARTNOHAND'],
  [-516n, 'ERESTART_RESTARTBLOCK'],
]);

function nameOf({ number, arch }: { readonly number: number; readonly arch: number }): string {
  const known = arches.get(arch);
  return (known && syscallName(number, known)) ?? `syscall_${number}`;
}

function stopOf(event: Exclude<TraceEvent, { what: 'refused' }>): Stop | undefined {
  switch (event.what) {
    case 'over':
      return undefined;
    case 'exec':
      return { kind: 'exec' };
    case 'signal':
    case 'group-stop':
      return { kind: event.what, signal: signalName(event.signal) };
    case 'syscall-enter':
      return { kind: event.what, number: event.number, name: nameOf(event), args: event.args };
    default: {
      const { what: kind, number, value, isError } = event;
      const done = { kind, number, name: nameOf(event), value };
      return isError ? { ...done, error: restarts.get(value) ?? describeErrno(-Number(value))[0] } : done;
    }
  }
}
