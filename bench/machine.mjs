// Where the numbers come from, and how much of the machine others had meanwhile.
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';

export function machine() {
  return {
    date: new Date().toISOString().slice(0, 10),
    kernel: release(),
    cpu: cpus()[0]?.model ?? 'unknown',
    cpus: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    hugePages:
      /\[(\w+)\]/.exec(readFileSync('/sys/kernel/mm/transparent_hugepage/enabled', 'latin1'))?.[1] ?? 'unknown',
    node: process.versions.node,
  };
}

/**
 * Starts a measurement of the share of all CPU time, from 0 to 1, that neither idled nor belonged to these processes and
 * their children. In ticks, so only good for seconds, proc_stat(5).
 * @param {() => readonly number[]} pids those that run at the moment; they are this process's children
 * @returns {() => number}
 */
export function foreignShare(pids) {
  const sum = () => own([process.pid, ...pids()]);
  const before = { all: all(), own: sum() };
  return () => {
    const now = all();
    const total = now.total - before.all.total;
    const foreign = now.busy - before.all.busy - (sum() - before.own);
    return total > 0 ? Math.max(0, foreign / total) : 0;
  };
}

/** user nice system idle iowait irq softirq steal (guest time is in user's already) */
function all() {
  const line = readFileSync('/proc/stat', 'latin1').split('\n', 1)[0] ?? '';
  const ticks = line.split(/\s+/).slice(1, 9).map(Number);
  const total = ticks.reduce((sum, n) => sum + n, 0);
  return { total, busy: total - (ticks[3] ?? 0) - (ticks[4] ?? 0) };
}

/**
 * utime, stime and those of the children that were waited for: fields 14 to 17 of proc_pid_stat(5).
 * @param {readonly number[]} pids
 */
function own(pids) {
  let sum = 0;
  for (const pid of pids) {
    const stat = statOf(pid);
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    for (const ticks of fields.slice(11, 15)) sum += Number(ticks);
  }
  return sum;
}

/** One that has just ended is in its parent's sums. @param {number} pid */
function statOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return '';
  }
}
