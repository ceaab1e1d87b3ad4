import { type Process, type ProcessState, startProcess } from '@forkexec/exec';
import { withLaunch } from '../launch.js';
import type { CommandLine } from '../options/parse.js';
import { refuseClosed } from '../supervise/open-descriptor.js';
import { relaySignals } from '../supervise/relay-signals.js';
import { statusOf } from '../supervise/status-of.js';
import { ownTerminal } from '../supervise/terminal.js';
import { Sink } from '../trace/sink.js';
import { Tracer } from '../trace/tracer.js';

/** Runs the program and prints its system calls; its exit status is the program's. */
export async function trace(line: CommandLine): Promise<number> {
  const { preserveFds, trace: ask } = line.ask;
  for (const fd of preserveFds) refuseClosed('--preserve-fd', fd);
  const terminal = ownTerminal();
  const relay = relaySignals();
  let state: ProcessState;
  try {
    const sink = new Sink(ask.output);
    try {
      state = await withLaunch(line, async (file, argv, attr) => {
        const program = await startProcess(file, argv, { ...attr, sys: { ...attr?.sys, ptrace: true } });
        relay.to({ program, group: false });
        const tracer = new Tracer(program, ask, sink);
        const end = await untilTheEnd(program, () =>
          tracer.follow(program.ptrace!, file, argv, Object.keys(attr?.env ?? process.env).length),
        );
        tracer.end(end);
        return end;
      });
    } finally {
      sink.close();
    }
  } finally {
    relay.stop();
  }
  const status = statusOf(state);
  return terminal ? terminal.end(status, (state.signal ?? undefined) as NodeJS.Signals | undefined) : status;
}

/** Who cannot go on tracing lets the program go on by itself, and does not wait for it. */
async function untilTheEnd(program: Process, follow: () => Promise<void>): Promise<ProcessState> {
  try {
    await follow();
  } catch (error) {
    await program.ptrace?.detach().catch(() => undefined); // it runs or has ended: then the kernel does so when we end
    program.unref();
    throw error;
  }
  return program.wait();
}
