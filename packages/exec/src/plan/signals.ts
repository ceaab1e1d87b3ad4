import type { Planner } from './asked.js';

/**
 * Every launch: the program starts with default dispositions and nothing blocked, as from node:child_process. Dispositions
 * first, for the parent's handlers must not run in the child: until then all signals are blocked, signal(7).
 */
export const signals: Planner = () => [{ op: 'resetSignals' }, { op: 'sigmask', mask: 0 }];
