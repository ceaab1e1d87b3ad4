import type { CloneSpec } from '@forkexec/core-native/plan';
import type { Asked } from './asked.js';
import { namespaceFlags } from './namespaces.js';

/** Go's `Cloneflags`, `UseCgroupFD`, `CgroupFD`; a cgroup by its path too. A pidfd is always made. */
export function clone(asked: Asked): CloneSpec {
  const { useCgroupFD, cgroupFD, cgroup } = asked;
  const flags = namespaceFlags(asked).clone;
  if (typeof cgroup === 'string') return { flags, cgroupPath: cgroup };
  const fd = useCgroupFD ? cgroupFD : cgroup;
  return fd === undefined ? { flags } : { flags, cgroupFd: fd };
}
