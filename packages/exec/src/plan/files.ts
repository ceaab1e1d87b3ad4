/**
 * The child's descriptors. All from 3 on are close-on-exec, set before anything else; then Go's two passes: first those
 * that pass 2 would overwrite before it needs them are moved out of the way, then each goes to its place.
 */
import type { Step } from '@forkexec/core-native/plan';
import type { Asked, Planner } from './asked.js';

/** Standard input, output and error. By convention a program has no others it does not know of. */
const STDIO = 3;

/** First of all: where close_range(2) is missing it takes a walk through /proc/self/fd, which a later step may hide. */
export const closeOnExec: Planner = () => [{ op: 'cloexecFrom', first: STDIO }];

export const descriptors: Planner = (asked) => layOut(asked).steps;

interface Layout {
  readonly steps: readonly Step[];
  /** Where the program's own descriptor is by then, if it is run by descriptor. */
  readonly program: number | undefined;
}

export function layOut({ files, program }: Asked): Layout {
  const programFd = typeof program === 'object' ? program.fd : undefined;
  const clearAway = moves(files, programFd);
  const steps: Step[] = [...clearAway].map(([from, to]) => ({ op: 'dup3', from, to, cloexec: true }));
  files.forEach((fd, i) => {
    // Until its place i is written, a descriptor above i is still what it was.
    const from = fd < i ? (clearAway.get(fd) ?? fd) : fd;
    steps.push(place(from, i));
  });
  for (let i = files.length; i < STDIO; i++) steps.push({ op: 'close', fd: i });
  return { steps, program: whereProgramIs(files, programFd, clearAway) };
}

function place(from: number, to: number): Step {
  if (from === -1) return { op: 'close', fd: to };
  // dup3(2) refuses equal numbers, and dup2(2) would leave close-on-exec set.
  if (from === to) return { op: 'setCloexec', fd: to, on: false };
  return { op: 'dup3', from, to, cloexec: false };
}

/** Pass 1: each descriptor that is overwritten before it is used, with the number it moves to. */
function moves(files: readonly number[], programFd: number | undefined): Map<number, number> {
  const moved = new Map<number, number>();
  const free = freeNumbers(files, programFd);
  files.forEach((fd, i) => {
    // One that stays in its own place (2>&1 of [0, 1, 1]) is never overwritten.
    if (fd >= 0 && fd < i && files[fd] !== fd && !moved.has(fd)) moved.set(fd, free());
  });
  if (programFd !== undefined && programFd < span(files) && !files.includes(programFd)) moved.set(programFd, free());
  return moved;
}

/** A descriptor that `files` gives to the child too is run from there: an interpreter can then open it, execveat(2). */
function whereProgramIs(
  files: readonly number[],
  fd: number | undefined,
  moved: Map<number, number>,
): number | undefined {
  if (fd === undefined) return undefined;
  const inherited = files.indexOf(fd);
  return inherited >= 0 ? inherited : (moved.get(fd) ?? fd);
}

/** The numbers that pass 2 writes or closes: 0 to span-1. */
function span(files: readonly number[]): number {
  return Math.max(files.length, STDIO);
}

/**
 * Numbers above all places that no later step reads from, lowest first. (Go takes those above every number in `files`;
 * low ones stay below RLIMIT_NOFILE, and what the child's copy of the table has there ends at the exec anyway.)
 */
function freeNumbers(files: readonly number[], programFd: number | undefined): () => number {
  const used = new Set(files);
  let next = span(files);
  return () => {
    while (used.has(next) || next === programFd) next++;
    return next++;
  };
}
