/** What stands in the place of Node's native `Process` behind a ChildProcess: the launch, the exit, signals. */
import { AsyncResource } from 'node:async_hooks';
import { signalName } from '@forkexec/attrs';
import {
  closePidfd,
  type ExitStatus,
  type ExitWatch,
  InvalidPlanError,
  type Launched,
  launchSync,
  pidfdSendSignal,
  StepError,
  SyscallError,
  waitSync,
  watchExit,
} from '@forkexec/core-native';
import { ChildStdio, type StdioEntry } from './child-stdio.js';
import { isDetached } from './flags.js';
import { type LaunchRequest, planOf } from './launch-plan.js';
import { type InternalHandle, original } from './original.js';
import { isDenied } from './permission.js';
import { mustThrow } from './refused.js';

const ENOENT = -2;
const ESRCH = -3;
const E2BIG = -7;
const ECHILD = -10;
const EAGAIN = -11;
const EACCES = -13;
const SIGKILL = 9;
/** Node goes on after these: the child is told of the error later, and its streams are there and end at once. */
const TOLD_LATER = [EACCES, EAGAIN, ENOENT];
const KILLED = 2; // CLD_KILLED, waitid(2)

interface Options extends LaunchRequest {
  readonly stdio: readonly StdioEntry[];
}

export class ProcessHandle implements InternalHandle {
  onexit!: (exitCode: number, signalCode: string) => void;
  declare pid?: number;
  /** Why the launch failed. */
  #failure: Error | undefined;
  #sys: unknown;
  #pidfd = -1;
  #watch: ExitWatch | undefined;
  /** The event loop stays alive for it. */
  #wanted = true;
  /** The end is known, and about to be told. */
  #telling: NodeJS.Immediate | undefined;
  /** Where `onexit` is called: AsyncLocalStorage is there what it was when the child was started. */
  readonly #scope = new AsyncResource('PROCESSWRAP');

  /** The StepError behind the errno that {@link spawn} returned; what it says is not lost. @internal */
  static failureOf(handle: unknown): Error | undefined {
    return handle instanceof ProcessHandle ? handle.#failure : undefined;
  }

  /** For the launch to come: Node 24 hands on only the options that it knows. @internal */
  static setSys(handle: unknown, sys: unknown): void {
    if (handle instanceof ProcessHandle) handle.#sys = sys;
  }

  /**
   * `spawn(options)` up to Node 22, `spawn(file, args, cwd, envPairs, stdio, flags, uid, gid)` from Node 24 on.
   * @returns 0, or a negated errno.
   */
  spawn(...given: readonly unknown[]): number {
    if (isDenied()) return mustThrow(original.spawn, ['true']);
    const options = this.#read(given);
    const stdio = ChildStdio.open(options.stdio);
    if (typeof stdio === 'number') return stdio;
    try {
      const error = this.#launch(options, stdio);
      if (error === 0 || TOLD_LATER.includes(error)) stdio.connect();
      return error;
    } catch (error) {
      this.#abandon();
      throw error;
    } finally {
      stdio.close();
    }
  }

  #read(given: readonly unknown[]): Options {
    if (typeof given[0] === 'object') {
      const options = given[0] as Options;
      return { ...options, sys: options.sys ?? this.#sys };
    }
    const [file, args, cwd, envPairs, stdio, flags, uid, gid] = given;
    const detached = isDetached(flags as number);
    return { file, args, cwd, envPairs, stdio, detached, uid, gid, sys: this.#sys } as Options;
  }

  #launch(options: Options, stdio: ChildStdio): number {
    try {
      this.#begin(launchSync(planOf(options, stdio)));
      return 0;
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === undefined) throw error;
      this.#failure = error as Error;
      return errno;
    }
  }

  #begin({ pid, pidfd }: Launched): void {
    this.#pidfd = pidfd;
    this.pid = pid;
    try {
      this.#watch = watchExit(pidfd, (exit) => this.#exited(exit), pid);
      if (!this.#wanted) this.#watch.unref();
    } catch (error) {
      this.#abandon();
      throw error;
    }
  }

  /** A child that nobody would hear of any more. */
  #abandon(): void {
    if (this.#pidfd < 0) return;
    pidfdSendSignal(this.#pidfd, SIGKILL);
    if (!this.#watch || this.#watch.cancel()) waitSync(this.#pidfd);
    this.#watch = undefined;
    this.#closePidfd();
  }

  #exited({ code, status }: ExitStatus): void {
    this.#watch = undefined;
    this.#closePidfd();
    const signal = code >= KILLED ? signalName(status) : '';
    const exitCode = code === 0 ? ECHILD : code >= KILLED ? 0 : status;
    // libuv looks at SIGCHLD after all that is ready beside it: what the child wrote comes before its end. The second time around
    // the loop has asked the kernel for what is ready since it knew of the end.
    // Begun in the child's scope: what a listener throws is caught where AsyncLocalStorage, and who follows async_hooks, know whose
    // it was. The scope of `onexit` itself has been left by then.
    this.#scope.runInAsyncScope(() =>
      this.#later(() =>
        this.#later(() => {
          this.#telling = undefined;
          this.#scope.runInAsyncScope(this.onexit, this, exitCode, signal);
        }),
      ),
    );
  }

  #later(what: () => void): void {
    this.#telling = setImmediate(what);
    if (!this.#wanted) this.#telling.unref();
  }

  #closePidfd(): void {
    closePidfd(this.#pidfd);
    this.#pidfd = -1;
  }

  /** Until its end has been told a child can be signalled, in vain: in Node it is a zombie until then. */
  kill(signal: number): number {
    if (this.#pidfd < 0) return this.#telling ? 0 : ESRCH;
    try {
      pidfdSendSignal(this.#pidfd, signal);
      return 0;
    } catch (error) {
      if (error instanceof SyscallError) return error.errno;
      throw error;
    }
  }

  ref(): void {
    this.#wanted = true;
    this.#watch?.ref();
    this.#telling?.ref();
  }

  unref(): void {
    this.#wanted = false;
    this.#watch?.unref();
    this.#telling?.unref();
  }

  hasRef(): boolean {
    return this.#wanted && (this.#watch ?? this.#telling) !== undefined;
  }

  /**
   * The pidfd goes with the process, which is reaped in any case; whoever closes the handle of one that runs hears no more of it.
   * Node's own calls have no callback.
   */
  close(closed?: () => void): void {
    this.unref();
    this.onexit = () => {};
    if (typeof closed === 'function') process.nextTick(closed);
  }
}

/** The errno of a launch that failed; undefined for a mistake, which is thrown. */
function errnoOf(error: unknown): number | undefined {
  if (error instanceof SyscallError) return error.errno;
  // A child that was killed on its way has no errno: it is told of as an event, by its own name.
  if (error instanceof StepError) return error.errno === 0 ? EAGAIN : error.errno;
  return error instanceof InvalidPlanError && error.path === 'plan' ? E2BIG : undefined;
}
