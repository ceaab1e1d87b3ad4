import type { Ask } from '../ask.js';
import { Failure } from '../failure.js';
import { mapsGroups } from './id-maps.js';
import { supervisionContradictions } from './supervision-contradictions.js';

/** What cannot be meant together, or would do nothing, in the words of the command line. */
const table: readonly (readonly [when: (ask: Ask) => boolean, problem: string])[] = [
  [(ask) => ask.shareNet && !ask.unshareAll, '--share-net: does nothing without --unshare-all'],
  [(ask) => ask.shareNet && ask.namespaces.has('net'), '--share-net: cannot be combined with --net'],
  [(ask) => ask.mapSelfTo.size > 1, '--map-root-user: cannot be combined with --map-current-user'],
  [
    (ask) => ask.setgroups !== undefined && !mapsGroups(ask),
    '--setgroups: does nothing without a map of groups: -r, -c, --map-auto or --map-groups',
  ],
  [(ask) => groupChoices(ask) > 1, 'more than one of --groups, --clear-groups, --keep-groups and --init-groups'],
  [
    (ask) => ask.gid !== undefined && groupChoices(ask) === 0,
    '--regid: needs one of --groups, --clear-groups, --keep-groups and --init-groups',
  ],
  [(ask) => ask.initGroups && ask.uid === undefined, '--init-groups: needs --reuid, the user whose groups they are'],
  [
    (ask) => ask.keepGroups && ask.uid === undefined && ask.gid === undefined,
    '--keep-groups: does nothing without --reuid or --regid',
  ],
  [
    (ask) =>
      (ask.groups !== undefined || ask.clearGroups || ask.initGroups) && mapsGroups(ask) && ask.setgroups !== 'allow',
    'the groups cannot change where setgroups(2) is denied: say --keep-groups, or --setgroups allow',
  ],
  [(ask) => ask.dieWithParent && ask.pdeathsig !== undefined, '--die-with-parent: cannot be combined with --pdeathsig'],
  ...supervisionContradictions,
];

function groupChoices({ groups, clearGroups, keepGroups, initGroups }: Ask): number {
  return [groups !== undefined, clearGroups, keepGroups, initGroups].filter(Boolean).length;
}

/** @throws Failure for the first contradiction. */
export function refuseContradictions(ask: Ask): void {
  const found = table.find(([when]) => when(ask));
  if (found) throw new Failure(found[1]);
}
