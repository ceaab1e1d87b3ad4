/** Users, groups and capabilities: credentials(7), capabilities(7). */
import { obstacle, tooManyProcesses } from './hint-causes.js';
import { capName } from './format-names.js';
import { contains, idMap, parseIdMap } from './hint-id-maps.js';
import { enumerate, type Rules } from './hint-rules.js';
import { CAP, NEWUSER, type Scene } from './hint-scene.js';
import type { StepOf } from './ops.js';

/** Whether an id exists where the child is: in a user namespace of its own only what was mapped. */
function isMapped(scene: Scene, kind: 'uid' | 'gid', id: number): boolean {
  if (!scene.makes(NEWUSER)) return contains(idMap(scene.machine, kind), id);
  const writes = scene.done('writeFile').filter(({ path }) => path.endsWith(`/${kind}_map`));
  return writes.some(({ data }) => contains(parseIdMap(data), id));
}

function unmapped(kind: 'uid' | 'gid') {
  return (scene: Scene, ids: readonly number[]): string | undefined => {
    const id = ids.find((n) => !isMapped(scene, kind, n));
    return id === undefined ? undefined : `${kind} ${id} has no mapping in the user namespace; map it, or use another`;
  };
}

const noUser = unmapped('uid');
const noGroup = unmapped('gid');

function setgroupsForbidden(scene: Scene): string | undefined {
  const writes = scene.done('writeFile');
  const own = scene.makes(NEWUSER);
  if (own ? writes.some(denies) : scene.machine.read('/proc/self/setgroups')?.trim() === 'deny') {
    return (
      'setgroups is denied in the user namespace; leave the groups as they are, ' +
      'or have a parent with CAP_SETGID map the gids and allow it'
    );
  }
  if (own && !writes.some(({ path }) => path.endsWith('/gid_map'))) {
    return 'no gid_map is written in the new user namespace; map groups before setting them';
  }
  if (scene.lacks(CAP.setgid)) return 'changing groups needs CAP_SETGID; leave them as they are, or run as root';
  return obstacle(scene);
}

function denies({ path, data }: StepOf<'writeFile'>): boolean {
  return path.endsWith('/setgroups') && data.trim() === 'deny';
}

function idForbidden(scene: Scene, cap: number, what: string): string | undefined {
  if (!scene.lacks(cap)) return obstacle(scene);
  return `changing to ${what}; run as root, or map that id in a new user namespace`;
}

/** capset(2): nothing is added to permitted, and to inheritable only what is in permitted or bounding. */
function capsForbidden(scene: Scene, { caps }: StepOf<'addCaps'>): string | undefined {
  if (scene.failure.syscall !== 'capset') return undefined;
  const changesUser = scene.done('setuid').length + scene.done('setresuid').length > 0;
  if (changesUser && scene.done('keepCaps').length === 0) {
    return 'the change of user has emptied the permitted set; ask to keep capabilities (keepCaps) before it';
  }
  if (scene.makes(NEWUSER)) return obstacle(scene);
  const missing = missingCaps(scene, BigInt(caps));
  return missing && `this process does not have ${missing}; leave it out, or run with it`;
}

function missingCaps(scene: Scene, caps: bigint): string {
  const names: string[] = [];
  for (let cap = 0; caps >> BigInt(cap) !== 0n; cap++) {
    if ((caps >> BigInt(cap)) & 1n && scene.has(cap, 'CapPrm') === false) names.push(capName(cap));
  }
  return enumerate(names);
}

export const idRules: Rules = {
  setgroups: {
    EPERM: setgroupsForbidden,
    EINVAL: (scene, { gids }) => noGroup(scene, gids) ?? 'a process has at most 65536 groups (NGROUPS_MAX); give fewer',
  },
  setgid: {
    EPERM: (scene, { gid }) => idForbidden(scene, CAP.setgid, `group ${gid} needs CAP_SETGID`),
    EINVAL: (scene, { gid }) => noGroup(scene, [gid]),
  },
  setuid: {
    EPERM: (scene, { uid }) => idForbidden(scene, CAP.setuid, `user ${uid} needs CAP_SETUID`),
    EINVAL: (scene, { uid }) => noUser(scene, [uid]),
    EAGAIN: tooManyProcesses,
  },
  setresgid: {
    EPERM: (scene) => idForbidden(scene, CAP.setgid, 'another group needs CAP_SETGID'),
    EINVAL: (scene, { rgid, egid, sgid }) => noGroup(scene, [rgid, egid, sgid]),
  },
  setresuid: {
    EPERM: (scene) => idForbidden(scene, CAP.setuid, 'another user needs CAP_SETUID'),
    EINVAL: (scene, { ruid, euid, suid }) => noUser(scene, [ruid, euid, suid]),
    EAGAIN: tooManyProcesses,
  },
  securebits: {
    EPERM: (scene) =>
      scene.lacks(CAP.setpcap)
        ? 'changing securebits needs CAP_SETPCAP; run as root, or in a new user namespace'
        : 'a bit to be changed is locked; leave it as it is (capabilities(7))',
  },
  dropBounding: {
    EPERM: (scene) =>
      scene.lacks(CAP.setpcap)
        ? 'dropping from the bounding set needs CAP_SETPCAP; run as root, or in a new user namespace'
        : obstacle(scene),
  },
  setInheritable: {
    EPERM: (scene) =>
      scene.done('dropBounding').length > 0
        ? 'only what is left in the bounding set can become inheritable; keep it there'
        : 'only what is permitted and in the bounding set can become inheritable; leave the others out',
  },
  keepCaps: { EPERM: 'SECBIT_KEEP_CAPS_LOCKED is set on this process; start it without (capabilities(7))' },
  addCaps: { EPERM: (scene, step) => capsForbidden(scene, step) || undefined },
  raiseAmbient: {
    EPERM: (scene, { cap }) =>
      scene.done('addCaps').some(({ caps }) => (BigInt(caps) >> BigInt(cap)) & 1n)
        ? 'SECBIT_NO_CAP_AMBIENT_RAISE may be set on this process; start it without (capabilities(7))'
        : `${capName(cap)} must be permitted and inheritable first; add it there (addCaps)`,
    EINVAL: (scene, { cap }) => {
      const last = scene.sysctl('kernel.cap_last_cap');
      if (last === undefined) return undefined;
      if (cap > Number(last)) return `this kernel has capabilities 0 to ${last} only; leave ${capName(cap)} out`;
      return 'ambient capabilities came with Linux 4.3';
    },
  },
};
