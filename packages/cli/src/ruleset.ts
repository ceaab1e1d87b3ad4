import { InvalidAttrError, type LandlockRules, landlockRuleset } from '@forkexec/exec';
import { complain } from './output.js';
import { isObject } from './spec.js';

/** The rules of a Landlock ruleset, and whether what the kernel does not know is left out of it or refused. */
export interface Confinement extends LandlockRules {
  readonly bestEffort?: boolean;
}

/**
 * Says what is left out of it.
 * @returns the descriptor, the caller's
 */
export async function makeRuleset(asked: Confinement): Promise<number> {
  const { fd, abi, dropped } = made(asked);
  if (dropped.length > 0)
    await complain({ message: `Landlock ABI ${abi} cannot deny ${dropped.join(', ')}: left out of the ruleset` });
  return fd;
}

function made(asked: Confinement): ReturnType<typeof landlockRuleset> {
  try {
    if (!isObject(asked)) return landlockRuleset(asked); // which refuses it
    const { bestEffort, ...rules } = asked;
    return landlockRuleset(rules, bestEffort === undefined ? {} : { bestEffort });
  } catch (error) {
    if (!(error instanceof InvalidAttrError)) throw error;
    const path = error.path === 'rules' ? 'landlock' : `landlock.${error.path}`;
    const problem = error.message.slice(error.path.length + 2).replace(/\bbestEffort$/, '--landlock-best-effort');
    throw new InvalidAttrError(path, problem);
  }
}
