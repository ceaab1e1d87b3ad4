import type { Ask } from '../ask.js';
import { makesUser } from './id-maps.js';

const staying: readonly (readonly [option: string, given: (ask: Ask) => boolean])[] = [
  ['--timeout', ({ supervision }) => supervision.timeout !== undefined],
  ['--kill-after', ({ supervision }) => supervision.killAfter !== undefined],
  ['--pid-file', ({ supervision }) => supervision.pidFile !== undefined],
  ['--json-status-fd', ({ supervision }) => supervision.jsonStatusFd !== undefined],
  ['--init', ({ supervision }) => supervision.init],
];

/** What stands in no attribute. */
const nowhere: readonly (readonly [option: string, given: (ask: Ask) => boolean])[] = [
  ...staying.filter(([option]) => option !== '--init'),
  ['--exec', ({ supervision }) => supervision.exec],
  ['--output', ({ trace }) => trace.output !== undefined],
  ['--filter', ({ trace }) => trace.shows !== undefined],
  ['--clock, --relative', ({ trace }) => trace.stamp !== undefined],
  ['--summary', ({ trace }) => trace.summary],
];

const withoutTimeout = ({ supervision }: Ask): boolean => supervision.timeout === undefined;

/** The rows of contradictions.ts that are about supervision. */
export const supervisionContradictions: readonly (readonly [when: (ask: Ask) => boolean, problem: string])[] = [
  [
    (ask) => ask.supervision.signal !== undefined && withoutTimeout(ask),
    '--signal: does nothing without --timeout; forkexec passes on the signals that it gets itself',
  ],
  [(ask) => ask.supervision.preserveStatus && withoutTimeout(ask), '--preserve-status: does nothing without --timeout'],
  [(ask) => ask.supervision.foreground && withoutTimeout(ask), '--foreground: does nothing without --timeout'],
  [
    (ask) => ask.supervision.foreground && (ask.setsid || ask.ctty),
    '--foreground: cannot be combined with --setsid or --ctty, which leave our process group',
  ],
  [
    (ask) => ask.supervision.foreground && (ask.pgid !== undefined || ask.foregroundGroup),
    '--foreground: cannot be combined with --pgid or --foreground-group, which leave our process group',
  ],
  [
    (ask) => ask.foregroundGroup && (ask.setsid || ask.ctty),
    '--foreground-group: cannot be combined with --setsid or --ctty, whose session does not have our terminal',
  ],
  [
    (ask) => ask.foregroundGroup && ask.supervision.init,
    "--foreground-group: cannot be combined with --init, for the program's group has no number here",
  ],
  [(ask) => ask.supervision.verbose && withoutTimeout(ask), '--verbose: does nothing without --timeout'],
  [
    (ask) => ask.supervision.timeout !== undefined && (ask.pgid ?? 0) > 0,
    "--timeout: cannot be combined with --pgid, for it ends a process group of the program's own",
  ],
  [
    (ask) => ask.supervision.exec && makesUser(ask),
    '--exec: a new user namespace takes a process with one thread, which this one is not; leave --exec out',
  ],
  [
    (ask) => ask.supervision.exec && ask.namespaces.has('pid'),
    '--exec: a new pid namespace begins with a new process; leave --exec out',
  ],
  ...nowhere.map(
    ([option, given]) =>
      [
        (ask: Ask) => ask.printSpec && given(ask),
        `${option}: is none of the launch's attributes, which --print-spec prints: say it beside --spec`,
      ] as const,
  ),
  ...staying.map(
    ([option, given]) =>
      [
        (ask: Ask) => ask.supervision.exec && given(ask),
        `${option}: cannot be combined with --exec, for then nothing of forkexec stays to do it`,
      ] as const,
  ),
];
