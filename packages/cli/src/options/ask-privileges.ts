import type { Securebit } from '@forkexec/attrs';

/** `+net_raw` or `-all`. */
export interface CapChange {
  readonly add: boolean;
  readonly caps: readonly number[];
}

/** What the options ask for; an empty list: not given. */
export interface Privileges {
  readonly ambient: CapChange[];
  readonly inheritable: CapChange[];
  readonly bounding: CapChange[];
  /** By bit: whether it is to be set. */
  readonly securebits: Map<Securebit, boolean>;
  /** unshare(1) --keep-caps. */
  keepCaps: boolean;
  readonly landlock: LandlockAsk;
}

/** As landlockRuleset() takes it, in the making. */
export interface LandlockAsk {
  readonly handledFs: Set<string>;
  readonly handledNet: Set<string>;
  readonly scoped: Set<string>;
  readonly paths: { readonly path: string; readonly access: readonly string[] }[];
  bestEffort: boolean;
  /** LANDLOCK_RESTRICT_SELF_* */
  flags: number;
  readonly ports: { readonly port: number; readonly access: readonly string[] }[];
}

export function askNoPrivileges(): Privileges {
  return {
    ambient: [],
    inheritable: [],
    bounding: [],
    securebits: new Map(),
    keepCaps: false,
    landlock: {
      handledFs: new Set(),
      handledNet: new Set(),
      scoped: new Set(),
      paths: [],
      ports: [],
      bestEffort: false,
      flags: 0,
    },
  };
}
