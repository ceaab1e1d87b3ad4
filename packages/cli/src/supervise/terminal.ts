/** The terminal as the program leaves it. */
import { dieBy, quit, setTerminalModes, terminalModes } from '@forkexec/exec/supervise';
import { isForeground } from './process-group.js';

export interface Terminal {
  /**
   * Ends this process. What the program did to the terminal's modes stays, as it is with a program that a shell starts, unless a signal has
   * ended it half-way: then the modes are again what they were. A shell is to see that signal, too, so that a key ends its loop: but
   * for one of a time limit, which has a status of its own.
   */
  end(status: number, signal: NodeJS.Signals | undefined, options?: { readonly expired: boolean }): never;
}

/** undefined: none of our standard descriptors is one. */
export function ownTerminal(): Terminal | undefined {
  // Not by node:tty, which brings Node's sockets and streams, 2 ms.
  const found = [0, 1, 2].map((fd) => ({ fd, modes: terminalModes(fd) })).find(({ modes }) => modes !== undefined);
  if (!found) return undefined;
  return {
    end(status, signal, { expired } = { expired: false }) {
      if (signal === undefined || !isForeground()) return quit(status);
      putBack(found.fd, found.modes!);
      return expired ? quit(status) : dieBy(signal);
    },
  };
}

function putBack(fd: number, modes: Uint8Array): void {
  try {
    setTerminalModes(fd, modes);
  } catch {
    // EIO: the terminal is gone, and its modes with it.
  }
}
