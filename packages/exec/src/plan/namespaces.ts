import { CLONE_NEWNS } from '@forkexec/attrs';
import type { Planner } from './asked.js';

/** mount(2), linux/mount.h. */
const MS_NOSUID = 2;
const MS_NODEV = 4;
const MS_NOEXEC = 8;
const MS_REC = 0x4000;
const MS_PRIVATE = 0x40000;

/** Go's `Unshareflags`. */
export const unshare: Planner = ({ unshareflags }) =>
  unshareflags === 0 ? [] : [{ op: 'unshare', flags: unshareflags }];

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
