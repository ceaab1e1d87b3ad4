import { landlockABIOf, landlockBit, type LandlockKind, landlockNamesOf } from '@forkexec/attrs';
import { InvalidAttrError } from '../errors.js';
import type { Ruleset } from './rules.js';

const fieldOf: Readonly<Record<LandlockKind, string>> = {
  fs: 'handledAccessFs',
  net: 'handledAccessNet',
  scope: 'scoped',
};

/**
 * The ruleset without what a version of Landlock does not know.
 * @throws InvalidAttrError for the first such right, unless the best effort is enough
 */
export function fit(asked: Ruleset, abi: number, bestEffort: boolean): { known: Ruleset; dropped: string[] } {
  const dropped: string[] = [];
  const known = (kind: LandlockKind): number => {
    const names = landlockNamesOf(kind, asked.handled[kind]).filter((name) => landlockABIOf(kind, name) > abi);
    if (names.length > 0 && !bestEffort) throw unknown(kind, names[0]!, abi);
    dropped.push(...names);
    return names.reduce((rest, name) => rest & ~landlockBit(kind, name), asked.handled[kind]);
  };
  const handled = { fs: known('fs'), net: known('net'), scope: known('scope') };
  const fs = asked.fs.map((rule) => ({ ...rule, access: rule.access & handled.fs }));
  const net = asked.net.map((rule) => ({ ...rule, access: rule.access & handled.net }));
  // A rule of which nothing is left would be ENOMSG; what it allowed nobody denies now.
  return { known: { handled, fs: fs.filter(some), net: net.filter(some) }, dropped };
}

const some = ({ access }: { readonly access: number }): boolean => access !== 0;

function unknown(kind: LandlockKind, name: string, abi: number): InvalidAttrError {
  const needed = landlockABIOf(kind, name);
  const problem = `${name} needs Landlock ABI ${needed}, and this kernel has ${abi}: leave it out, or ask for bestEffort`;
  return new InvalidAttrError(fieldOf[kind], problem);
}
