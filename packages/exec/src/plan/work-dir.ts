import type { Planner } from './asked.js';

/** After the ids are set, as in Go: the directory must be one that the new user may enter. */
export const workDir: Planner = ({ dir }) => (dir === undefined ? [] : [{ op: 'chdir', path: dir }]);
