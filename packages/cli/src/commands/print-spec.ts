import { plan } from '@forkexec/exec';
import { withRuleset } from '../confine.js';
import { inWords } from '../launch.js';
import type { CommandLine } from '../options/parse.js';
import { print } from '../output.js';
import { request } from '../request.js';
import { printSpec } from '../spec.js';

/** Prints the file for --spec that asks for the same, once it is sure that it can be planned. */
export async function writeSpec(line: CommandLine): Promise<number> {
  await print(await specOf(line));
  return 0;
}

async function specOf(line: CommandLine): Promise<string> {
  try {
    const { argv0, argv, attr, landlock } = request(line);
    await withRuleset(landlock, attr, { dry: true }, (confined) => plan(argv0, argv, confined));
    return printSpec(argv0, argv, attr, landlock);
  } catch (error) {
    throw inWords(error, line);
  }
}
