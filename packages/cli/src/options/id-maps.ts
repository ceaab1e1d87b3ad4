import type { IDMapWord, SysProcIDMap } from '@forkexec/attrs';
import { idMappings } from '@forkexec/exec';
import type { Ask, IDMapBlock } from '../ask.js';

/** The maps of the new user namespace; empty where none is asked for. */
export interface IdMaps {
  readonly users: readonly SysProcIDMap[];
  readonly groups: readonly SysProcIDMap[];
}

/** The effective ids of whoever asks; -1 on a system without. */
export const self = { uid: process.geteuid?.() ?? -1, gid: process.getegid?.() ?? -1 };

/** @throws InvalidAttrError where a word needs a line of /etc/subuid or /etc/subgid that is not there. */
export function idMaps(ask: Ask): IdMaps {
  return {
    users: [...ranges('uid', wordsOf(ask, ask.userBlock)), ...ask.userMaps],
    groups: [...ranges('gid', wordsOf(ask, ask.groupBlock)), ...ask.groupMaps],
  };
}

/** Whether there will be a map of groups. */
export function mapsGroups(ask: Ask): boolean {
  return wordsOf(ask, ask.groupBlock).length + ask.groupMaps.length > 0;
}

const ranges = (kind: 'uid' | 'gid', words: readonly IDMapWord[]) =>
  words.length === 0 ? [] : idMappings(kind, words);

function wordsOf(ask: Ask, block: IDMapBlock | undefined): IDMapWord[] {
  const { mapSelfTo, userMaps, groupMaps, userBlock, groupBlock, unshareAll } = ask;
  const explicit = mapSelfTo.size + userMaps.length + groupMaps.length > 0 || (userBlock ?? groupBlock) !== undefined;
  const single = mapSelfTo.has('current') || (unshareAll && !explicit) ? ['self' as const] : [];
  const root = single.length === 0 && mapSelfTo.has('root') ? ['root' as const] : [];
  return [...single, ...root, ...(block === undefined ? [] : [block])];
}

/** What the id of the parent's namespace is called inside; undefined where it is not mapped. */
export function inside(id: number, map: readonly SysProcIDMap[]): number | undefined {
  const range = map.find(({ hostID, size }) => id >= hostID && id < hostID + size);
  return range && range.containerID + id - range.hostID;
}
