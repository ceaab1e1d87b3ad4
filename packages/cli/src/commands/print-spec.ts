import { plan } from '@forkexec/exec';
import { inWords } from '../launch.js';
import type { CommandLine } from '../options/parse.js';
import { print } from '../output.js';
import { request } from '../request.js';
import { printSpec } from '../spec.js';

/** Prints the file for --spec that asks for the same, once it is sure that it can be planned. */
export async function writeSpec(line: CommandLine): Promise<number> {
  await print(specOf(line));
  return 0;
}

function specOf(line: CommandLine): string {
  try {
    const { argv0, argv, attr, landlock } = request(line);
    plan(argv0, argv, attr);
    return printSpec(argv0, argv, attr, landlock);
  } catch (error) {
    throw inWords(error, line);
  }
}
