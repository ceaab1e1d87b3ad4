import { fstatSync } from 'node:fs';
import { signalNumber } from '@forkexec/attrs';
import { type ProcessState, startProcess } from '@forkexec/exec';
import { Failure, STATUS } from '../failure.js';
import { withLaunch } from '../launch.js';
import type { CommandLine } from '../options/parse.js';
import { relaySignals } from '../relay-signals.js';

/** Starts the program, waits for it, and tells its exit status. */
export async function run(line: CommandLine): Promise<number> {
  line.ask.preserveFds.forEach(refuseClosed);
  const relay = relaySignals({ sameGroup: !line.ask.setsid && !line.ask.ctty });
  try {
    const program = await withLaunch(line, startProcess);
    relay.to(program);
    return statusOf(await program.wait());
  } finally {
    relay.stop();
  }
}

function statusOf({ exitCode, signal }: ProcessState): number {
  if (signal !== null) return STATUS.signalled + signalNumber(signal);
  // Null as well when somebody else reaped it; nothing else in this process does.
  return exitCode ?? STATUS.failed;
}

/** Now, before the launch opens descriptors of its own: one of those would pass for the user's. */
function refuseClosed(fd: number): void {
  try {
    fstatSync(fd);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Failure(`--preserve-fd: descriptor ${fd}: ${code}`, undefined, `open it for forkexec: … ${fd}<file`);
  }
}
