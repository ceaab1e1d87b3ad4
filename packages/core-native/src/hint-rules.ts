import type { Scene } from './hint-scene.js';
import type { OpName, StepOf } from './ops.js';

/** What can fail outside of any step: the clone and what surrounds it (native.ts: CLONE_CALLS, PREPARE_CALLS). */
type Call =
  | 'clone'
  | 'clone3'
  | 'pidfd_open'
  | 'pipe2'
  | 'eventfd2'
  | 'epoll_create1'
  | 'malloc'
  | 'mmap'
  | 'pthread_create'
  | 'epoll_ctl'
  | 'waitid'
  | 'open'
  | 'fcntl'
  | 'sched_setattr';

/**
 * A cause and, after a semicolon, what to do about it. What is said must be true as far as the condition in front of it
 * reaches; what is only likely says "may".
 */
export type Hint<K extends OpName | Call> =
  | string
  | ((scene: Scene, step: K extends OpName ? StepOf<K> : undefined) => string | undefined);

/** By op, or by system call where no step had begun, and by errno: `'EPERM EACCES'` is a row for both. */
export type Rules = { readonly [K in OpName | Call]?: { readonly [codes: string]: Hint<K> } };

/** A number of things in words: `mount`, `mount and pid`, `mount, pid and net`. */
export function enumerate(words: readonly string[]): string {
  const [last = '', ...rest] = words.toReversed();
  return rest.length === 0 ? last : `${rest.toReversed().join(', ')} and ${last}`;
}
