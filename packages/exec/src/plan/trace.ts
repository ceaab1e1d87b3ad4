import type { Planner } from './asked.js';

/**
 * Whoever is the parent at this moment is the tracer, ptrace(2). Had ours died before, that would be init, which never
 * resumes anybody: then there is no point in going on.
 */
export const trace: Planner = ({ ptrace }) => (ptrace ? [{ op: 'traceMe' }, { op: 'raiseIfOrphaned', signal: 9 }] : []);
