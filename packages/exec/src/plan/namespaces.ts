import { CLONE_NEWNS, CLONE_NEWUSER } from '@forkexec/attrs';
import type { Asked, Planner } from './asked.js';

/** mount(2), linux/mount.h. */
const MS_NOSUID = 2;
const MS_NODEV = 4;
const MS_NOEXEC = 8;
const MS_REC = 0x4000;
const MS_PRIVATE = 0x40000;

/**
 * Whether others might trace the child who may not trace us: it changes ids or capabilities, or is in a user namespace
 * where its owner's processes have all capabilities. The launcher then makes it, and us, undumpable.
 */
export function isGuarded({ credential, ambientCaps, caller }: Asked): boolean {
  return credential !== undefined || ambientCaps.length > 0 || caller.privileged === true;
}

/**
 * Go's `Cloneflags` and `Unshareflags`, but that a user namespace with maps is made at the clone where the parent has to
 * write them (id-maps.ts says when): inside, there is no difference.
 */
export function namespaceFlags(asked: Asked): { readonly clone: number; readonly unshare: number } {
  const { cloneflags, unshareflags, uidMappings, gidMappings } = asked;
  const mapped = uidMappings !== undefined || gidMappings !== undefined;
  const early = mapped && isGuarded(asked) ? unshareflags & CLONE_NEWUSER : 0;
  return { clone: cloneflags | early, unshare: unshareflags & ~early };
}

export const unshare: Planner = (asked) => {
  const flags = namespaceFlags(asked).unshare;
  return flags === 0 ? [] : [{ op: 'unshare', flags }];
};

/**
 * A new mount namespace is a copy whose mounts stay in the old one's peer groups where those are shared, as systemd makes
 * `/`: what is mounted here would appear there, mount_namespaces(7). Go cuts that after unshare, not after clone; a mount
 * of our own has to be cut off in either case.
 */
export const privateMounts: Planner = ({ unshareflags, mountProc }) =>
  (unshareflags & CLONE_NEWNS) !== 0 || mountProc !== undefined
    ? [{ op: 'mount', source: 'none', target: '/', type: null, flags: MS_REC | MS_PRIVATE, data: null }]
    : [];

export const hostName: Planner = ({ hostname }) =>
  hostname === undefined ? [] : [{ op: 'sethostname', name: hostname }];

/** With the flags that every proc has, and that a user namespace must give it: mount_namespaces(7), "locked" flags. */
export const procMount: Planner = ({ mountProc }) =>
  mountProc === undefined
    ? []
    : [
        {
          op: 'mount',
          source: 'proc',
          target: mountProc,
          type: 'proc',
          flags: MS_NOSUID | MS_NODEV | MS_NOEXEC,
          data: null,
        },
      ];
