import { StepError } from '@forkexec/core-native';
import { lookPath } from '../look-path.js';
import type { Asked } from './check.js';

/** A program to start, where it may be, and how the command reads. */
export interface Command {
  /** Tried one after the other. */
  readonly candidates: readonly string[];
  readonly argv: readonly string[];
  readonly text: string;
}

/** @throws ExecutableNotFoundError */
export function commandOf({ file, args, shell, argv0, ...where }: Asked): Command {
  const program = shell ?? file;
  const argv = shell === undefined ? [argv0 ?? file, ...args] : [argv0 ?? shell, '-c', file, shell, ...args];
  const text = shell === undefined ? [file, ...args].map(shellQuoted).join(' ') : file;
  return { candidates: locate(program, where), argv, text };
}

function locate(program: string, { env, cwd, sys }: Pick<Asked, 'env' | 'cwd' | 'sys'>): string[] {
  const path = pathOf(env) ?? process.env['PATH'] ?? '';
  const root = sys?.chroot;
  if (program.includes('/')) return [program];
  // In another root the kernel looks, as execvp(3) has it do: links there lead elsewhere than here.
  if (typeof root === 'string') return inEach(path, program);
  return [lookPath(program, cwd === undefined ? { path } : { path, dir: cwd })];
}

function inEach(path: string, program: string): string[] {
  return path
    .split(':')
    .filter((directory) => directory.startsWith('/'))
    .map((directory) => `${directory}/${program}`);
}

function pathOf(env: readonly string[] | null): string | undefined {
  return env?.findLast((entry) => entry.startsWith('PATH='))?.slice('PATH='.length);
}

/** What a launch that failed for want of a program rejects with: for a path nobody has looked before, the kernel does that. */
export function explained(error: Error, { file, shell, cwd, sys }: Asked): Error {
  const program = shell ?? file;
  if (!isElsewhere(error) || !program.includes('/') || sys?.chroot !== undefined) return error;
  try {
    lookPath(program, cwd === undefined ? {} : { dir: cwd });
    return error;
  } catch (refused) {
    return refused as Error;
  }
}

/** Whether another candidate may be the one: execvp(3). */
export function isElsewhere(error: unknown): boolean {
  return error instanceof StepError && error.syscall === 'execve' && /^(ENOENT|ENOTDIR|EACCES)$/.test(error.code);
}

/** One word of a shell command: as it is where no shell would take it for anything else. */
function shellQuoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
