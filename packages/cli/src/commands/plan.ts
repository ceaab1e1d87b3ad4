import { formatPlan, type Plan, plan } from '@forkexec/exec';
import { planInPlace } from '@forkexec/exec/supervise';
import { withLaunch } from '../launch.js';
import type { CommandLine } from '../options/parse.js';
import { print } from '../output.js';

/** Prints what run would do. */
export async function printPlan(line: CommandLine): Promise<number> {
  const { json, supervision } = line.ask;
  const planned = await withLaunch(line, supervision.exec ? planInPlace : plan, { dry: true });
  const text = json ? JSON.stringify(planned, exact, 2) : inWords(planned, supervision.exec);
  await print(`${text}\n`);
  return 0;
}

/** Where nothing is cloned, no line says so. */
function inWords(planned: Plan, inPlace: boolean): string {
  const text = formatPlan(planned);
  return inPlace ? text.slice(text.indexOf('\n') + 1).replace(/^child/, 'self ') : text;
}

/** JSON's numbers end at 2^53 for most readers: limits and sets above it become strings of digits. */
function exact(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
