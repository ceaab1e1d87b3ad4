/** What proc(5) says of this process. */
import { readFileSync } from 'node:fs';

/** A file of /proc, or undefined where there is none: proc is not mounted, or the kernel lacks the feature. */
export function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** A field of /proc/self/status: `Seccomp`, `NoNewPrivs`. */
export function status(field: string): string | undefined {
  return readProc('/proc/self/status')?.match(new RegExp(`^${field}:\\s*(.*)$`, 'm'))?.[1];
}

/** A range of a uid_map or gid_map, as this process's user namespace has it: user_namespaces(7). */
export interface IdRange {
  readonly first: number;
  readonly count: number;
}

export function parseIdMap(text: string): IdRange[] {
  return [...text.matchAll(/^\s*(\d+)\s+\d+\s+(\d+)\s*$/gm)].map(([, first, count]) => ({
    first: Number(first),
    count: Number(count),
  }));
}

/**
 * An id of the map other than `own`, and than 0 if there is any: mapping that one is another matter (CAP_SETFCAP,
 * user_namespaces(7)). Where there is none, one that the kernel will refuse.
 */
export function anotherId(map: readonly IdRange[], own: number): number {
  const ids = map.flatMap(({ first, count }) => [first, first + 1, first + 2].slice(0, Math.min(count, 3)));
  const others = ids.filter((id) => id !== own);
  return others.find((id) => id !== 0) ?? others[0] ?? own + 1;
}
