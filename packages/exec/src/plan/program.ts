import type { Planner } from './asked.js';
import { layOut } from './files.js';

/** The last step: execve(2), or execveat(2) with AT_EMPTY_PATH for a program given as a descriptor. PATH is not searched. */
export const execute: Planner = (asked) => {
  const { program, argv, env } = asked;
  if (typeof program === 'string') return [{ op: 'execve', path: program, argv, env }];
  return [{ op: 'execveat', fd: layOut(asked).whereIs(program.fd), argv, env }];
};
