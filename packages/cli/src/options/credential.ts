import type { Credential } from '@forkexec/attrs';
import type { Ask } from '../ask.js';
import { Failure } from '../failure.js';
import { type IdMaps, inside, self } from './id-maps.js';
import { account } from './passwd.js';

/** Without --regid the group stays, as in setpriv, but for --init-groups: the user's groups beside our own would be a trap. */
export function credential(asked: Ask, maps: IdMaps): Credential | undefined {
  const ask = groupsOfSpec(asked);
  const { uid = ask.euid, gid = ask.egid, ruid, rgid, groups, clearGroups, initGroups } = ask;
  if ([uid, gid, ruid, rgid, groups].every((given) => given === undefined) && !clearGroups) return undefined;
  // The library takes that of a user by name where no group is given.
  const primary = ask.userspec && typeof uid === 'string' && gid === undefined;
  const stays = (option: string, id: number, map: IdMaps['users']) => unchanged(option, id, map, ask, maps);
  const real = {
    ...(ask.uid === undefined && ask.euid !== undefined && { ruid: ruid ?? stays('--ruid', self.ruid, maps.users) }),
    ...(ask.gid === undefined && ask.egid !== undefined && { rgid: rgid ?? stays('--rgid', self.rgid, maps.groups) }),
    ...(ruid !== undefined && { ruid }),
    ...(rgid !== undefined && { rgid }),
  };
  if (initGroups) return { uid: uid!, ...(gid !== undefined && { gid }), ...real, initGroups };
  const ids = {
    uid: uid ?? stays('--reuid', self.uid, maps.users),
    ...(primary ? {} : { gid: gid ?? stays('--regid', self.gid, maps.groups) }),
    ...real,
  };
  if (groups !== undefined || clearGroups) return { ...ids, groups: groups ?? [] };
  return { ...ids, noSetGroups: true };
}

/** chroot(1): the groups of the user where it has some; a number without an entry has none, and needs a group. */
function groupsOfSpec(ask: Ask): Ask {
  if (!ask.userspec || ask.uid === undefined) return ask;
  const entry = typeof ask.uid === 'string' ? undefined : account(ask.uid);
  const gid = ask.gid ?? entry?.gid;
  const settled = ask.groups !== undefined || ask.clearGroups || ask.keepGroups || ask.initGroups;
  if (typeof ask.uid === 'string' || entry !== undefined)
    return { ...ask, gid, initGroups: ask.initGroups || !settled };
  if (gid !== undefined) return settled ? ask : { ...ask, clearGroups: true };
  throw new Failure(`--userspec: no user has the number ${ask.uid}: say which group, ${ask.uid}:GROUP`);
}

/** An id that is to stay, as it is called where the child will set it. */
function unchanged(option: string, id: number, map: IdMaps['users'], ask: Ask, maps: IdMaps): number {
  const sameNamespace = !ask.namespaces.has('user') && maps.users.length + maps.groups.length === 0;
  const inner = sameNamespace ? id : inside(id, map);
  if (inner === undefined) throw new Failure(`${option}: needed too, since ${id} has no id in the new user namespace`);
  return inner;
}
