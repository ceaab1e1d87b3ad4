import { RLIMIT_NOFILE } from '@forkexec/attrs';
import type { Step } from '@forkexec/core-native/plan';
import type { Asked, Limit, Planner } from './asked.js';
import { layOut } from './files.js';

/** Before the ids change, for a hard limit is raised with CAP_SYS_RESOURCE: setrlimit(2). */
export const limits: Planner = (asked) => asked.rlimits.flatMap((limit) => early(limit, asked).map(prlimit));

/** What {@link limits} had to leave: after the descriptors are laid out. Lowering needs no privilege. */
export const descriptorLimit: Planner = (asked) => asked.rlimits.filter((limit) => isTooLow(limit, asked)).map(prlimit);

function early(limit: Limit, asked: Asked): Limit[] {
  if (!isTooLow(limit, asked)) return [limit];
  const { hard } = limit;
  // The privileged half at least, so that no dropped privilege is missed later.
  return hard > highestCopy(asked) ? [{ ...limit, soft: hard }] : [];
}

/** dup3(2) fails with EBADF for a number at or above the soft RLIMIT_NOFILE, while descriptors already there may stay. */
function isTooLow({ resource, soft }: Limit, asked: Asked): boolean {
  return resource === RLIMIT_NOFILE && soft <= highestCopy(asked);
}

function highestCopy(asked: Asked): number {
  return layOut(asked).steps.reduce((highest, step) => (step.op === 'dup3' ? Math.max(highest, step.to) : highest), -1);
}

function prlimit({ resource, soft, hard }: Limit): Step {
  return { op: 'prlimit', resource, soft, hard };
}
