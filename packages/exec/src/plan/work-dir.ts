import type { Step } from '@forkexec/core-native/plan';
import type { Asked, Planner } from './asked.js';

/** After the ids are set, as in Go: the directory must be one that the new user may enter. */
export const workDir: Planner = (asked) => (asked.dirFirst ? [] : chdir(asked));

/** Before, as in node:child_process. */
export const workDirFirst: Planner = (asked) => (asked.dirFirst ? chdir(asked) : []);

const chdir = ({ dir }: Asked): Step[] => (dir === undefined ? [] : [{ op: 'chdir', path: dir }]);
