import { machine, release } from 'node:os';
import { type Probe, probe } from '@forkexec/exec';
import { Failure } from '../failure.js';
import { formatProbe } from '../format-probe.js';
import type { CommandLine } from '../options/parse.js';
import { isColourful, print } from '../output.js';

/** Tells what works here. Succeeds whatever that is. */
export async function doctor({ ask, operands }: CommandLine): Promise<number> {
  if (operands[0] !== undefined) throw new Failure(`doctor takes no arguments, not '${operands[0]}'`);
  const found = examine();
  await print(ask.json ? `${JSON.stringify(found, null, 2)}\n` : formatProbe(found, { colour: isColourful() }));
  return 0;
}

/** Without the native binary nothing can be tried, which is then what there is to tell. */
function examine(): Probe {
  try {
    return probe();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_FORKEXEC_NATIVE') throw error;
    const [reason = message, ...fix] = message.split('; ');
    const feature = { name: 'native-binary', title: 'native binary', ok: false, reason, fix: fix.join('; ') };
    return { kernel: release(), arch: machine(), features: [feature] };
  }
}
