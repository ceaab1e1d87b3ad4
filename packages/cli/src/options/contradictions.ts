import type { Ask } from '../ask.js';
import { Failure } from '../failure.js';
import { makesUser, mapsGroups } from './id-maps.js';
import { supervisionContradictions } from './supervision-contradictions.js';

/** No ruleset is asked for, and none can be in a file. */
const deniesNothing = ({ spec, privileges: { landlock } }: Ask) =>
  landlock.handledFs.size + landlock.handledNet.size + landlock.scoped.size === 0 && spec === undefined;

/** What cannot be meant together, or would do nothing, in the words of the command line. */
const table: readonly (readonly [when: (ask: Ask) => boolean, problem: string])[] = [
  [(ask) => ask.shareNet && !ask.unshareAll, '--share-net: does nothing without --unshare-all'],
  [(ask) => ask.shareNet && ask.namespaces.has('net'), '--share-net: cannot be combined with --net'],
  [(ask) => ask.mapSelfTo.size > 1, '--map-root-user: cannot be combined with --map-current-user'],
  [
    (ask) => ask.mapSelfTo.size > 0 && (ask.selfUid ?? ask.selfGid) !== undefined,
    '--map-user, --map-group: cannot be combined with -r or -c, which say the same',
  ],
  [
    (ask) => ask.setgroups !== undefined && !mapsGroups(ask),
    '--setgroups: does nothing without a map of groups: -r, -c, --map-auto or --map-groups',
  ],
  [(ask) => groupChoices(ask) > 1, 'more than one of --groups, --clear-groups, --keep-groups and --init-groups'],
  [
    (ask) => (ask.gid ?? ask.egid ?? ask.rgid) !== undefined && groupChoices(ask) === 0 && !ask.userspec,
    '--regid, --egid, --rgid: need one of --groups, --clear-groups, --keep-groups and --init-groups',
  ],
  [
    (ask) => ask.initGroups && (ask.uid ?? ask.euid) === undefined,
    '--init-groups: needs --reuid, the user whose groups they are',
  ],
  [
    (ask) => ask.keepGroups && [...usersOf(ask), ask.gid, ask.egid, ask.rgid].every((id) => id === undefined),
    '--keep-groups: does nothing without --reuid or --regid',
  ],
  [
    (ask) =>
      (ask.groups !== undefined || ask.clearGroups || ask.initGroups || ask.userspec) &&
      mapsGroups(ask) &&
      ask.setgroups !== 'allow',
    'the groups cannot change where setgroups(2) is denied: say --keep-groups, or --setgroups allow',
  ],
  [
    (ask) => ask.uid !== undefined && (ask.euid ?? ask.ruid) !== undefined,
    '--reuid: cannot be combined with --euid or --ruid, it is both',
  ],
  [
    (ask) => ask.gid !== undefined && (ask.egid ?? ask.rgid) !== undefined,
    '--regid: cannot be combined with --egid or --rgid, it is both',
  ],
  [
    (ask) => ask.privileges.keepCaps && !makesUser(ask),
    '--keep-caps: does nothing without a new user namespace: -U, or a map of ids',
  ],
  [(ask) => ask.clearEnv && ask.resetEnv, '--clear-env: cannot be combined with --reset-env'],
  [
    ({ privileges: { landlock } }) =>
      landlock.paths.length + landlock.ports.length > 0 && landlock.handledFs.size + landlock.handledNet.size === 0,
    '--landlock-rule: does nothing without --landlock-access, which says what is denied',
  ],
  [
    (ask) => ask.privileges.landlock.flags !== 0 && deniesNothing(ask),
    '--landlock-flags: does nothing without --landlock-access, which says what is denied',
  ],
  [
    (ask) => ask.privileges.landlock.bestEffort && deniesNothing(ask),
    '--landlock-best-effort: does nothing without --landlock-access, which says what is denied',
  ],
  [
    (ask) => ask.dieWithParent && ask.pdeathsig !== undefined,
    '--die-with-parent: cannot be combined with --pdeathsig or --kill-child, which say another signal',
  ],
  ...supervisionContradictions,
];

const usersOf = ({ uid, euid, ruid }: Ask) => [uid, euid, ruid];

function groupChoices({ groups, clearGroups, keepGroups, initGroups }: Ask): number {
  return [groups !== undefined, clearGroups, keepGroups, initGroups].filter(Boolean).length;
}

/** @throws Failure for the first contradiction. */
export function refuseContradictions(ask: Ask): void {
  const found = table.find(([when]) => when(ask));
  if (found) throw new Failure(found[1]);
}
