/** For a launcher that stays in front of its program: native/supervise.cc. */
import { native } from './load.js';
import { SyscallError } from './process-fd.js';

/** native/supervise.cc, kModes. */
const MODES = 64;
/** si_code of a signal that no process has sent: sigaction(2). */
const SI_KERNEL = 0x80;
const GONE = [-10, -3]; // ECHILD, ESRCH

/**
 * Whether a child has been stopped since this was last asked: waitid(2) P_PIDFD with WSTOPPED, Linux 5.4. SIGCHLD says when to ask.
 * @returns the signal's number, or 0
 */
export function takeStop(pidfd: number): number {
  const result = native().takeStop(pidfd);
  if (result >= 0) return result;
  if (GONE.includes(result)) return 0;
  throw new SyscallError('waitid', result);
}

/** From now on {@link signalIsFromKernel} knows of a signal that `process.on` listens for. */
export function watchOrigin(signal: number): void {
  const result = native().noteOrigin(signal);
  if (result < 0) throw new SyscallError('sigaction', result);
}

/** Whether the last of these signals came from the kernel, as those of a terminal's keys do, and not from a process. */
export function signalIsFromKernel(signal: number): boolean {
  return native().originOf(signal) === SI_KERNEL;
}

/** The modes of a terminal: tcgetattr(3). undefined: the descriptor is none. */
export function terminalModes(fd: number): Uint8Array | undefined {
  const modes = new Uint8Array(MODES);
  return native().getModes(fd, modes) < 0 ? undefined : modes;
}

/**
 * Puts modes back: tcsetattr(3), TCSANOW.
 * @throws SyscallError EIO for a terminal that is gone
 */
export function setTerminalModes(fd: number, modes: Uint8Array): void {
  const result = native().setModes(fd, modes);
  if (result < 0) throw new SyscallError('ioctl', result);
}

/** Ends this process at once, exit_group(2): no `exit` event, and a terminal keeps the modes that it has. */
export function quit(status: number): never {
  return native().quit(status);
}

/** Ends this process by a signal, without a core; returns where that signal ends nobody. */
export function dieBy(signal: number): void {
  native().dieBy(signal);
}
