import { closeSync } from 'node:fs';
import type { ProcAttr } from '@forkexec/attrs';
import { type Confinement, makeRuleset } from './ruleset.js';

/**
 * Makes the Landlock ruleset that was asked for, for as long as a launch takes. A dry run makes none, since that takes a
 * kernel that has Landlock: its plan has the number of the first descriptor that the program does not get.
 */
export async function withRuleset<T>(
  asked: Confinement | undefined,
  attr: ProcAttr | undefined,
  { dry = false }: { readonly dry?: boolean },
  use: (attr: ProcAttr | undefined) => T | Promise<T>,
): Promise<T> {
  if (asked === undefined) return use(attr);
  const confined = (fd: number) => use({ ...attr, sys: { ...attr?.sys, useLandlock: true, landlockFD: fd } });
  if (dry) return confined(Math.max(3, attr?.files?.length ?? 0));
  const fd = await makeRuleset(asked);
  try {
    return await confined(fd);
  } finally {
    closeSync(fd);
  }
}
