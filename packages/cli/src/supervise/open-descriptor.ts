/** Which descriptors whoever started forkexec has opened for it. */
import { fstatSync, readdirSync, readlinkSync } from 'node:fs';
import { Failure } from '../failure.js';

/**
 * Now, before the launch opens descriptors of its own: one of those would pass for the user's.
 * @throws Failure for one that is not open, or is Node's
 */
export function refuseClosed(option: string, fd: number): void {
  const problem = errnoOf(fd) ?? (isNodes(fd) ? 'EBADF' : undefined);
  if (problem !== undefined)
    throw new Failure(`${option}: descriptor ${fd}: ${problem}`, undefined, `open it for forkexec: … ${fd}<file`);
}

function errnoOf(fd: number): string | undefined {
  try {
    fstatSync(fd);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'EBADF';
  }
}

/**
 * Whether Node has opened it for its event loops: it takes the lowest free numbers for that before any program of its can look, and
 * what is written to such a descriptor ends it (SIGABRT, SIGSEGV). They are told by what they are, from the first epoll set on, whose
 * number is the lowest: epoll sets, eventfds, io_urings, and pipes that have both ends in this process.
 */
function isNodes(fd: number): boolean {
  const all = links();
  const mine = all.get(fd);
  const first = [...all].find(([, link]) => link === 'anon_inode:[eventpoll]')?.[0] ?? Number.POSITIVE_INFINITY;
  if (mine === undefined || fd < first) return false;
  if (/^anon_inode:\[(eventpoll|eventfd|io_uring)\]$/.test(mine)) return true;
  return mine.startsWith('pipe:') && [...all].some(([other, link]) => other !== fd && other > first && link === mine);
}

/** What each descriptor is, in their order; nothing without a /proc. */
function links(): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  try {
    for (const fd of readdirSync('/proc/self/fd')
      .map(Number)
      .toSorted((a, b) => a - b)) {
      const link = linkOf(fd);
      if (link !== undefined) found.set(fd, link);
    }
  } catch {
    // No /proc: what is Node's cannot be told.
  }
  return found;
}

function linkOf(fd: number): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return undefined; // the one that the directory was read by
  }
}
