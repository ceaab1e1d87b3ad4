import { forget, keepAlive, letGo, listen } from './events.js';
import { native } from './load.js';
import { SyscallError } from './process-fd.js';
import type { TraceEvent } from './trace-event.js';

/** enum fx_trace_request_kind of native/trace.h. */
const REQUESTS = { cont: 1, syscall: 2, step: 3, detach: 4 } as const;

/** The hold on a traced process. When it is collected, the process is detached: now, or at its next stop. */
export class Trace {
  readonly #handle: object;
  #held = false;
  /** @internal */
  constructor(handle: object) {
    this.#handle = handle;
  }

  /**
   * A request of ptrace(2), done by the launcher thread: what comes of it is told as an event.
   * @param signal - delivered to the process as it goes on; 0: none
   * @throws SyscallError ESRCH when the process is in no stop.
   */
  request(what: keyof typeof REQUESTS, signal: number): void {
    const result = native().traceRequest(this.#handle, REQUESTS[what], signal);
    if (result < 0) throw new SyscallError('ptrace', result);
  }

  /** Detaches it: now, or at its next stop. */
  abandon(): void {
    native().traceAbandon(this.#handle);
  }

  /** The event loop stays alive for it from now on, or no longer (the default). */
  hold(on: boolean): void {
    if (on === this.#held) return;
    this.#held = on;
    if (on) keepAlive();
    else letGo();
  }
}

/**
 * The trace of a child that was launched with a `traceMe` step, whose stops are told from now on, the one it is in first. Only
 * one can be told of a process.
 *
 * @param traced - is called for each event; must not keep the Trace from being collected
 * @returns undefined when the process is not traced, has ended, or is told to somebody else already.
 */
export function openTrace(pid: number, traced: (event: TraceEvent) => void): Trace | undefined {
  const id = listen({
    traced: (event) => {
      if (event.what === 'over') forget(id);
      traced(event);
    },
  });
  const handle = native().traceOpen(pid, id);
  if (handle) return new Trace(handle);
  forget(id);
  return undefined;
}
