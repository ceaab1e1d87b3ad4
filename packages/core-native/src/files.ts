import { native } from './load.js';
import { SyscallError } from './process-fd.js';

/**
 * open(2), close-on-exec, on this thread. Not node:fs's: on Deno its numbers are no descriptors.
 * @returns a descriptor, to be closed with {@link closePidfd}, and closed with the worker that opened it at the latest
 * @throws SyscallError
 */
export function openFile(path: string, flags: number, mode = 0o666): number {
  const fd = native().openFile(path, flags, mode);
  if (fd < 0) throw new SyscallError('open', fd, { path });
  return fd;
}

/** The process's /dev/null, for reading and writing: opened once, never to be closed. */
export function nullFd(): number {
  const fd = native().nullFd();
  if (fd < 0) throw new SyscallError('open', fd, { path: '/dev/null' });
  return fd;
}

/**
 * A signal to the process group that a process leads: pidfd_send_signal(2) with PIDFD_SIGNAL_PROCESS_GROUP, Linux 6.9; before that
 * kill(2), while the leader is there.
 * @returns false when the leader is gone.
 * @throws SyscallError EPERM, EINVAL.
 */
export function signalGroup(pidfd: number, pid: number, signal: number): boolean {
  const result = native().signalGroup(pidfd, pid, signal);
  if (result === -3 /* ESRCH */) return false;
  if (result < 0) throw new SyscallError('pidfd_send_signal', result);
  return true;
}
