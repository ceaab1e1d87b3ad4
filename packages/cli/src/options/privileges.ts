/** Capability sets and securebits: what setpriv(1)'s lists make of what is there. */
import { readFileSync } from 'node:fs';
import { CAP_LAST_CAP, capName, type SysProcAttr } from '@forkexec/attrs';
import type { Ask } from '../ask.js';
import type { CapChange } from './ask-privileges.js';

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
