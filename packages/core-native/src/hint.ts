import { cgroupRules } from './hint-cgroup.js';
import { confinementRules } from './hint-confinement.js';
import { filter } from './hint-causes.js';
import { execRules } from './hint-exec.js';
import { idMapRules } from './hint-id-maps.js';
import { idRules } from './hint-ids.js';
import { type Machine, thisMachine } from './hint-machine.js';
import { mountRules } from './hint-mount.js';
import { namespaceRules } from './hint-namespaces.js';
import { pathRules } from './hint-paths.js';
import type { Hint, Rules } from './hint-rules.js';
import { Scene } from './hint-scene.js';
import { sessionRules } from './hint-session.js';
import type { Step } from './ops.js';
import type { Plan } from './plan.js';

/** What is known of a failure when a hint is looked for. */
export interface Failure {
  readonly side: 'child' | 'parent';
  /** Nothing when the clone itself failed. */
  readonly step: Step | undefined;
  readonly syscall: string;
  readonly code: string;
  /** What the program of a `newidmap` step wrote. */
  readonly output?: string | undefined;
  readonly plan: Plan;
}

/** Each op, and each call outside of any, has its rows in one file; only clone3 is in two, and the cgroup's go first. */
const rules: Rules = {
  ...namespaceRules,
  ...idMapRules,
  ...idRules,
  ...pathRules,
  ...mountRules,
  ...sessionRules,
  ...cgroupRules,
  ...confinementRules,
  ...execRules,
};

/**
 * What the cause is likely to be and what to do, in one sentence, `cause; what to do`; undefined when nothing is known.
 * Looks at the machine as it is now (files of /proc, the program's first bytes); never throws.
 */
export function hintFor(failure: Failure, machine: Machine = thisMachine): string | undefined {
  const scene = new Scene(failure, machine);
  const { step, syscall, code } = failure;
  const rows = Object.entries<Hint<never>>(rules[(step?.op ?? syscall) as keyof Rules] ?? {});
  const hint = rows.find(([codes]) => codes.split(' ').includes(code))?.[1];
  if (typeof hint === 'string') return hint;
  return (hint as ((scene: Scene, step: unknown) => string | undefined) | undefined)?.(scene, step) ?? anyCall(scene);
}

/** What may stop every call alike. */
function anyCall(scene: Scene): string | undefined {
  return /^(EPERM|ENOSYS|ERR_CHILD_KILLED)$/.test(scene.failure.code) ? filter(scene) : undefined;
}
