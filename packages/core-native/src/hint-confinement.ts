/** What a child takes from itself before the program: no_new_privs, landlock(7). */
import { filter } from './hint-causes.js';
import type { Rules } from './hint-rules.js';
import { CAP, NEWUSER, type Scene } from './hint-scene.js';

export const landlockMissing =
  'Landlock came with Linux 5.13, and a kernel may be built without it or a seccomp filter hide it; run it on one that has it';
export const landlockOff =
  "Landlock is off on this machine; add landlock to the kernel's lsm= list and boot again (cat /sys/kernel/security/lsm)";

/** landlock_restrict_self(2): CAP_SYS_ADMIN in the own user namespace, or no_new_privs. */
function notAllowed(scene: Scene): string | undefined {
  if (scene.done('noNewPrivs').length > 0 || scene.status('NoNewPrivs') === '1') return filter(scene);
  const lost = scene.done('setuid').some(({ uid }) => uid !== 0);
  if (!lost && (scene.makes(NEWUSER) || scene.has(CAP.sysAdmin) !== false)) return filter(scene);
  return 'Landlock needs no_new_privs, or CAP_SYS_ADMIN in the user namespace; set noNewPrivs';
}

/** EACCES of an execve that nothing else explains: landlock(7), "Filesystem actions". */
export function landlocked(scene: Scene, name: string): string | undefined {
  if (scene.done('landlockRestrictSelf').length === 0) return undefined;
  return (
    `the Landlock ruleset may not allow it: ${name}, its interpreter and its loader each need execute and read_file; ` +
    'add a rule for them'
  );
}

export const confinementRules: Rules = {
  landlockRestrictSelf: {
    EPERM: notAllowed,
    ENOSYS: landlockMissing,
    EOPNOTSUPP: landlockOff,
    EINVAL: (_, { flags }) =>
      flags === 0
        ? undefined
        : 'this kernel does not know one of landlockFlags; LANDLOCK_RESTRICT_SELF_LOG_* came with Linux 6.15 (ABI 7)',
    EBADFD: (scene, { fd }) =>
      `descriptor ${scene.fdHere(fd)} is no Landlock ruleset; give one that landlockRuleset made`,
    EBADF: (scene, { fd }) => {
      const here = scene.fdHere(fd);
      return scene.machine.isOpen(here)
        ? undefined
        : `descriptor ${here} is not open in this process; give one that landlockRuleset made`;
    },
    E2BIG: 'at most 16 rulesets can confine a process, one on top of the other; put the rules into fewer',
  },
};
