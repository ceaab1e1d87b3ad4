import type { SysProcIDMap } from './sys-proc-attr.js';

/**
 * Id maps in words, as unshare(1) of util-linux 2.39 has them.
 *
 * - `'root'`: 0 inside is the caller (`--map-root-user`)
 * - `'self'`: the caller's own id is itself (`--map-current-user`)
 * - `'auto'`: the first block that /etc/subuid and /etc/subgid give the caller, from 0 on (`--map-users=auto`)
 * - `'subids'`: that block, each id mapped to itself (`--map-users=subids`)
 * - `'all'`: every id of the caller's own user namespace, mapped to itself (`--map-users=all`)
 */
export type IDMapWord = 'root' | 'self' | 'auto' | 'subids' | 'all';

/** The words that map one id, the caller's. */
export const SINGLE_ID_MAP_WORDS = ['root', 'self'] as const satisfies readonly IDMapWord[];
/** The words that map blocks of ids. */
export const BLOCK_ID_MAP_WORDS = ['auto', 'subids', 'all'] as const satisfies readonly IDMapWord[];

/** What the words mean for one caller; the blocks are asked for only where a word needs them. */
export interface IDMapFacts {
  /** The caller's effective user or group id. */
  readonly own: number;
  /** The caller's first block of subordinate ids. */
  readonly block: () => { readonly start: number; readonly count: number };
  /** The caller's own /proc/self/uid_map or gid_map. */
  readonly parentMap: () => readonly SysProcIDMap[];
}

/**
 * The ranges that words mean. The single id stands first; blocks make room for it as unshare(1) does it: an id is taken out
 * on either side where it would be mapped twice, what is above moves down, and the last id of a block may stay unmapped.
 *
 * @param words - at most one of {@link SINGLE_ID_MAP_WORDS} and one of {@link BLOCK_ID_MAP_WORDS}
 */
export function idMappingsOfWords(words: readonly IDMapWord[], facts: IDMapFacts): SysProcIDMap[] {
  const { own } = facts;
  const single = words.includes('root') ? { containerID: 0, hostID: own, size: 1 } : undefined;
  const self = words.includes('self') ? { containerID: own, hostID: own, size: 1 } : undefined;
  const one = single ?? self;
  const blocks = blocksOf(words, facts);
  return one ? [one, ...blocks.flatMap((block) => around(block, one))] : [...blocks];
}

function blocksOf(words: readonly IDMapWord[], { block, parentMap }: IDMapFacts): readonly SysProcIDMap[] {
  if (words.includes('all')) {
    return parentMap().map(({ containerID, size }) => ({ containerID, hostID: containerID, size }));
  }
  if (!words.includes('auto') && !words.includes('subids')) return [];
  const { start, count } = block();
  return [{ containerID: words.includes('auto') ? 0 : start, hostID: start, size: count }];
}

/** A block without the two ids of a range of one: the ids that are left on each side, paired in their order. */
function around({ containerID, hostID, size }: SysProcIDMap, one: SysProcIDMap): SysProcIDMap[] {
  const inside = without(containerID, size, one.containerID);
  const outside = without(hostID, size, one.hostID);
  const ranges: SysProcIDMap[] = [];
  let [i, o] = [inside.shift(), outside.shift()];
  while (i && o) {
    const part = Math.min(i.count, o.count);
    ranges.push({ containerID: i.start, hostID: o.start, size: part });
    i = i.count > part ? { start: i.start + part, count: i.count - part } : inside.shift();
    o = o.count > part ? { start: o.start + part, count: o.count - part } : outside.shift();
  }
  return ranges;
}

function without(start: number, count: number, id: number): { start: number; count: number }[] {
  if (id < start || id >= start + count) return [{ start, count }];
  const parts = [
    { start, count: id - start },
    { start: id + 1, count: start + count - id - 1 },
  ];
  return parts.filter((part) => part.count > 0);
}
