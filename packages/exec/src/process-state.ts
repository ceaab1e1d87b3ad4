import { signalName } from '@forkexec/attrs';
import type { ExitStatus } from '@forkexec/core-native';

/** What a process used, getrusage(2). All zero where nobody could tell. */
export interface ResourceUsage {
  /** Time in user mode, milliseconds. */
  readonly userMs: number;
  /** Time in the kernel, milliseconds. */
  readonly systemMs: number;
  /**
   * The largest resident set, in bytes. The kernel counts what the child had before execve(2) too, and a child of a large
   * process starts with that process's: so it is never below the launcher's own peak.
   */
  readonly maxRssBytes: number;
  readonly minorPageFaults: number;
  readonly majorPageFaults: number;
  /** Blocks of 512 bytes read from and written to file systems. */
  readonly inBlocks: number;
  readonly outBlocks: number;
  readonly voluntaryContextSwitches: number;
  readonly involuntaryContextSwitches: number;
}

/** Of what never ran. @internal */
export const noUsage: ResourceUsage = {
  userMs: 0,
  systemMs: 0,
  maxRssBytes: 0,
  minorPageFaults: 0,
  majorPageFaults: 0,
  inBlocks: 0,
  outBlocks: 0,
  voluntaryContextSwitches: 0,
  involuntaryContextSwitches: 0,
};

/** How a process ended: Go's `os.ProcessState`. */
export class ProcessState {
  readonly pid: number;
  /** The exit status, or null when a signal ended it or nobody could tell. */
  readonly exitCode: number | null;
  /** The signal that ended it, `'SIGKILL'`, or null. */
  readonly signal: string | null;
  /** Whether the kernel dumped core: CLD_DUMPED, waitid(2). */
  readonly coreDumped: boolean;
  readonly rusage: ResourceUsage;

  /** @internal */
  constructor(pid: number, exit: ExitStatus) {
    this.pid = pid;
    this.exitCode = exit.code === CLD_EXITED ? exit.status : null;
    this.signal = exit.code === CLD_KILLED || exit.code === CLD_DUMPED ? signalName(exit.status) : null;
    this.coreDumped = exit.code === CLD_DUMPED;
    this.rusage = usage(exit);
  }

  /** Whether it exited with status 0. */
  get success(): boolean {
    return this.exitCode === 0;
  }

  /** `exit status 1`, `signal: SIGKILL (core dumped)`, as Go prints it. */
  toString(): string {
    if (this.exitCode !== null) return `exit status ${this.exitCode}`;
    if (this.signal !== null) return `signal: ${this.signal}${this.coreDumped ? ' (core dumped)' : ''}`;
    return 'ended, status unknown';
  }
}

// waitid(2), si_code
const CLD_EXITED = 1;
const CLD_KILLED = 2;
const CLD_DUMPED = 3;

function usage(exit: ExitStatus): ResourceUsage {
  return {
    userMs: exit.userUs / 1000,
    systemMs: exit.systemUs / 1000,
    maxRssBytes: exit.maxRssKb * 1024,
    minorPageFaults: exit.minorFaults,
    majorPageFaults: exit.majorFaults,
    inBlocks: exit.inBlocks,
    outBlocks: exit.outBlocks,
    voluntaryContextSwitches: exit.voluntarySwitches,
    involuntaryContextSwitches: exit.involuntarySwitches,
  };
}
