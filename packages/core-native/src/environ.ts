import { isMainThread } from 'node:worker_threads';
import { writesThrough } from './environ-probe.js';
import { native } from './load.js';

/** The bytes of the process's own environment, a NUL behind each entry. */
export function environBytes(): Buffer {
  return Buffer.from(native().environ());
}

const known = new WeakMap<object, boolean>();

/**
 * Whether an object is the process's own environment, so that the core may copy `environ` instead (0.2 µs, not 40: reading
 * `process.env` asks the C library for each name). False in workers, whose `process.env` is a copy, and for an object
 * that a program or a test runner has put in its place.
 */
export function environIsLive(env: object): boolean {
  let live = known.get(env);
  if (live === undefined) {
    live = isMainThread && writesThrough(env as Record<string, string | undefined>);
    known.set(env, live);
  }
  return live;
}
