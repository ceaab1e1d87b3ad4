import { CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWTIME, CLONE_NEWUSER } from '@forkexec/attrs';
import type { Propagation } from '@forkexec/attrs';
import type { Step } from '@forkexec/core-native/plan';
import type { Asked, Planner } from './asked.js';
import { childMayWrite } from './id-rights.js';
import { timeOffsets } from './time-offsets.js';

/** mount(2), linux/mount.h. */
const MS_NOSUID = 2;
const MS_NODEV = 4;
const MS_NOEXEC = 8;
const MS_REC = 0x4000;
const MS_PRIVATE = 0x40000;
const MS_SLAVE = 0x80000;
const MS_SHARED = 0x100000;

/**
 * Whether others might trace the child who may not trace us: it changes ids or capabilities, or is in a user namespace
 * where its owner's processes have all capabilities. The launcher then makes it, and us, undumpable.
 */
export function isGuarded({ credential, ambientCaps, caller }: Asked): boolean {
  return credential !== undefined || ambientCaps.length > 0 || caller.privileged === true;
}

/** Where each namespace that was asked for is made. */
interface NamespaceFlags {
  readonly clone: number;
  /** First of all, before the parent is waited for. */
  readonly first: number;
  readonly unshare: number;
  /** By the heir: a pid namespace whose first process the program is not to be. */
  readonly heir: number;
}

/**
 * Go's `Cloneflags` and `Unshareflags`, with two exceptions, neither of which can be seen from inside. A user namespace with maps
 * is made at the clone where the parent has to write them, or have them written (id-maps.ts says when). A time namespace is always made by the child
 * (time-namespace.ts), inside of the user namespace that owns it; where that takes a fork, a pid namespace is made for the
 * heir, who is to be its first process.
 */
export function namespaceFlags(asked: Asked): NamespaceFlags {
  const { cloneflags, unshareflags, uidMappings, gidMappings } = asked;
  const mapped = uidMappings !== undefined || gidMappings !== undefined;
  const early = mapped && (isGuarded(asked) || !childMayWrite(asked)) ? unshareflags & CLONE_NEWUSER : 0;
  const forked = hasHeir(asked) ? CLONE_NEWPID : 0;
  const made = ((cloneflags | unshareflags) & CLONE_NEWTIME) | (cloneflags & forked);
  const rest = unshareflags & ~(early | CLONE_NEWTIME | forked);
  const isLate = (rest & CLONE_NEWUSER) !== 0;
  return {
    clone: (cloneflags | early) & ~(CLONE_NEWTIME | forked),
    first: isLate ? 0 : made,
    unshare: isLate ? rest | made : rest,
    heir: unshareflags & forked & ~cloneflags,
  };
}

/** Whether the program is another process than the one that was cloned: the only way into a time namespace before Linux 6.3. */
export function hasHeir({
  cloneflags,
  unshareflags,
  caller,
}: Pick<Asked, 'cloneflags' | 'unshareflags' | 'caller'>): boolean {
  return ((cloneflags | unshareflags) & CLONE_NEWTIME) !== 0 && caller.execEntersTime !== true;
}

export const unshare: Planner = (asked) => {
  const flags = namespaceFlags(asked).unshare;
  return flags === 0 ? [] : [{ op: 'unshare', flags }, ...timeOffsets(asked, flags)];
};

/**
 * A new mount namespace is a copy whose mounts stay in the old one's peer groups where those are shared, as systemd makes
 * `/`: what is mounted here would appear there, mount_namespaces(7). Go cuts that after unshare, not after clone; a mount
 * of our own has to be cut off in either case.
 */
export const propagate: Planner = (asked) => {
  const flag = propagationFlags[propagationOf(asked)];
  return flag === 0 ? [] : [change('/', flag)];
};

const propagationFlags: Readonly<Record<Propagation, number>> = {
  private: MS_PRIVATE,
  slave: MS_SLAVE,
  shared: MS_SHARED,
  unchanged: 0,
};

function propagationOf({ propagation, unshareflags, mountProc }: Asked): Propagation {
  return propagation ?? ((unshareflags & CLONE_NEWNS) !== 0 || mountProc !== undefined ? 'private' : 'unchanged');
}

function change(target: string, flag: number): Step {
  return { op: 'mount', source: 'none', target, type: null, flags: MS_REC | flag, data: null };
}

export const hostName: Planner = ({ hostname }) =>
  hostname === undefined ? [] : [{ op: 'sethostname', name: hostname }];

/** With the flags that every proc has, and that a user namespace must give it: mount_namespaces(7), "locked" flags. */
export const procMount: Planner = (asked) => {
  const { mountProc: target } = asked;
  if (target === undefined) return [];
  // As unshare(1): where the others may still be shared, the place of this one must not be.
  const cut = propagationOf(asked) === 'private' || asked.chroot !== undefined ? [] : [change(target, MS_PRIVATE)];
  const flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;
  return [...cut, { op: 'mount', source: 'proc', target, type: 'proc', flags, data: null }];
};
