import { type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const bin = fileURLToPath(new URL('../../bin/forkexec.js', import.meta.url));

export interface Result {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program run to its end. */
export function command(
  file: string,
  args: readonly string[],
  options: SpawnOptions & { input?: string } = {},
): Result {
  const { status, signal, stdout, stderr, error } = spawnSync(file, args, { encoding: 'utf8', ...options } as object);
  if (error) throw error;
  return { status, signal, stdout: String(stdout), stderr: String(stderr) };
}

/** The command as a shell runs it: `forkexec <args>`. */
export function forkexec(args: readonly string[], options: SpawnOptions & { input?: string } = {}): Result {
  return command(process.execPath, [bin, ...args], options);
}

/** The command, while it runs. */
export function start(args: readonly string[], options: SpawnOptions = {}) {
  return spawn(process.execPath, [bin, ...args], { stdio: 'pipe', ...options } as { stdio: 'pipe' });
}

/** What an unprivileged user gets, when we are root. */
export const asUser = ['setpriv', '--reuid', '12345', '--regid', '12345', '--clear-groups', '--'] as const;

/** Why a test cannot run here; undefined when it can. */
export function missing(...needs: readonly ('root' | 'user namespaces' | `/${string}`)[]): string | undefined {
  const lacking = needs.find((need) => {
    if (need === 'root') return process.geteuid?.() !== 0;
    if (need === 'user namespaces') return command('unshare', ['-U', 'true']).status !== 0;
    return !existsSync(need);
  });
  return lacking && `needs ${lacking}`;
}
