import { exec, type ProcessState, startProcess } from '@forkexec/exec';
import { Failure, STATUS } from '../failure.js';
import { withLaunch } from '../launch.js';
import type { CommandLine } from '../options/parse.js';
import { ownsGroup } from '../supervise/ask.js';
import { deadline } from '../supervise/deadline.js';
import { type JsonStatus, jsonStatus } from '../supervise/json-status.js';
import { type LentTerminal, lentTerminal } from '../supervise/lent-terminal.js';
import { refuseClosed } from '../supervise/open-descriptor.js';
import { type PidFile, pidFile } from '../supervise/pid-file.js';
import { type Relay, relaySignals } from '../supervise/relay-signals.js';
import type { Target } from '../supervise/send.js';
import { statusOf } from '../supervise/status-of.js';
import { stopAlong } from '../supervise/stop-along.js';
import { ownTerminal } from '../supervise/terminal.js';

/** How it ended, and whether that was because its time was up. */
interface End {
  readonly state: ProcessState;
  readonly expired: boolean;
}

/** Starts the program, waits for it, and tells its exit status. In a terminal it ends this process itself. */
export async function run(line: CommandLine): Promise<number> {
  const { preserveFds, supervision } = line.ask;
  for (const fd of preserveFds) refuseClosed('--preserve-fd', fd);
  if (supervision.exec) return withLaunch(line, (file, argv, { env, ...attr } = {}) => exec(file, argv, env, attr));
  const report = supervision.jsonStatusFd === undefined ? undefined : jsonStatus(supervision.jsonStatusFd);
  const { status, signal, expired, terminal } = await supervised(line, report);
  return terminal ? terminal.end(status, signal, { expired }) : status;
}

/** With everything given back that it takes, however it ends. */
async function supervised(line: CommandLine, report: JsonStatus | undefined) {
  const { pidFile: path, preserveStatus } = line.ask.supervision;
  let file: PidFile | undefined;
  let relay: Relay | undefined;
  let lent: LentTerminal | undefined;
  try {
    const terminal = ownTerminal();
    relay = relaySignals();
    file = path === undefined ? undefined : pidFile(path);
    const program = await withLaunch(line, (argv0, argv, attr) => {
      if (attr?.sys?.foreground === true) lent = lentTerminal(attr.sys);
      return startProcess(argv0, argv, attr);
    });
    lent?.to(program);
    const target = { program, group: ownsGroup(line.ask.supervision), beforeGoingOn: () => lent?.again() };
    const { state, expired } = await watch(target, line, relay, () => {
      report?.started(program.pid);
      file?.write(program.pid);
    });
    const status = expired && !preserveStatus && state.signal !== 'SIGKILL' ? STATUS.timedOut : statusOf(state);
    report?.ended(status, state, expired);
    const signal = (state.signal ?? undefined) as NodeJS.Signals | undefined;
    return { status, signal, expired, terminal };
  } catch (error) {
    report?.failed(error instanceof Failure ? error.status : STATUS.failed, error);
    throw error;
  } finally {
    lent?.back();
    relay?.stop();
    file?.remove();
    await report?.close();
  }
}

/** From its start to its end. What fails in between takes it along. */
async function watch(target: Target, line: CommandLine, relay: Relay, announce: () => void): Promise<End> {
  const { supervision, foregroundGroup } = line.ask;
  const { program, group } = target;
  const time = deadline(target, supervision);
  const following = stopAlong(program, relay, { onlyAsked: group && !foregroundGroup, hidden: supervision.init });
  try {
    relay.to(target, (signal) => {
      time.passed(signal);
      following.passed(signal);
    });
    announce();
    following.look();
    const state = await program.wait();
    return { state, expired: time.expired };
  } catch (error) {
    program.kill('SIGKILL');
    await program.wait();
    throw error;
  } finally {
    time.cancel();
    following.end();
  }
}
