/**
 * Node's own functions as they were when this was loaded: `register` puts ours in their place, and what is imported by name would
 * follow it.
 */
import childProcess, { type ChildProcess } from 'node:child_process';

export const original = { ...childProcess };

/** What is wrong about this place, if anything is. */
function obstacle(): string | undefined {
  if (process.versions['bun'] !== undefined) return 'Bun has a node:child_process of its own making';
  if ('Deno' in globalThis) return 'Deno has a node:child_process of its own making';
  if (process.platform !== 'linux') return `processes are started on Linux only, and this is ${process.platform}`;
  return undefined;
}

const why = obstacle();

/** Thrown where the drop-in cannot be: it takes the launch out of Node's own ChildProcess and puts another in. */
export class UnsupportedRuntimeError extends Error {
  override readonly name = 'UnsupportedRuntimeError';
  readonly code = 'ERR_FORKEXEC_RUNTIME';
}

/** @param what - the name of what was called or imported */
export function needNode(what: string): void {
  if (why === undefined) return;
  const instead = process.platform === 'linux' ? '; startProcess and run work here' : '';
  throw new UnsupportedRuntimeError(`${what} replaces the launch inside of Node's own ChildProcess: ${why}${instead}`);
}

/** The part of Node's ChildProcess that is no documented interface, the same from Node 20 to 26. */
export interface Internals extends ChildProcess {
  _handle: InternalHandle | null;
  _closesNeeded: number;
  _closesGot: number;
  spawnargs: string[];
  spawn(options: object): number;
  exitCode: number | null;
  signalCode: NodeJS.Signals | null;
  spawnfile: string;
  killed: boolean;
  connected: boolean;
}

/** What ChildProcess expects of its `_handle`. */
export interface InternalHandle {
  pid?: number;
  onexit: (exitCode: number, signalCode: string) => void;
  kill(signal: number): number;
  ref(): void;
  unref(): void;
  hasRef(): boolean;
  close(closed?: () => void): void;
}
