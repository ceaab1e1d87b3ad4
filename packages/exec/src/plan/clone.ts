import type { CloneSpec } from '@forkexec/core-native/plan';
import type { Asked } from './asked.js';

/** Go's `Cloneflags`, `UseCgroupFD`, `CgroupFD`. A pidfd is always made. */
export function clone({ cloneflags, useCgroupFD, cgroupFD }: Asked): CloneSpec {
  return useCgroupFD && cgroupFD !== undefined ? { flags: cloneflags, cgroupFd: cgroupFD } : { flags: cloneflags };
}
