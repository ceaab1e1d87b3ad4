import { closeSync } from 'node:fs';
import type { ProcAttr } from '@forkexec/attrs';
import { InvalidAttrError, type LandlockRules, landlockRuleset } from '@forkexec/exec';

/**
 * Makes the Landlock ruleset that was asked for, for as long as a launch takes. A dry run makes none, since that takes a
 * kernel that has Landlock: its plan has the number of the first descriptor that the program does not get.
 */
export async function withRuleset<T>(
  rules: LandlockRules | undefined,
  attr: ProcAttr | undefined,
  { dry = false }: { readonly dry?: boolean },
  use: (attr: ProcAttr | undefined) => T | Promise<T>,
): Promise<T> {
  if (rules === undefined) return use(attr);
  const confined = (fd: number) => use({ ...attr, sys: { ...attr?.sys, useLandlock: true, landlockFD: fd } });
  if (dry) return confined(Math.max(3, attr?.files?.length ?? 0));
  const { fd } = made(rules);
  try {
    return await confined(fd);
  } finally {
    closeSync(fd);
  }
}

function made(rules: LandlockRules): ReturnType<typeof landlockRuleset> {
  try {
    return landlockRuleset(rules);
  } catch (error) {
    if (!(error instanceof InvalidAttrError)) throw error;
    const path = error.path === 'rules' ? 'landlock' : `landlock.${error.path}`;
    throw new InvalidAttrError(path, error.message.slice(error.path.length + 2));
  }
}
