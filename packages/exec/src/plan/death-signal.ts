import type { Planner } from './asked.js';

/** A change of ids clears it, so it comes after them; the parent may be dead by then: PR_SET_PDEATHSIG(2const). */
export const deathSignal: Planner = ({ pdeathsig }) =>
  pdeathsig === 0
    ? []
    : [
        { op: 'pdeathsig', signal: pdeathsig },
        { op: 'raiseIfOrphaned', signal: pdeathsig },
      ];
