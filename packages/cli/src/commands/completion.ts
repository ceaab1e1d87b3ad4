import { nearest } from '@forkexec/attrs';
import { bash } from '../completion/bash.js';
import { fish } from '../completion/fish.js';
import { zsh } from '../completion/zsh.js';
import { Failure } from '../failure.js';
import type { CommandLine } from '../options/parse.js';
import { print } from '../output.js';

const shells: Readonly<Record<string, () => string>> = { bash, zsh, fish };

/** Prints the completion script for a shell. */
export async function printCompletion({ operands }: CommandLine): Promise<number> {
  const [shell, ...more] = operands;
  if (shell === undefined || more.length > 0) throw new Failure('completion: say for which shell: bash, zsh or fish');
  if (!Object.hasOwn(shells, shell)) {
    const near = nearest(shell, Object.keys(shells));
    const guess = near === undefined ? 'there is bash, zsh and fish' : `did you mean '${near}'?`;
    throw new Failure(`completion: no script for '${shell}', ${guess}`);
  }
  await print(shells[shell]!());
  return 0;
}
