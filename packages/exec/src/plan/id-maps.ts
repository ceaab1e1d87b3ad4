/**
 * The id maps of a new user namespace, user_namespaces(7): who writes them, and when.
 *
 * - CLONE_NEWUSER at the clone: the parent, who may map more than itself, while the child is held.
 * - One id mapped to the caller's own: the child, without waiting for anybody.
 * - unshare(CLONE_NEWUSER): the child as well, for the namespace is made by it (Go does the same).
 *
 * A child that others could trace is the parent's to map in any case ({@link isGuarded}). The launcher makes us undumpable
 * for such a child, which gives the files of /proc/self to root, and an ordinary user's child could not open them any more
 * (proc(5)); held, it has its maps before that.
 */
import { CLONE_NEWUSER, formatIDMappings, type SysProcIDMap } from '@forkexec/attrs';
import type { Step } from '@forkexec/core-native/plan';
import type { Asked, Planner } from './asked.js';
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
  return childMayMapItself(asked) ? 'child' : 'parent';
}

/**
 * The kernel lets a process in the new namespace map its own effective ids and nothing else, its gid only where setgroups
 * is denied.
 */
function childMayMapItself(asked: Asked): boolean {
  const { uidMappings, gidMappings, gidMappingsEnableSetgroups, caller } = asked;
  if (gidMappingsEnableSetgroups || isGuarded(asked)) return false;
  return isOnly(caller.euid, uidMappings) && isOnly(caller.egid, gidMappings);
}

function isOnly(id: number, map: readonly SysProcIDMap[] | undefined): boolean {
  return map === undefined || (map.length === 1 && map[0]?.size === 1 && map[0].hostID === id);
}

/** Go's writeUidGidMappings. `setgroups` is not there before Linux 3.19, and is not needed then. */
function maps(proc: string, { uidMappings, gidMappings, gidMappingsEnableSetgroups }: Asked): Step[] {
  const steps: Step[] = [];
  if (uidMappings) steps.push(write(`${proc}/uid_map`, lines(uidMappings)));
  if (gidMappings) {
    steps.push(write(`${proc}/setgroups`, gidMappingsEnableSetgroups ? 'allow' : 'deny', true));
    steps.push(write(`${proc}/gid_map`, lines(gidMappings)));
  }
  return steps;
}

/** The kernel does not need the last line's end, and the plan reads better without. */
function lines(map: readonly SysProcIDMap[]): string {
  return formatIDMappings(map).trimEnd();
}

function write(path: string, data: string, optional = false): Step {
  return { op: 'writeFile', path, data, optional };
}
