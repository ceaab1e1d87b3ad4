import type { SysProcIDMap } from '@forkexec/attrs';
import type { Ask } from '../ask.js';

/** The maps of the new user namespace; empty where none is asked for. */
export interface IdMaps {
  readonly users: readonly SysProcIDMap[];
  readonly groups: readonly SysProcIDMap[];
}

/** The effective ids of whoever asks; -1 on a system without. */
export const self = { uid: process.geteuid?.() ?? -1, gid: process.getegid?.() ?? -1 };

export function idMaps({ mapSelfTo, userMaps, groupMaps, unshareAll }: Ask): IdMaps {
  const explicit = mapSelfTo.size + userMaps.length + groupMaps.length > 0;
  const current = mapSelfTo.has('current') || (unshareAll && !explicit);
  const own = (hostID: number): SysProcIDMap[] => {
    if (current) return [{ containerID: hostID, hostID, size: 1 }];
    return mapSelfTo.has('root') ? [{ containerID: 0, hostID, size: 1 }] : [];
  };
  return { users: [...own(self.uid), ...userMaps], groups: [...own(self.gid), ...groupMaps] };
}

/** What the id of the parent's namespace is called inside; undefined where it is not mapped. */
export function inside(id: number, map: readonly SysProcIDMap[]): number | undefined {
  const range = map.find(({ hostID, size }) => id >= hostID && id < hostID + size);
  return range && range.containerID + id - range.hostID;
}
