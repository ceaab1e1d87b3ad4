/** SECBIT_*, bit by bit from 0: linux/securebits.h, capabilities(7). Every second one locks the one before. */
export const SECUREBITS = [
  'noroot',
  'noroot_locked',
  'no_setuid_fixup',
  'no_setuid_fixup_locked',
  'keep_caps',
  'keep_caps_locked',
  'no_cap_ambient_raise',
  'no_cap_ambient_raise_locked',
] as const;

/** The words of unshare(1)'s `--propagation`. */
export const PROPAGATIONS = ['private', 'slave', 'shared', 'unchanged'] as const;
