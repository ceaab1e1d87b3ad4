import { readFileSync } from 'node:fs';
import { type Caps, capsFromData, decodeCapData, encodeCapHeader, LINUX_CAPABILITY_VERSION_3 } from '@forkexec/attrs';
import { capget, SyscallError } from '@forkexec/core-native';
import { integer } from './plan/kinds.js';

/** The five sets of a process, capabilities(7): bit n for capability n. attrs' `capSetNames` and `capsToText` print them. */
export interface ProcessCaps extends Caps {
  /** What an execve can give at most, or a thread add to its inheritable set. */
  readonly bounding: bigint;
  /** What an ordinary program keeps over execve; Linux 4.3. */
  readonly ambient: bigint;
}

const pidNumber = integer(1, 0x7fffffff);

/**
 * The capabilities that a live process has now: capget(2), and its `/proc/PID/status` for the bounding and the ambient set, which
 * no call tells of another process. Needs no privilege. The process may change or end between the two looks. Right after a launch
 * it may still have those from before its execve: the kernel gives the program's own a moment after it has left our memory.
 *
 * @param pid - its number; left out: this thread
 * @throws SyscallError ESRCH when there is no such process; the errno of open or read where `/proc` does not show it.
 *   InvalidAttrError for what is no number of a process.
 */
export function getCaps(pid?: number): ProcessCaps {
  const number = pid === undefined ? 0 : pidNumber(pid, 'pid');
  const header = encodeCapHeader({ version: LINUX_CAPABILITY_VERSION_3, pid: number });
  const data = new Uint8Array(24);
  capget(header, data);
  const status = readStatus(number === 0 ? '/proc/thread-self/status' : `/proc/${number}/status`);
  return { ...capsFromData(decodeCapData(data)), bounding: setOf(status, 'CapBnd'), ambient: setOf(status, 'CapAmb') };
}

function readStatus(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    const { errno = -5, syscall = 'read' } = error as NodeJS.ErrnoException;
    // read(2) of a process that has ended since the file was opened says ESRCH by itself.
    const hint = 'the process has just ended, or /proc is not mounted or hides it (hidepid); look again as its user';
    throw new SyscallError(syscall, errno, { path, hint });
  }
}

/** Kernels before 4.3 have no line for the ambient set: then it is empty. */
function setOf(status: string, field: string): bigint {
  const bits = new RegExp(`^${field}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1];
  return bits === undefined ? 0n : BigInt(`0x${bits}`);
}
