import { CLONE_NEWTIME } from '@forkexec/attrs';
import type { Step } from '@forkexec/core-native/plan';
import type { Asked } from './asked.js';

/**
 * Behind the unshare(2) that made the time namespace, and before anybody is inside of it: then it is too late (EACCES).
 * time_namespaces(7), "/proc/pid/timens_offsets".
 */
export function timeOffsets({ timeOffsets: offsets = {} }: Asked, unshared: number): Step[] {
  if ((unshared & CLONE_NEWTIME) === 0) return [];
  const lines = (['monotonic', 'boottime'] as const).flatMap((clock) => {
    const ms = offsets[clock];
    return ms === undefined ? [] : [`${clock} ${parts(ms).join(' ')}`];
  });
  if (lines.length === 0) return [];
  return [{ op: 'writeFile', path: '/proc/self/timens_offsets', data: lines.join('\n'), optional: false }];
}

/** Seconds and nanoseconds; the kernel wants the latter from 0 to 999999999: -0.5 s is -1 s and 500000000 ns. */
function parts(ms: number): [seconds: number, nanoseconds: number] {
  const seconds = Math.floor(ms / 1000);
  const nanoseconds = Math.round((ms - seconds * 1000) * 1e6);
  return nanoseconds === 1e9 ? [seconds + 1, 0] : [seconds, nanoseconds];
}
