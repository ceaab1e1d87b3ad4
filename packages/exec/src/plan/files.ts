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

/** A program does not expect that its standard streams do not block; libuv leaves ours so that they do not. */
export const blockingFiles: Planner = ({ blocking = [] }) => blocking.map((fd) => ({ op: 'setBlocking', fd }));

interface Layout {
  readonly steps: readonly Step[];
  /** By then, the number of a descriptor of the parent that a later step uses: the program's own, or a ruleset. */
  readonly whereIs: (fd: number) => number;
}

export function layOut(asked: Asked): Layout {
  const { files } = asked;
  const clearAway = moves(files, usedLater(asked));
  const steps: Step[] = [...clearAway].map(([from, to]) => ({ op: 'dup3', from, to, cloexec: true }));
  files.forEach((fd, i) => {
    // Until its place i is written, a descriptor above i is still what it was.
    const from = fd < i ? (clearAway.get(fd) ?? fd) : fd;
    steps.push(place(from, i));
  });
  for (let i = files.length; i < STDIO; i++) steps.push({ op: 'close', fd: i });
  return { steps, whereIs: (fd) => whereIs(files, fd, clearAway) };
}

/** What steps after these read from, whether `files` names it or not. */
function usedLater({ program, useLandlock, landlockFD }: Asked): number[] {
  const used = new Set<number>();
  if (typeof program === 'object') used.add(program.fd);
  if (useLandlock && landlockFD !== undefined) used.add(landlockFD);
  return [...used];
}

function place(from: number, to: number): Step {
  if (from === -1) return { op: 'close', fd: to };
  // dup3(2) refuses equal numbers, and dup2(2) would leave close-on-exec set.
  if (from === to) return { op: 'setCloexec', fd: to, on: false };
  return { op: 'dup3', from, to, cloexec: false };
}

/** Pass 1: each descriptor that is overwritten before it is used, with the number it moves to. */
function moves(files: readonly number[], later: readonly number[]): Map<number, number> {
  const moved = new Map<number, number>();
  const free = freeNumbers(files, later);
  files.forEach((fd, i) => {
    // One that stays in its own place (2>&1 of [0, 1, 1]) is never overwritten.
    if (fd >= 0 && fd < i && files[fd] !== fd && !moved.has(fd)) moved.set(fd, free());
  });
  for (const fd of later) if (fd < span(files) && !files.includes(fd)) moved.set(fd, free());
  return moved;
}

/** A descriptor that `files` gives to the child too is used there: an interpreter can then open its script, execveat(2). */
function whereIs(files: readonly number[], fd: number, moved: Map<number, number>): number {
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
function freeNumbers(files: readonly number[], later: readonly number[]): () => number {
  const used = new Set([...files, ...later]);
  let next = span(files);
  return () => {
    while (used.has(next)) next++;
    return next++;
  };
}
