import type { IDMapWord, SysProcIDMap } from '@forkexec/attrs';
import { lookUp } from '@forkexec/core-native';
import { idMappings } from '@forkexec/exec';
import type { Ask, IDMapBlock } from '../ask.js';
import { Failure } from '../failure.js';

/** The maps of the new user namespace; empty where none is asked for. */
export interface IdMaps {
  readonly users: readonly SysProcIDMap[];
  readonly groups: readonly SysProcIDMap[];
}

/** The effective and the real ids of whoever asks; -1 on a system without. */
export const self = {
  uid: process.geteuid?.() ?? -1,
  gid: process.getegid?.() ?? -1,
  ruid: process.getuid?.() ?? -1,
  rgid: process.getgid?.() ?? -1,
};

/** @throws Failure for a name that nobody has; InvalidAttrError where a word needs a line of /etc/subuid or /etc/subgid that is not there. */
export function idMaps(ask: Ask): IdMaps {
  return {
    users: [...ranges('uid', wordsOf(ask, ask.userBlock)), ...own('user', self.uid, ask.selfUid), ...ask.userMaps],
    groups: [...ranges('gid', wordsOf(ask, ask.groupBlock)), ...own('group', self.gid, ask.selfGid), ...ask.groupMaps],
  };
}

/** Whether the program's user namespace is a new one. */
export function makesUser(ask: Ask): boolean {
  const mapped = mapsGroups(ask) || wordsOf(ask, ask.userBlock).length + ask.userMaps.length > 0;
  return ask.unshareAll || ask.namespaces.has('user') || mapped || ask.selfUid !== undefined;
}

/** Whether there will be a map of groups. */
export function mapsGroups(ask: Ask): boolean {
  return wordsOf(ask, ask.groupBlock).length + ask.groupMaps.length > 0 || ask.selfGid !== undefined;
}

function own(kind: 'user' | 'group', hostID: number, inner: number | string | undefined): SysProcIDMap[] {
  if (inner === undefined) return [];
  return [{ containerID: typeof inner === 'string' ? numberOf(kind, inner) : inner, hostID, size: 1 }];
}

/** As who asks has it, which is what unshare(1) takes. */
function numberOf(kind: 'user' | 'group', name: string): number {
  const [id] = lookUp({ ask: kind, who: name }) ?? [];
  if (id === undefined) throw new Failure(`--map-${kind}: no ${kind} called '${name}'`);
  return id;
}

const ranges = (kind: 'uid' | 'gid', words: readonly IDMapWord[]) =>
  words.length === 0 ? [] : idMappings(kind, words);

function wordsOf(ask: Ask, block: IDMapBlock | undefined): IDMapWord[] {
  const { mapSelfTo, userMaps, groupMaps, userBlock, groupBlock, unshareAll } = ask;
  const other = userBlock ?? groupBlock ?? ask.selfUid ?? ask.selfGid;
  const explicit = mapSelfTo.size + userMaps.length + groupMaps.length > 0 || other !== undefined;
  const current = mapSelfTo.has('current') || (unshareAll && !explicit) ? ['self' as const] : [];
  const root = current.length === 0 && mapSelfTo.has('root') ? ['root' as const] : [];
  return [...current, ...root, ...(block === undefined ? [] : [block])];
}

/** What the id of the parent's namespace is called inside; undefined where it is not mapped. */
export function inside(id: number, map: readonly SysProcIDMap[]): number | undefined {
  const range = map.find(({ hostID, size }) => id >= hostID && id < hostID + size);
  return range && range.containerID + id - range.hostID;
}
