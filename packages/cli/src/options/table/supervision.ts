/** Names and meanings are those of timeout(1), tini(1) and bwrap(1). */
import { signalNumber } from '@forkexec/attrs';
import type { Section } from '../option.js';
import { duration, statusDescriptor } from '../supervision-values.js';
import { path } from '../values.js';

/** Not of `trace`, whose program has a tracer in front of it. */
const launching = ['run', 'plan'] as const;

export const supervision: Section = {
  title: 'Supervision',
  options: [
    {
      long: 'timeout',
      kind: 'value',
      metavar: 'TIME',
      help: 'end the program and its process group after TIME: 1.5, 90s, 2m, 1h, 1d; 0: never',
      fields: ['setpgid'],
      commands: launching,
      take: (ask, value) => (ask.supervision.timeout = duration(value)),
    },
    {
      long: 'signal',
      short: 's',
      kind: 'value',
      metavar: 'SIG',
      help: 'what it gets when its time is up (TERM)',
      commands: launching,
      take: (ask, value) => (ask.supervision.signal = signalNumber(value)),
    },
    {
      long: 'kill-after',
      short: 'k',
      kind: 'value',
      metavar: 'TIME',
      help: 'KILL if it still runs this long after the first signal that should end it',
      commands: launching,
      take: (ask, value) => (ask.supervision.killAfter = duration(value)),
    },
    {
      long: 'preserve-status',
      kind: 'flag',
      help: "exit with the program's status even when its time was up",
      commands: launching,
      take: (ask) => (ask.supervision.preserveStatus = true),
    },
    {
      long: 'foreground',
      kind: 'flag',
      help: 'with --timeout: it stays in our process group and may use the terminal; only itself is signalled',
      commands: launching,
      take: (ask) => (ask.supervision.foreground = true),
    },
    {
      long: 'verbose',
      short: 'v',
      kind: 'flag',
      help: 'with --timeout: say on standard error which signal is sent',
      commands: launching,
      take: (ask) => (ask.supervision.verbose = true),
    },
    {
      long: 'init',
      kind: 'flag',
      help: 'a new pid namespace, whose process 1 is a small one that passes signals on and reaps; implies -p',
      fields: ['init'],
      commands: launching,
      take: (ask) => (ask.supervision.init = true),
    },
    {
      long: 'exec',
      kind: 'flag',
      help: 'become the program: nothing of forkexec stays, and what takes a new process is refused',
      commands: launching,
      take: (ask) => (ask.supervision.exec = true),
    },
    {
      long: 'pid-file',
      kind: 'value',
      metavar: 'FILE',
      help: "write the program's pid there once it runs; removed when it has ended",
      commands: launching,
      take: (ask, value) => (ask.supervision.pidFile = path(value)),
    },
    {
      long: 'json-status-fd',
      kind: 'value',
      metavar: 'FD',
      help: 'write what happens to descriptor FD, as lines of JSON: child-pid, exit-code, error',
      commands: launching,
      take: (ask, value) => (ask.supervision.jsonStatusFd = statusDescriptor(value)),
    },
  ],
};
