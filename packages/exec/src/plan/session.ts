import type { Planner } from './asked.js';

export const session: Planner = ({ setsid }) => (setsid ? [{ op: 'setsid' }] : []);

/** `foreground` implies it: only a process group can be in the foreground. */
export const processGroup: Planner = ({ setpgid, foreground, pgid }) =>
  setpgid || foreground ? [{ op: 'setpgid', pgid }] : [];
