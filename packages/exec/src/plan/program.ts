import type { StepOf } from '@forkexec/core-native/plan';
import type { Asked, Planner } from './asked.js';
import { layOut } from './files.js';

/** What execvp(3) runs a file with that has no known format. */
const SHELL = '/bin/sh';

/**
 * The last step: execve(2), or execveat(2) with AT_EMPTY_PATH for a program given as a descriptor. PATH is not searched, but
 * where the paths to try are given.
 */
export const execute: Planner = (asked) => {
  const { program, paths, argv, env } = asked;
  if (paths) return [lastStep({ paths, argv, env })];
  if (typeof program === 'string') return [{ op: 'execve', path: program, argv, env }];
  return [{ op: 'execveat', fd: layOut(asked).whereIs(program.fd), argv, env }];
};

/** Of a program that is searched for. An argv without even a name has an empty one, as Linux 5.18 gives it to such a program. */
export function lastStep({
  paths,
  argv,
  env,
}: Required<Pick<Asked, 'paths' | 'argv' | 'env'>>): StepOf<'execveSearch'> {
  return { op: 'execveSearch', paths, argv: argv.length === 0 ? [SHELL, ''] : [SHELL, ...argv], env };
}
