import type { CloneSpec } from '@forkexec/core-native/plan';
import type { Asked } from './asked.js';
import { namespaceFlags } from './namespaces.js';

/** Go's `Cloneflags`, `UseCgroupFD`, `CgroupFD`. A pidfd is always made. */
export function clone(asked: Asked): CloneSpec {
  const { useCgroupFD, cgroupFD } = asked;
  const flags = namespaceFlags(asked).clone;
  return useCgroupFD && cgroupFD !== undefined ? { flags, cgroupFd: cgroupFD } : { flags };
}
