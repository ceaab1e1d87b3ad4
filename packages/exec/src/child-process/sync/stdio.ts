/** The option `stdio` of the synchronous functions, read as Node reads it, and opened. */
import { fstatSync } from 'node:fs';
import { type PairUse, StdioFds, SyscallError } from '@forkexec/core-native';
import type { LaunchFiles } from '../launch-plan.js';

/** A descriptor of the child: one end of a pair, nothing (/dev/null, or closed from 3 on), or one of ours. */
export type Entry = PairUse | 'ignore' | number;

const STANDARD = 3;

/** What stands in an array; null: nothing, and the others move up. undefined: Node would throw. */
function entryOf(value: unknown, index: number): Entry | null | undefined {
  const use: PairUse = index === 0 ? 'in' : 'out';
  if (value === undefined || value === null) return index < STANDARD ? use : 'ignore';
  if (value === 'ignore') return value;
  if (value === 'pipe' || value === 'overlapped') return use;
  if (value === 'inherit') return index;
  if (value === 'ipc') return undefined;
  if (typeof value === 'number') return value < 0 ? use : value | 0;
  if (typeof value === 'string' || ArrayBuffer.isView(value)) return null;
  const { fd, handle, _handle } = Object(value) as Record<string, unknown>;
  const source = typeof fd === 'number' ? fd | 0 : (fdOfHandle(handle) ?? fdOfHandle(_handle));
  return source !== undefined && source < -1 ? 'ignore' : source; // as in libuv
}

/** Of a socket or a terminal that is open; Node itself ends with an assertion there. */
function fdOfHandle(handle: unknown): number | undefined {
  const { fd } = Object(handle) as { fd?: unknown };
  return isHandle(handle) && typeof fd === 'number' ? fd : undefined;
}

const handles = new Set(['Pipe', 'TTY', 'TCP', 'UDP']);

function isHandle(value: unknown): boolean {
  return handles.has((Object(value) as object).constructor?.name);
}

const whole: Readonly<Record<string, readonly unknown[]>> = {
  pipe: ['pipe', 'pipe', 'pipe'],
  overlapped: ['pipe', 'pipe', 'pipe'],
  ignore: ['ignore', 'ignore', 'ignore'],
  inherit: [0, 1, 2],
};

function listOf(stdio: unknown): readonly unknown[] | undefined {
  if (!Array.isArray(stdio)) return typeof stdio === 'string' && Object.hasOwn(whole, stdio) ? whole[stdio] : undefined;
  const list: unknown[] = stdio.slice();
  while (list.length < STANDARD) list.push(undefined);
  return list;
}

/** undefined: Node would throw. */
export function readStdio(stdio: unknown): Entry[] | undefined {
  const entries: Entry[] = [];
  let refused = false;
  const list = listOf(stdio || 'pipe');
  // Not for…of: a hole is no entry, as for Node.
  list?.forEach((value, index) => {
    const entry = entryOf(value, index);
    refused ||= entry === undefined;
    if (entry !== undefined && entry !== null) entries.push(entry);
  });
  return list === undefined || refused ? undefined : entries;
}

/** The same with what Node takes, too, out of the way: some of it would abort Node's own function. */
export function refusedPart(stdio: unknown): unknown {
  if (!Array.isArray(stdio)) return readStdio(stdio) ? 'ignore' : stdio;
  return stdio.map((value: unknown, index) => (entryOf(value, index) === undefined ? value : 'ignore'));
}

interface OpenStdio extends LaunchFiles {
  readonly fds: StdioFds;
  readonly pairs: readonly PairUse[];
}

/**
 * Opens what has to be opened. The caller closes it.
 * @throws an error with errno and code where that cannot be; nothing is open then.
 */
export function openStdio(entries: readonly Entry[]): OpenStdio {
  for (const entry of entries) if (typeof entry === 'number') mustBeOpen(entry);
  const pairs = entries.filter((entry) => entry === 'in' || entry === 'out');
  const needsNull = entries.slice(0, STANDARD).includes('ignore');
  const fds = StdioFds.open(pairs.length, needsNull);
  if (typeof fds === 'number') throw new SyscallError(pairs.length > 0 ? 'socketpair' : 'open', fds);
  let pair = 0;
  const files = entries.map((entry, index) => {
    if (typeof entry === 'number') return entry;
    if (entry !== 'ignore') return fds.theirs(pair++);
    return index < STANDARD ? fds.devNull : -1;
  });
  const blocking = entries.flatMap((entry, index) => (index < STANDARD && typeof entry === 'number' ? [index] : []));
  return { fds, pairs, files, blocking };
}

/** Else its number may be that of the next that we open. 0 to 2 are open in every Node. */
function mustBeOpen(fd: number): void {
  if (fd === -1) throw new SyscallError('dup3', -22, { argument: '-1' }); // EINVAL, as in libuv
  if (fd >= STANDARD) fstatSync(fd);
}
