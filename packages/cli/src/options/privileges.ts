/** Capability sets and securebits: what setpriv(1)'s lists make of what is there. */
import { readFileSync } from 'node:fs';
import { CAP_LAST_CAP, capName, type Securebit, type SysProcAttr } from '@forkexec/attrs';
import type { Ask } from '../ask.js';

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
    landlock: { handledFs: new Set(), handledNet: new Set(), scoped: new Set(), paths: [], ports: [], flags: 0 },
  };
}

type Sets = Readonly<Record<'inheritable' | 'bounding' | 'ambient', ReadonlySet<number>>>;

/**
 * The sets that are asked for. setpriv's lists say what is to be different from the sets that the program would have: our own,
 * or those of a new user namespace, where its first process may do everything and has nothing to hand on.
 */
export function privileges({ privileges: asked }: Ask, { newUser }: { newUser: boolean }): SysProcAttr {
  const { ambient, inheritable, bounding, securebits, keepCaps } = asked;
  if (ambient.length + inheritable.length + bounding.length + securebits.size === 0 && !keepCaps) return {};
  const before = newUser ? setsOfNewNamespace() : ownSets();
  const raised = changed(before.ambient, keepCaps ? [{ add: true, caps: everyCapability() }, ...ambient] : ambient);
  const lowers = ambient.some(({ add }) => !add);
  const bits = (wanted: boolean) => [...securebits].flatMap(([bit, set]) => (set === wanted ? [bit] : []));
  return {
    ...(inheritable.length > 0 && { inheritableCaps: names(changed(before.inheritable, inheritable)) }),
    ...(bounding.length > 0 && { boundingCaps: names(changed(before.bounding, bounding)) }),
    ...(lowers && { clearAmbient: true }),
    ...(raised.size > 0 && (ambient.length > 0 || keepCaps) && { ambientCaps: names(raised) }),
    ...(securebits.size > 0 && { securebits: { set: bits(true), clear: bits(false) } }),
  };
}

function changed(before: ReadonlySet<number>, changes: readonly CapChange[]): ReadonlySet<number> {
  const set = new Set(before);
  for (const { add, caps } of changes) {
    for (const cap of caps) {
      if (add) set.add(cap);
      else set.delete(cap);
    }
  }
  return set;
}

const names = (set: ReadonlySet<number>): string[] => [...set].toSorted((a, b) => a - b).map(capName);

function setsOfNewNamespace(): Sets {
  const all = new Set(everyCapability());
  return { inheritable: new Set(), ambient: new Set(), bounding: all };
}

/** Without /proc, those of an ordinary user: only a plan can come of it. */
function ownSets(): Sets {
  const status = read('/proc/self/status') ?? '';
  const set = (field: string, otherwise: readonly number[] = []) => {
    const bits = new RegExp(`^${field}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1];
    return new Set(bits === undefined ? otherwise : bitsOf(BigInt(`0x${bits}`)));
  };
  return {
    inheritable: set('CapInh'),
    ambient: set('CapAmb'),
    bounding: set('CapBnd', everyCapability()),
  };
}

const bitsOf = (set: bigint): number[] =>
  Array.from({ length: 64 }, (_, i) => i).filter((i) => (set >> BigInt(i)) & 1n);

/** Those that the running kernel has: an older one refuses the newer numbers (EINVAL). */
export function everyCapability(): number[] {
  const last = Number(read('/proc/sys/kernel/cap_last_cap') ?? CAP_LAST_CAP);
  return Array.from({ length: last + 1 }, (_, cap) => cap);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
