import { machine, release } from 'node:os';
import { nearest } from '@forkexec/attrs';
import { type NativeLoadError, type Probe, probe } from '@forkexec/exec';
import { Failure, STATUS } from '../failure.js';
import { formatProbe } from '../format-probe.js';
import type { CommandLine } from '../options/parse.js';
import { isColourful, print } from '../output.js';

/** The only feature where it is missing. */
const NATIVE = 'native-binary';

/** Tells what works here. Succeeds whatever that is, unless it lacks what `--require` names. */
export async function doctor({ ask, operands }: CommandLine): Promise<number> {
  if (operands[0] !== undefined) throw new Failure(`doctor takes no arguments, not '${operands[0]}'`);
  const found = examine();
  const lacking = ask.require.filter((name) => !works(found, name));
  await print(ask.json ? `${JSON.stringify(found, null, 2)}\n` : formatProbe(found, { colour: isColourful() }));
  if (lacking.length > 0) throw new Failure(`does not work here: ${lacking.join(', ')}`, STATUS.lacking);
  return 0;
}

/** @throws Failure for a name that no feature has */
function works({ features }: Probe, name: string): boolean {
  const names = features.map((feature) => feature.name);
  const feature = features.find((one) => one.name === name);
  // Where nothing could be tried, nothing is known, and nothing works.
  if (feature || names.includes(NATIVE)) return feature?.ok ?? false;
  const near = nearest(name, names);
  const guess = near === undefined ? '' : `, did you mean '${near}'?`;
  throw new Failure(`--require: unknown feature '${name}'${guess}`, undefined, `they are: ${names.join(', ')}`);
}

/** Without the native binary nothing can be tried, which is then what there is to tell. */
function examine(): Probe {
  try {
    return probe();
  } catch (error) {
    const { code, message: reason, hint: fix } = error as NativeLoadError;
    if (code !== 'ERR_FORKEXEC_NATIVE') throw error;
    const feature = { name: NATIVE, title: 'native binary', ok: false, reason, fix };
    return { kernel: release(), arch: machine(), features: [feature] };
  }
}
