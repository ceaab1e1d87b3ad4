/** What a traced process stopped for, as the core tells it: enum fx_trace_what of native/trace.h. */
export type TraceEvent =
  /** It has ended, or is traced no more: the last event. */
  | { readonly what: 'over' }
  | { readonly what: 'exec' }
  | { readonly what: 'signal' | 'group-stop'; readonly signal: number }
  | {
      readonly what: 'syscall-enter';
      readonly number: number;
      readonly arch: number;
      readonly args: readonly bigint[];
    }
  | {
      readonly what: 'syscall-exit';
      readonly number: number;
      readonly arch: number;
      readonly value: bigint;
      readonly isError: boolean;
    }
  /** A request failed; the process is still in the same stop. */
  | { readonly what: 'refused'; readonly errno: number };

const kinds = ['', 'over', 'exec', 'signal', 'group-stop', 'syscall-enter', 'syscall-exit', 'refused'] as const;

/** Where the 64-bit words begin in a record: behind its kind, its id, and three numbers. */
export const WORDS_AT = 5;

/** What stands at `at` of the records (records.c: put_stop), or nothing where it goes on already. */
export function readTrace(records: Float64Array, at: number, words: BigUint64Array): TraceEvent | undefined {
  const what = kinds[records[at]!]!;
  const number = records[at + 1]!;
  const arch = records[at + 2]!;
  switch (what) {
    case '':
      return undefined;
    case 'over':
    case 'exec':
      return { what };
    case 'signal':
    case 'group-stop':
      return { what, signal: number };
    case 'syscall-enter':
      return { what, number, arch, args: [...words.subarray(0, 6)] };
    case 'syscall-exit':
      return { what, number, arch, value: BigInt.asIntN(64, words[0]!), isError: words[1] !== 0n };
    default:
      return { what, errno: number };
  }
}
