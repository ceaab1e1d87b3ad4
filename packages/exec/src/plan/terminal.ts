import type { Planner } from './asked.js';

/**
 * While the descriptors are still the parent's, and while all signals are blocked: a background process that asks for the
 * foreground would stop by SIGTTOU, tcsetpgrp(3).
 */
export const foregroundGroup: Planner = ({ foreground, ctty, pgid }) =>
  foreground ? [{ op: 'foreground', fd: ctty, pgid }] : [];

/** After the descriptors are the child's, as `files` has them. */
export const noControllingTerminal: Planner = ({ noctty }) => (noctty ? [{ op: 'noctty', fd: 0 }] : []);

export const controllingTerminal: Planner = ({ setctty, ctty }) => (setctty ? [{ op: 'setctty', fd: ctty }] : []);
