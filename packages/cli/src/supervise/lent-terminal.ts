/** `--foreground-group`: the terminal is the program's while it runs, as it is that of a job that a shell has started. */
import type { SysProcAttr } from '@forkexec/attrs';
import { type Process, tcgetpgrp, tcsetpgrp } from '@forkexec/exec';
import { processGroup } from './process-group.js';

export interface LentTerminal {
  /** Whom it is lent to, from now on: it has been so since before the program's first instruction. */
  to(program: Process): void;
  /** Before the program goes on: after a shell's `fg` the terminal is ours, and goes on to the program. After `bg` it is not. */
  again(): void;
  /** Ours again, where it was, unless somebody else has it by now. A launch that failed half-way may have left it with nobody. */
  back(): void;
}

/** undefined: it stays ours. */
export function lentTerminal(sys: SysProcAttr | null | undefined): LentTerminal | undefined {
  if (sys?.foreground !== true) return undefined;
  const fd = sys.ctty ?? 0;
  const own = processGroup('self') ?? 0;
  const before = holder(fd);
  let group: number | undefined;
  return {
    to: (program) => (group = processGroup(program.pid) ?? program.pid),
    again() {
      if (group !== undefined && holder(fd) === own) give(fd, group);
    },
    back() {
      const now = holder(fd);
      if (now === undefined || before !== own || now === own) return;
      if (now === group || isGone(now)) give(fd, own);
    },
  };
}

function holder(fd: number): number | undefined {
  try {
    return tcgetpgrp(fd);
  } catch {
    return undefined; // no terminal of ours (any more): the launch says so where it matters
  }
}

function give(fd: number, group: number): void {
  try {
    tcsetpgrp(fd, group);
  } catch {
    // The group has ended meanwhile, or the terminal is gone: there is nobody to give it to.
  }
}

function isGone(group: number): boolean {
  try {
    process.kill(-group, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
