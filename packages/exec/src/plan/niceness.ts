import type { Planner } from './asked.js';

/** Added by the child itself: what it is added to is its own. */
export const niceness: Planner = ({ nice }) => (nice === 0 ? [] : [{ op: 'nice', increment: nice }]);
