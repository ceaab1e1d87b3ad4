/** Writing /proc/self/timens_offsets, time_namespaces(7). */
import { noProc } from './hint-causes.js';
import { CAP, type Scene } from './hint-scene.js';
import { type OpSpec, ops } from './ops.js';

export const isTimeOffsets = (path: string): boolean => path.endsWith('/timens_offsets');

export function offsetsRefused(scene: Scene): string | undefined {
  const { code, plan } = scene.failure;
  if (code === 'EPERM') {
    if (scene.has(CAP.sysTime) !== false) return undefined;
    return 'setting the clocks of a time namespace needs CAP_SYS_TIME; run as root, or in a new user namespace as well';
  }
  // The file is root's while this process is not dumpable, and it is not while a child of its memory changes ids (SECURITY.md).
  const guarded = plan.child.some(({ op }) => (ops[op] as OpSpec).traits?.guard);
  if (guarded && scene.machine.euid !== 0) {
    return (
      'the files in /proc of a child that will change ids or capabilities belong to root; ' +
      'make a user namespace with the time namespace, or change ids in a second launch'
    );
  }
  return undefined;
}

export function offsetsAbsent(scene: Scene): string {
  return noProc(scene) ?? 'this kernel has no time namespaces; they came with Linux 5.6 (CONFIG_TIME_NS)';
}

/** The clock may neither be negative nor beyond half of what the kernel can count: about 146 years. */
export const OFFSETS_RANGE =
  'with its offset a clock would be below zero, or past 146 years; CLOCK_MONOTONIC and CLOCK_BOOTTIME begin near zero at boot';
