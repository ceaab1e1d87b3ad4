import type { Step } from '@forkexec/core-native/plan';
import type { Asked, Planner } from './asked.js';

/** Groups first, user last: each needs a privilege that the user's change takes away, credentials(7). */
export const credentials: Planner = (asked) => {
  const { credential } = asked;
  if (!credential) return [];
  const { uid, gid, groups, ruid = uid, rgid = gid } = credential;
  const ids: Step[] = [
    rgid === gid ? { op: 'setgid', gid } : { op: 'setresgid', rgid, egid: gid, sgid: gid },
    ruid === uid ? { op: 'setuid', uid } : { op: 'setresuid', ruid, euid: uid, suid: uid },
  ];
  return leavesGroups(asked) ? ids : [{ op: 'setgroups', gids: groups }, ...ids];
};

/** Where setgroups is denied it would be an error even for no groups at all, so Go leaves it out (its test EmptyCredGroupsDisableSetgroups). */
function leavesGroups({ credential, gidMappings, gidMappingsEnableSetgroups }: Asked): boolean {
  if (credential?.noSetGroups) return true;
  return gidMappings !== undefined && !gidMappingsEnableSetgroups && credential?.groups.length === 0;
}
