import type { ProcAttr, Program } from '@forkexec/attrs';
import type { Plan, Step } from '@forkexec/core-native/plan';
import type { Asked, Caller, Planner } from './asked.js';
import { boundingAndInheritable, keepCaps, raiseCaps, securebits } from './caps.js';
import { check } from './check.js';
import { clone } from './clone.js';
import { credentials } from './credentials.js';
import { deathSignal } from './death-signal.js';
import { fileMask } from './file-mask.js';
import { blockingFiles, closeOnExec, descriptors } from './files.js';
import { hold, parentMaps } from './id-maps.js';
import { numbered } from './identity.js';
import { landlock, noNewPrivs } from './confinement.js';
import { init, jobControl } from './init.js';
import { descriptorLimit, limits } from './limits.js';
import { hostName, procMount, propagate } from './namespaces.js';
import { ownIds } from './own-ids.js';
import { execute } from './program.js';
import { niceness } from './niceness.js';
import { root } from './root.js';
import { signals } from './signals.js';
import { controllingTerminal, noControllingTerminal } from './terminal.js';
import { firstNamespaces, heir, laterMaps, laterUnshare } from './time-namespace.js';
import { trace } from './trace.js';
import { workDir, workDirFirst } from './work-dir.js';

/** The order of the child's steps: Go's, with what Go does not have where the kernel's rules still allow it. */
const order: readonly Planner[] = [
  closeOnExec, // before /proc/self can be out of reach
  firstNamespaces, // a time namespace, while /proc/self is the child's
  hold,
  heir, // before it has a session, a group, a terminal
  jobControl, // session, group, and the foreground: on the parent's descriptors, signals blocked
  laterUnshare,
  laterMaps, // before the ids change: /proc/self is root's afterwards
  propagate, // before any mount, and while / is still a mount point
  hostName,
  root,
  procMount, // inside of the new root
  limits, // before CAP_SYS_RESOURCE is lost
  niceness, // before CAP_SYS_NICE is lost
  boundingAndInheritable, // before CAP_SETPCAP is lost
  keepCaps, // before the ids change, and after unshare: a new user namespace resets it
  securebits, // after keepCaps, which they may lock, and before the ids, for which they count
  workDirFirst,
  ownIds,
  credentials,
  raiseCaps, // after setuid, which empties the ambient set
  fileMask,
  workDir, // with the new user's rights
  deathSignal, // after the ids, whose change clears it
  init, // after all that is to hold for it too
  descriptors,
  blockingFiles,
  descriptorLimit,
  noControllingTerminal, // on the child's descriptors
  controllingTerminal,
  noNewPrivs, // after all that could need a privilege
  landlock, // after no_new_privs, without which it needs one; after the last file is opened
  trace, // after no_new_privs and filters, as Go does: the last but what the program starts with
  signals, // nothing may run in the child before
  execute,
];

/** Those of them that have something to do where `sys` asks for nothing, nor node:child_process for a session or other ids. */
const plain: readonly Planner[] = [closeOnExec, workDirFirst, workDir, descriptors, blockingFiles, signals, execute];

/** A whole plan. The `caller` says who asks, and where names are looked up. */
export function compile(argv0: Program, argv: readonly string[], attr: ProcAttr | undefined, caller: Caller): Plan {
  return arrange(numbered(check(argv0, argv, attr, caller)));
}

/** The steps of all planners, in order. */
export function arrange(asked: Asked): Plan {
  const child: Step[] = []; // flatMap takes twice as long
  for (const planner of asked.plain ? plain : order) child.push(...planner(asked));
  return { clone: clone(asked), parent: asked.plain ? [] : parentMaps(asked), child };
}
