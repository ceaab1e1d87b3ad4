import type { Planner } from './asked.js';

/** Nothing in the child makes files before the program does. */
export const fileMask: Planner = ({ umask }) => (umask === undefined ? [] : [{ op: 'umask', mask: umask }]);
