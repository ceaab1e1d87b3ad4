import { readFileSync } from 'node:fs';

/** The fields of proc_pid_stat(5) from the third on; undefined: no such process, or no /proc. */
function stat(pid: number | 'self'): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command's name stands in parentheses and may hold anything.
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** The process group of a process. */
export function processGroup(pid: number | 'self'): number | undefined {
  const pgrp = stat(pid)?.[2];
  return pgrp === undefined ? undefined : Number(pgrp);
}

/** Whether this session has a terminal: without one there is no job control. */
export function hasTerminal(): boolean {
  const tty = stat('self')?.[4];
  return tty !== undefined && tty !== '0';
}

/** Whether our process group is the foreground one of our terminal. */
export function isForeground(): boolean {
  const fields = stat('self');
  return fields?.[2] !== undefined && fields[2] === fields[5];
}
