import { tcgetpgrp as get, tcsetpgrp as set } from '@forkexec/core-native';
import { integer } from './plan/kinds.js';

const fdNumber = integer(0, 0x7fffffff);
const groupNumber = integer(-0x80000000, 0x7fffffff);

/**
 * The process group in the foreground of a terminal: tcgetpgrp(3), ioctl_tty(2) TIOCGPGRP.
 *
 * @param fd - an open descriptor of the terminal that controls this session
 * @returns 0 for a group that has no number in this pid namespace
 * @throws SyscallError ENOTTY for any other descriptor, EBADF; InvalidAttrError for what is no descriptor
 */
export function tcgetpgrp(fd: number): number {
  return get(fdNumber(fd, 'fd'));
}

/**
 * Puts a process group in the foreground of a terminal: tcsetpgrp(3), ioctl_tty(2) TIOCSPGRP. For taking the terminal back from a
 * child that was started with `foreground`, after it has ended or stopped. Works from the background, too: SIGTTOU, which would stop
 * this process there, is blocked for the time of the call, on the calling thread alone.
 *
 * @param fd - an open descriptor of the terminal that controls this session
 * @param pgid - a process group of this session
 * @throws SyscallError ENOTTY for any other descriptor, EPERM for a group of another session, ESRCH for one that is not there,
 *   EINVAL for a number below 0, EBADF; InvalidAttrError for what is no integer
 */
export function tcsetpgrp(fd: number, pgid: number): void {
  set(fdNumber(fd, 'fd'), groupNumber(pgid, 'pgid'));
}
