import { machine, release } from 'node:os';
import { cgroups } from './cgroups.js';
import { confinement } from './confinement.js';
import type { Feature } from './feature.js';
import { ids } from './ids.js';
import { kernel } from './kernel.js';
import { namespaces } from './namespaces.js';
import { limits } from './resources.js';
import { seccomp, seccompActions } from './seccomp.js';

export type { Feature } from './feature.js';

/** What {@link probe} found. */
export interface Probe {
  /** The kernel's release, as uname(2) gives it: `6.12.9-amd64`. Features say more than versions do. */
  readonly kernel: string;
  /** The machine, as uname(2) gives it: `x86_64`, `aarch64`. */
  readonly arch: string;
  /** In the order in which they are worth reading; names are unique and stay the same. */
  readonly features: readonly Feature[];
}

/**
 * What this kernel and this process's privileges allow, each feature tried for real in a child that ends at once: versions
 * say little where distributions, containers and administrators forbid things. Nothing stays behind: no process, no
 * descriptor, no file. Blocks the thread for some tens of milliseconds; the answers hold for the user who asks, now.
 *
 * @throws NativeLoadError where there is no native core for this platform.
 */
export function probe(): Probe {
  return {
    kernel: release(),
    arch: machine(),
    features: [
      ...kernel(),
      ...namespaces(),
      ...ids(),
      ...cgroups(),
      ...confinement(),
      seccompActions(),
      seccomp(),
      limits(),
    ],
  };
}
