/**
 * A process 1 for the program's pid namespace. It has the program's root, ids and limits, so that it is worth nothing to who takes it over, and
 * dies with this process where that is asked. Session, group and terminal are the program's own: whatever is done to them comes after.
 */
import type { Asked, Planner } from './asked.js';
import { processGroup, session } from './session.js';
import { foregroundGroup } from './terminal.js';

const whose: readonly Planner[] = [session, processGroup, foregroundGroup];
const steps = (asked: Asked) => whose.flatMap((planner) => planner(asked));

/** Early, while the descriptors are the parent's. */
export const jobControl: Planner = (asked) => (asked.init ? [] : steps(asked));

/** Before the descriptors become the program's: the init holds none. */
export const init: Planner = (asked) => (asked.init ? [{ op: 'init' }, ...steps(asked)] : []);
