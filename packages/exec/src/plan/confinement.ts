import type { Planner } from './asked.js';
import { layOut } from './files.js';

/** Stays for good: PR_SET_NO_NEW_PRIVS(2const). */
export const noNewPrivs: Planner = (asked) => (asked.noNewPrivs ? [{ op: 'noNewPrivs' }] : []);

/** The ruleset's descriptor is the parent's; by now it is where the shuffle has put it. */
export const landlock: Planner = (asked) => {
  if (!asked.useLandlock || asked.landlockFD === undefined) return [];
  const fd = layOut(asked).whereIs(asked.landlockFD);
  return [{ op: 'landlockRestrictSelf', fd, flags: asked.landlockFlags }];
};
