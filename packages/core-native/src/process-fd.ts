import { constants } from 'node:os';
import { describeErrno } from './errno.js';
import { forget, keepAlive, letGo, listen } from './events.js';
import { EXIT_NUMBERS, type ExitStatus, readExit } from './exit-status.js';
import { word } from './format-text.js';
import { native } from './load.js';

const numbers = new Float64Array(EXIT_NUMBERS);

/** A system call outside of a launch that failed, with the fields of Node's own system errors. */
export class SyscallError extends Error {
  readonly code: string;
  readonly errno: number;
  readonly syscall: string;
  /** The file that the call was about, if it was about one. */
  declare readonly path?: string;
  /** What the cause is likely to be, and what to do about it. */
  declare readonly hint?: string;
  constructor(
    syscall: string,
    negated: number,
    more: { readonly path?: string; readonly hint?: string; readonly argument?: string } = {},
  ) {
    const about = more.path ?? more.argument;
    const [code, text] = describeErrno(-negated);
    super(`${syscall}${about === undefined ? '' : ` ${word(about)}`}: ${code}, ${text}`);
    this.name = 'SyscallError';
    this.code = code;
    this.errno = negated;
    this.syscall = syscall;
    if (more.path !== undefined) this.path = more.path;
    if (more.hint !== undefined) this.hint = more.hint;
  }
}

function check(syscall: string, result: number): number {
  if (result < 0) throw new SyscallError(syscall, result);
  return result;
}

/**
 * A descriptor for a process that exists: pidfd_open(2), Linux 5.3. Close-on-exec; the caller closes it.
 * @throws SyscallError ESRCH when there is no such process.
 */
export function pidfdOpen(pid: number): number {
  return check('pidfd_open', native().pidfdOpen(pid));
}

/**
 * pidfd_send_signal(2), Linux 5.1: never reaches another process that got the same number.
 * @returns false when the process is gone.
 * @throws SyscallError EPERM, EINVAL.
 */
export function pidfdSendSignal(pidfd: number, signal: number): boolean {
  const result = native().pidfdSendSignal(pidfd, signal);
  if (result === -3 /* ESRCH */) return false;
  check('pidfd_send_signal', result);
  return true;
}

/** close(2) for a descriptor that a launch or {@link pidfdOpen} gave. */
export function closePidfd(pidfd: number): void {
  check('close', native().close(pidfd));
}

/**
 * How a child ended: waitid(2) P_PIDFD, Linux 5.4. Blocks the thread. Reaps it if it was launched here, and leaves it to
 * whoever started it otherwise.
 * @throws SyscallError ECHILD when it is no child of this process, or somebody has reaped it already.
 */
export function waitSync(pidfd: number): ExitStatus {
  check('waitid', native().takeExit(pidfd, true, numbers));
  return readExit(numbers, 0);
}

/** An exit that is waited for; the event loop stays alive for it unless unref'ed. */
export class ExitWatch {
  #handle: object | undefined;
  #id: number;
  #held = false;

  /** @internal */
  constructor(pidfd: number, exited: (exit: ExitStatus) => void, pid: number) {
    this.#id = listen({
      exited: (exit) => {
        this.#handle = undefined;
        this.unref();
        exited(exit);
      },
    });
    const handle = native().watch(pid, pidfd, this.#id);
    if (typeof handle === 'number') {
      forget(this.#id);
      // The thread that waits may not have been started yet: `fx_reaper_start`.
      const call = { [-constants.errno.EMFILE]: 'epoll_create1', [-constants.errno.EAGAIN]: 'pthread_create' }[handle];
      throw new SyscallError(call ?? 'epoll_ctl', handle);
    }
    this.#handle = handle;
    this.ref();
  }

  /** The event loop stays alive for it (the default). */
  ref(): void {
    if (this.#held || !this.#handle) return;
    this.#held = true;
    keepAlive();
  }

  /** The event loop may end before the process does. */
  unref(): void {
    if (!this.#held) return;
    this.#held = false;
    letGo();
  }

  /** Stops waiting. False when the exit is already on its way. */
  cancel(): boolean {
    if (!this.#handle || !native().unwatch(this.#handle)) return false;
    this.#handle = undefined;
    forget(this.#id);
    this.unref();
    return true;
  }
}

/**
 * Calls back once when the process of `pidfd` has ended. A child that was launched here is reaped; the status of another
 * child of this process is told and left to whoever started it. The pidfd must stay open until then (or until
 * {@link ExitWatch.cancel}) and stays the caller's.
 *
 * @param pid - its number, if known: how it ended is then told also where another of our watches was faster
 * @throws SyscallError when it cannot be watched.
 */
export function watchExit(pidfd: number, exited: (exit: ExitStatus) => void, pid = 0): ExitWatch {
  return new ExitWatch(pidfd, exited, pid);
}
