import { type ExitStatus, readExit } from './exit-status.js';
import { native } from './load.js';
import { BATCH, EVENT_LAUNCH, EVENT_PIPE, EVENT_TRACE, RECORD, RECORD_TEXT } from './native.js';
import { type Outcome, textAt } from './outcome.js';
import { readTrace, type TraceEvent, WORDS_AT } from './trace-event.js';

/**
 * Who is told of a launch and of the end of its process, or of a traced one's stops. Called on the event loop, outside of any
 * user's code.
 */
export interface Listener {
  launched?(outcome: Outcome): void;
  traced?(event: TraceEvent): void;
  /** The last event: the pidfd may be closed from here on. */
  exited?(exit: ExitStatus): void;
}

/** Who is told that there is something to look at in a pipe's end: it may be something that was seen already. */
export interface PipeListener {
  ready(): void;
}

const listeners = new Map<number, Listener>();
/** By their slots. */
const pipes: (PipeListener | undefined)[] = [];
const records = new Float64Array(RECORD * BATCH);
/** The same memory: arguments of system calls have 64 bits, a number 53. */
const words = new BigUint64Array(records.buffer);
let nextId = 0;
let holds = 0;
let listening = false;

/** Registers a listener and gives the number that the core knows it by. */
export function listen(listener: Listener): number {
  begin();
  do nextId = (nextId + 1) >>> 0;
  while (listeners.has(nextId));
  listeners.set(nextId, listener);
  return nextId;
}

function begin(): void {
  if (listening) return;
  native().onEvents(dispatch, records);
  listening = true;
}

export function listenToPipe(slot: number, listener: PipeListener): void {
  begin();
  pipes[slot] = listener;
}

export function forgetPipe(slot: number): void {
  pipes[slot] = undefined;
}

export function forget(id: number): void {
  listeners.delete(id);
}

/** Keeps the event loop alive until {@link letGo}; counted. */
export function keepAlive(): void {
  if (holds++ === 0) native().ref(true);
}

export function letGo(): void {
  if (--holds === 0) native().ref(false);
}

function dispatch(count: number): void {
  for (let at = 0; at < count * RECORD; at += RECORD) {
    try {
      tell(records[at + 1]!, at);
    } catch (error) {
      // One listener's mistake is not to cost the others their events.
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}

function tell(id: number, at: number): void {
  const listener = listeners.get(id);
  const kind = records[at];
  if (kind === EVENT_PIPE) {
    pipes[id]?.ready();
    return;
  }
  if (kind === EVENT_TRACE) {
    const event = readTrace(records, at + 2, words.subarray(at + WORDS_AT, at + RECORD));
    if (event) listener?.traced?.(event);
    return;
  }
  if (kind !== EVENT_LAUNCH) {
    listeners.delete(id);
    listener?.exited?.(readExit(records, at + 2));
    return;
  }
  listener?.launched?.({
    end: records[at + 2]!,
    pid: records[at + 3]!,
    pidfd: records[at + 4]!,
    step: records[at + 5]!,
    call: records[at + 6]!,
    err: records[at + 7]!,
    said: textAt(records, 8 * (at + RECORD_TEXT), records[at + 8]!),
  });
}
