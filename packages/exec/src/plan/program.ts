import type { Planner } from './asked.js';
import { layOut } from './files.js';

/** What execvp(3) runs a file with that has no known format. */
const SHELL = '/bin/sh';

/**
 * The last step: execve(2), or execveat(2) with AT_EMPTY_PATH for a program given as a descriptor. PATH is not searched, but
 * where the paths to try are given.
 */
export const execute: Planner = (asked) => {
  const { program, paths, argv, env } = asked;
  if (paths) return [{ op: 'execveSearch', paths, argv: [SHELL, ...argv], env }];
  if (typeof program === 'string') return [{ op: 'execve', path: program, argv, env }];
  return [{ op: 'execveat', fd: layOut(asked).whereIs(program.fd), argv, env }];
};
