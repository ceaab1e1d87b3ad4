import type { Step } from '@forkexec/core-native/plan';
import type { Planner } from './asked.js';

/** `uid` and `gid` of node:child_process: all groups go, then the group, then the user. libuv does not look whether they went. */
export const ownIds: Planner = ({ ownIds: ids }) => {
  if (!ids) return [];
  const steps: Step[] = ids.keepGroups ? [] : [{ op: 'setgroups', gids: [] }];
  if (ids.gid !== undefined) steps.push({ op: 'setgid', gid: ids.gid });
  if (ids.uid !== undefined) steps.push({ op: 'setuid', uid: ids.uid });
  return steps;
};
