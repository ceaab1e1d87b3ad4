/**
 * The id maps of a new user namespace, user_namespaces(7): who writes them, and when.
 *
 * - CLONE_NEWUSER at the clone: the parent, who may map more than itself, while the child is held.
 * - One id mapped to the caller's own: the child, without waiting for anybody.
 * - The same with unshare(CLONE_NEWUSER). All other maps are the parent's there too, which Go's child tries to write and may
 *   not: the namespace is made at the clone then (namespaces.ts).
 * - Ranges that the caller has no right to: newuidmap(1) and newgidmap(1), which the parent starts (id-rights.ts).
 *
 * A child that others could trace is the parent's to map in any case ({@link isGuarded}). The launcher makes us undumpable
 * for such a child, which gives the files of /proc/self to root, and an ordinary user's child could not open them any more
 * (proc(5)); held, it has its maps before that.
 */
import { CLONE_NEWUSER, formatIDMappings, type SysProcIDMap } from '@forkexec/attrs';
import type { Step } from '@forkexec/core-native/plan';
import type { Asked, IDKind, Planner } from './asked.js';
import { childMayWrite, mapperFor } from './id-rights.js';
import { isGuarded, namespaceFlags } from './namespaces.js';

/** Where a parent step finds the child's directory. */
const CHILD = '/proc/<pid>';
const SELF = '/proc/self';

/** What the parent does between the clone and the child's release. */
export const parentMaps: Planner = (asked) => (writer(asked) === 'parent' ? maps(CHILD, asked) : []);

/** The child waits for the parent. A cgroup's gate is not here: the launcher has its own. */
export const hold: Planner = (asked) => (writer(asked) === 'parent' ? [{ op: 'hold' }] : []);

/** After unshare, and while the child still has the caller's ids. */
export const ownMaps: Planner = (asked) => (writer(asked) === 'child' ? maps(SELF, asked) : []);

function writer(asked: Asked): 'parent' | 'child' | 'nobody' {
  if (asked.uidMappings === undefined && asked.gidMappings === undefined) return 'nobody';
  if ((namespaceFlags(asked).unshare & CLONE_NEWUSER) !== 0) return 'child';
  return childMayWrite(asked) && !isGuarded(asked) ? 'child' : 'parent';
}

/** Go's writeUidGidMappings. `setgroups` is not there before Linux 3.19, and is not needed then. */
function maps(proc: string, asked: Asked): Step[] {
  const { uidMappings, gidMappings, gidMappingsEnableSetgroups } = asked;
  const steps: Step[] = [];
  if (uidMappings) steps.push(mapStep(proc, 'uid', uidMappings, asked));
  if (gidMappings) {
    steps.push(write(`${proc}/setgroups`, gidMappingsEnableSetgroups ? 'allow' : 'deny', true));
    steps.push(mapStep(proc, 'gid', gidMappings, asked));
  }
  return steps;
}

function mapStep(proc: string, kind: IDKind, ranges: readonly SysProcIDMap[], asked: Asked): Step {
  const path = mapperFor(kind, asked);
  if (path === undefined) return write(`${proc}/${kind}_map`, lines(ranges));
  const numbers = ranges.flatMap(({ containerID, hostID, size }) => [`${containerID}`, `${hostID}`, `${size}`]);
  return { op: 'newidmap', path, argv: [`new${kind}map`, '<pid>', ...numbers] };
}

/** The kernel does not need the last line's end, and the plan reads better without. */
function lines(map: readonly SysProcIDMap[]): string {
  return formatIDMappings(map).trimEnd();
}

function write(path: string, data: string, optional = false): Step {
  return { op: 'writeFile', path, data, optional };
}
