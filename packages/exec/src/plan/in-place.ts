/** A plan for a process that is there already. */
import { CLONE_NEWPID, CLONE_NEWUSER } from '@forkexec/attrs';
import type { OpName, Plan, Step } from '@forkexec/core-native/plan';
import { InvalidAttrError } from '../errors.js';

/** What another process has to do, or to be. */
const elsewhere: { readonly [K in OpName]?: readonly [field: string, why: string] } = {
  hold: ['uidMappings', 'this process cannot wait for another to write its id maps'],
  fork: ['cloneflags', 'before Linux 6.3 only a new process gets into a time namespace'],
  init: ['init', 'a new process has to be process 1'],
  traceMe: ['ptrace', 'its tracer would be our parent, which does not know of it'],
};

/**
 * The same plan without a clone: namespaces by unshare(2), a cgroup by writing to its `cgroup.procs`.
 * @throws InvalidAttrError for what takes a new process
 */
export function inPlace({ clone, parent, child }: Plan): Plan {
  const flags = clone.flags | child.reduce((all, step) => (step.op === 'unshare' ? all | step.flags : all), 0);
  if ((flags & CLONE_NEWUSER) !== 0) {
    refuse('cloneflags', 'a new user namespace takes a process with one thread, which Node is not: unshare(2)');
  }
  if ((flags & CLONE_NEWPID) !== 0) {
    refuse('cloneflags', 'a new pid namespace takes a new process, for this one stays outside: pid_namespaces(7)');
  }
  for (const { op } of [...parent, ...child]) if (elsewhere[op]) refuse(...elsewhere[op]);
  const group = clone.cgroupPath ?? (clone.cgroupFd === undefined ? undefined : `/proc/self/fd/${clone.cgroupFd}`);
  const first: Step[] = [];
  if (group !== undefined) first.push({ op: 'writeFile', path: `${group}/cgroup.procs`, data: '0', optional: false });
  if (clone.flags !== 0) first.push({ op: 'unshare', flags: clone.flags });
  return { clone: { flags: 0 }, parent: [], child: [...first, ...child] };
}

function refuse(field: string, why: string): never {
  throw new InvalidAttrError(field, `cannot be had in place: ${why}`);
}
