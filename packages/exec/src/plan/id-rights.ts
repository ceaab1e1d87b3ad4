/** Who may write which id map: new_idmap_permitted in kernel/user_namespace.c, and user_namespaces(7). */
import type { SysProcIDMap } from '@forkexec/attrs';
import { InvalidAttrError } from '../errors.js';
import type { Asked, IDKind } from './asked.js';

const mappingsOf = (kind: IDKind, asked: Asked) => (kind === 'uid' ? asked.uidMappings : asked.gidMappings);

/** Whether a map is one id, the given one outside; no map at all is that too. */
function isOnly(id: number, map: readonly SysProcIDMap[] | undefined): boolean {
  return map === undefined || (map.length === 1 && map[0]?.size === 1 && map[0].hostID === id);
}

/** Whether it takes CAP_SETUID or CAP_SETGID to write the map, and the caller lacks it. */
function isBeyond(kind: IDKind, asked: Asked): boolean {
  const { caller } = asked;
  const map = mappingsOf(kind, asked);
  if (map === undefined || isOnly(kind === 'uid' ? caller.euid : caller.egid, map)) return false;
  return !(caller.machine?.mayMapAny(kind) ?? caller.euid === 0);
}

/**
 * The kernel lets a process in the new namespace map its own effective ids and nothing else, its gid only where setgroups
 * is denied. That holds for root too: in the namespace above the child has no capabilities any more.
 */
export function childMayWrite({ uidMappings, gidMappings, gidMappingsEnableSetgroups, caller }: Asked): boolean {
  if (gidMappingsEnableSetgroups) return false;
  return isOnly(caller.euid, uidMappings) && isOnly(caller.egid, gidMappings);
}

/** Where nobody can look: a plan for a Linux machine that is made somewhere else. */
const usual = (kind: IDKind): string => `/usr/bin/new${kind}map`;

/**
 * The program that has to write the map; undefined where the caller may.
 * @throws InvalidAttrError where there is none
 */
export function mapperFor(kind: IDKind, asked: Asked): string | undefined {
  if (!isBeyond(kind, asked)) return undefined;
  const { machine } = asked.caller;
  const path = machine === undefined ? usual(kind) : machine.mapper(kind);
  if (path !== undefined) return path;
  const field = asked.idMap.length > 0 ? 'idMap' : `${kind}Mappings`;
  const cap = kind === 'uid' ? 'CAP_SETUID' : 'CAP_SETGID';
  throw new InvalidAttrError(
    field,
    `maps more than the caller's own ${kind}, which without ${cap} takes new${kind}map(1), and that is not installed: ` +
      'install the package uidmap (Debian, Ubuntu) or shadow-utils (Fedora), or map one id',
  );
}
