import { show } from './show.js';

/** An unsigned 64-bit word: a number up to 2^53-1, or a bigint. */
export type Word = number | bigint;

/**
 * `struct clone_args` of clone3(2), Linux 5.3; Go's `cloneArgs`. All words are unsigned and 64 bits wide; pointers are
 * addresses in the caller's memory; what is left out is 0.
 */
export interface CloneArgs {
  /** `CLONE_*`, all but CLONE_DETACHED, and no exit signal in the low byte. */
  readonly flags?: Word;
  /** Where to store the pidfd (`int *`): CLONE_PIDFD. */
  readonly pidFD?: Word;
  /** Where to store the tid in the child's memory (`pid_t *`): CLONE_CHILD_SETTID, CLONE_CHILD_CLEARTID. */
  readonly childTID?: Word;
  /** Where to store the tid in the parent's memory (`pid_t *`): CLONE_PARENT_SETTID. */
  readonly parentTID?: Word;
  /** The signal for the parent when the child ends: 17 is SIGCHLD; 0 is none. */
  readonly exitSignal?: Word;
  /** The lowest byte of the child's stack. */
  readonly stack?: Word;
  /** Its size in bytes. */
  readonly stackSize?: Word;
  /** The thread-local storage: CLONE_SETTLS. */
  readonly tls?: Word;
  /** The pids to choose, innermost namespace first (`pid_t *`); Linux 5.5. Needs CAP_CHECKPOINT_RESTORE (5.9) or CAP_SYS_ADMIN. */
  readonly setTID?: Word;
  /** How many there are at `setTID`; Linux 5.5. */
  readonly setTIDSize?: Word;
  /** A descriptor of the cgroup's directory: CLONE_INTO_CGROUP; Linux 5.7. */
  readonly cgroup?: Word;
}

/** The order of the fields in memory. */
const fields = [
  'flags',
  'pidFD',
  'childTID',
  'parentTID',
  'exitSignal',
  'stack',
  'stackSize',
  'tls',
  'setTID',
  'setTIDSize',
  'cgroup',
] as const satisfies readonly (keyof CloneArgs)[];

/** The size of the struct in bytes, `CLONE_ARGS_SIZE_VER2`; Linux 5.7. */
export const CLONE_ARGS_SIZE = 88;

/**
 * The 88 bytes of the struct, little endian, as clone3(2) reads them on every architecture that this project supports.
 * @throws RangeError naming the field that is not an unsigned 64-bit integer; TypeError for a field that does not exist.
 */
export function encodeCloneArgs(args: CloneArgs): Uint8Array {
  for (const name of Object.keys(args)) {
    if (!(fields as readonly string[]).includes(name)) throw new TypeError(`clone args have no field ${show(name)}`);
  }
  const view = new DataView(new ArrayBuffer(CLONE_ARGS_SIZE));
  fields.forEach((field, i) => view.setBigUint64(i * 8, wordOf(field, args[field]), true));
  return new Uint8Array(view.buffer);
}

function wordOf(field: string, value: Word = 0): bigint {
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) {
    const word = BigInt(value);
    if (word >= 0n && word < 1n << 64n) return word;
  }
  throw new RangeError(`${field} must be an unsigned 64-bit integer, not ${show(value)}`);
}
