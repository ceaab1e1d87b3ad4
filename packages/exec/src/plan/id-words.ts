/** `idMap`: the ranges that its words mean for this caller on this machine. */
import {
  checkIDMappings,
  freeSubordinateIDs,
  idMappingsOfWords,
  type IDMapWord,
  parseIDMappings,
  parseSubordinateIDs,
  subordinateIDsOf,
  type SysProcIDMap,
} from '@forkexec/attrs';
import { InvalidAttrError } from '../errors.js';
import type { Asked, Caller, IDKind } from './asked.js';
import { refuse } from './kinds.js';

const FIELD = 'idMap';

/** Both maps. @throws InvalidAttrError saying which line of which file is missing */
export function mappings({
  idMap,
  caller,
}: Pick<Asked, 'idMap' | 'caller'>): Pick<Asked, 'uidMappings' | 'gidMappings'> {
  return { uidMappings: rangesOf('uid', idMap, caller), gidMappings: rangesOf('gid', idMap, caller) };
}

/** One of the maps. */
export function rangesOf(kind: IDKind, words: readonly IDMapWord[], caller: Caller): SysProcIDMap[] {
  const own = kind === 'uid' ? caller.euid : caller.egid;
  if (own < 0) throw new InvalidAttrError(FIELD, 'this system has no user ids to map');
  const ranges = idMappingsOfWords(words, {
    own,
    block: () => firstBlock(kind, caller),
    parentMap: () => parentMap(kind, caller),
  });
  refuse(checkIDMappings(ranges), FIELD);
  return ranges;
}

/** Both files are by user: subgid(5) knows no groups. */
function firstBlock(kind: IDKind, { euid, machine }: Caller): { start: number; count: number } {
  const path = `/etc/sub${kind}`;
  const text = machine?.read(path);
  const name = machine?.userName();
  const all = parseSubordinateIDs(text ?? '');
  const [first] = subordinateIDsOf(all, euid, name);
  if (first) return first;
  const who = name === undefined ? `uid ${euid}, which has no name` : `user '${name}' (uid ${euid})`;
  const there = text === undefined ? `${path} cannot be read, and so` : path;
  const line = freeSubordinateIDs(all, name ?? `${euid}`);
  throw new InvalidAttrError(FIELD, `${there} has no line for ${who}: add '${line}'`);
}

function parentMap(kind: IDKind, { machine }: Caller): SysProcIDMap[] {
  const path = `/proc/self/${kind}_map`;
  const map = parseIDMappings(machine?.read(path) ?? '');
  if (map.length === 0) throw new InvalidAttrError(FIELD, `'all' needs ${path}, which cannot be read here`);
  return map;
}
