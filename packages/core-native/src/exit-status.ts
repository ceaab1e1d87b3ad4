/** How a process ended, as waitid(2) and getrusage(2) tell it. */
export interface ExitStatus {
  /** CLD_EXITED (1), CLD_KILLED (2), CLD_DUMPED (3); 0 when nobody could tell: not our child, or somebody else waited. */
  readonly code: number;
  /** The exit status, or the signal's number. */
  readonly status: number;
  readonly userUs: number;
  readonly systemUs: number;
  readonly maxRssKb: number;
  readonly minorFaults: number;
  readonly majorFaults: number;
  readonly inBlocks: number;
  readonly outBlocks: number;
  readonly voluntarySwitches: number;
  readonly involuntarySwitches: number;
}

/** How many numbers the core writes for one. */
export const EXIT_NUMBERS = 11;

/** Reads them from `at` on, in the order of native/records.c's fx_exit_record. */
export function readExit(n: Float64Array, at: number): ExitStatus {
  return {
    code: n[at]!,
    status: n[at + 1]!,
    userUs: n[at + 2]!,
    systemUs: n[at + 3]!,
    maxRssKb: n[at + 4]!,
    minorFaults: n[at + 5]!,
    majorFaults: n[at + 6]!,
    inBlocks: n[at + 7]!,
    outBlocks: n[at + 8]!,
    voluntarySwitches: n[at + 9]!,
    involuntarySwitches: n[at + 10]!,
  };
}
