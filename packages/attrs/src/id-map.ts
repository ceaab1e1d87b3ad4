import type { Problem } from './problem.js';
import { show } from './show.js';
import type { SysProcIDMap } from './sys-proc-attr.js';

/** How many ranges a map may have: user_namespaces(7), Linux 4.15 (5 before). */
export const ID_MAP_MAX_RANGES = 340;

/** The id that stands for "none" (-1) and cannot be mapped. */
const noId = 0xffffffff;

/** The text for `/proc/PID/uid_map` and `gid_map`: `"containerID hostID size\n"` a range; Go's `formatIDMappings`. */
export function formatIDMappings(maps: readonly SysProcIDMap[]): string {
  return maps.map(({ containerID, hostID, size }) => `${containerID} ${hostID} ${size}\n`).join('');
}

/** The ranges of a `/proc/PID/uid_map` or `gid_map`; lines that are none are left out. */
export function parseIDMappings(text: string): SysProcIDMap[] {
  return text.split('\n').flatMap((line) => {
    const [, containerID, hostID, size] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s*$/.exec(line) ?? [];
    return size === undefined ? [] : [{ containerID: Number(containerID), hostID: Number(hostID), size: Number(size) }];
  });
}

/**
 * What the kernel would refuse (EINVAL) in a map, or undefined: no or too many ranges, ids that are not 0 to 2^32-2, a
 * size of 0, ranges that run past the last id or overlap on either side, a text that does not fit in a page.
 * user_namespaces(7), "Defining user and group ID mappings". Whether the caller may map these ids is not looked at.
 *
 * @param pageSize of the machine, in bytes: the text must be shorter. 4096 on x86-64 and most arm64 systems.
 */
export function checkIDMappings(maps: readonly SysProcIDMap[], pageSize: number = 4096): Problem | undefined {
  if (!Array.isArray(maps)) return { path: '', message: `must be an array of ranges, not ${show(maps)}` };
  if (maps.length < 1 || maps.length > ID_MAP_MAX_RANGES) {
    return { path: '', message: `must have 1 to ${ID_MAP_MAX_RANGES} ranges, not ${maps.length}` };
  }
  // Not a method of the array: those pass over its holes.
  for (let i = 0; i < maps.length; i++) {
    const wrong = checkRange(maps[i]) ?? checkOverlap(maps, i, 'containerID') ?? checkOverlap(maps, i, 'hostID');
    if (wrong) return { path: `[${i}]${wrong.path}`, message: wrong.message };
  }
  const length = formatIDMappings(maps).length;
  if (length < pageSize) return undefined;
  return { path: '', message: `must be less than a page (${pageSize} bytes) of text, not ${length}` };
}

function checkRange(range: SysProcIDMap | undefined): Problem | undefined {
  if (typeof range !== 'object' || range === null) {
    return { path: '', message: `must be { containerID, hostID, size }, not ${show(range)}` };
  }
  const { containerID, hostID, size } = range;
  return (
    checkInteger('.containerID', containerID, 0, noId - 1) ??
    checkInteger('.hostID', hostID, 0, noId - 1) ??
    checkInteger('.size', size, 1, noId) ??
    checkEnd('containerID', containerID, size) ??
    checkEnd('hostID', hostID, size)
  );
}

function checkInteger(path: string, value: number, low: number, high: number): Problem | undefined {
  if (Number.isInteger(value) && value >= low && value <= high) return undefined;
  return { path, message: `must be an integer from ${low} to ${high}, not ${show(value)}` };
}

function checkEnd(side: string, first: number, size: number): Problem | undefined {
  if (first + size <= noId) return undefined;
  return { path: '.size', message: `${size} ids from ${side} ${first} run past the last id, ${noId - 1}` };
}

/** Whether range `i` meets an earlier one; all of them are known to be well-formed. */
function checkOverlap(maps: readonly SysProcIDMap[], i: number, side: 'containerID' | 'hostID'): Problem | undefined {
  const range = maps[i]!;
  const other = maps.findIndex((m, j) => j < i && m[side] < range[side] + range.size && range[side] < m[side] + m.size);
  if (other < 0) return undefined;
  const text = (m: SysProcIDMap): string => `${m[side]}..${m[side] + m.size - 1}`;
  return { path: `.${side}`, message: `${text(range)} overlaps ${text(maps[other]!)} of [${other}]` };
}
