import type { Ask } from '../ask.js';

const staying: readonly (readonly [option: string, given: (ask: Ask) => boolean])[] = [
  ['--timeout', ({ supervision }) => supervision.timeout !== undefined],
  ['--kill-after', ({ supervision }) => supervision.killAfter !== undefined],
  ['--pid-file', ({ supervision }) => supervision.pidFile !== undefined],
  ['--json-status-fd', ({ supervision }) => supervision.jsonStatusFd !== undefined],
  ['--init', ({ supervision }) => supervision.init],
];

const wantsUserNamespace = (ask: Ask): boolean =>
  ask.unshareAll ||
  ask.namespaces.has('user') ||
  ask.mapSelfTo.size + ask.userMaps.length + ask.groupMaps.length > 0 ||
  ask.userBlock !== undefined ||
  ask.groupBlock !== undefined;

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
    (ask) => ask.supervision.exec && wantsUserNamespace(ask),
    '--exec: a new user namespace takes a process with one thread, which this one is not; leave --exec out',
  ],
  [
    (ask) => ask.supervision.exec && ask.namespaces.has('pid'),
    '--exec: a new pid namespace begins with a new process; leave --exec out',
  ],
  ...staying.map(
    ([option, given]) =>
      [
        (ask: Ask) => ask.supervision.exec && given(ask),
        `${option}: cannot be combined with --exec, for then nothing of forkexec stays to do it`,
      ] as const,
  ),
];
