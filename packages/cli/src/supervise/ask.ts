/** What the options ask for that is done while the program runs, or instead of staying in front of it. */
export interface Supervision {
  /** Milliseconds; 0: no limit. */
  timeout: number | undefined;
  /** What the program gets when its time is up; SIGTERM. */
  signal: number | undefined;
  /** Milliseconds from the first signal to SIGKILL. */
  killAfter: number | undefined;
  preserveStatus: boolean;
  foreground: boolean;
  /** Says which signal is sent when the time is up. */
  verbose: boolean;
  pidFile: string | undefined;
  jsonStatusFd: number | undefined;
  init: boolean;
  exec: boolean;
}

export function askNoSupervision(): Supervision {
  return {
    timeout: undefined,
    signal: undefined,
    killAfter: undefined,
    preserveStatus: false,
    foreground: false,
    verbose: false,
    pidFile: undefined,
    jsonStatusFd: undefined,
    init: false,
    exec: false,
  };
}

/** Whether the program gets a process group of its own, all of which is signalled when its time is up: timeout(1). */
export function ownsGroup({ timeout, foreground, init }: Supervision): boolean {
  return timeout !== undefined && !foreground && !init;
}
