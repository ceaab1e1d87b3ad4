import { formatPlan, plan } from '@forkexec/exec';
import { withLaunch } from '../launch.js';
import type { CommandLine } from '../options/parse.js';
import { print } from '../output.js';

/** Prints what run would do. */
export async function printPlan(line: CommandLine): Promise<number> {
  const planned = await withLaunch(line, plan);
  const text = line.ask.json ? JSON.stringify(planned, exact, 2) : formatPlan(planned);
  await print(`${text}\n`);
  return 0;
}

/** JSON's numbers end at 2^53 for most readers: limits and sets above it become strings of digits. */
function exact(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
