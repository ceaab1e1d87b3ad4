/** Other users: by changing to them, or in a user namespace that has several. */
import { CLONE_NEWUSER } from '@forkexec/attrs';
import { SyscallError } from '@forkexec/core-native';
import { InvalidAttrError } from '../errors.js';
import { plan } from '../plan.js';
import { attempt, write } from './attempt.js';
import { fails, type Feature, outcome } from './feature.js';
import { anotherId, parseIdMap, readProc } from './proc.js';

export function ids(): Feature[] {
  const own = { uid: process.geteuid!(), gid: process.getegid!() };
  const other = { uid: another('uid', own.uid), gid: another('gid', own.gid) };
  return [
    outcome('id-ranges', 'id ranges', mapTwo(own, other), 'several ids, mapped by the parent'),
    subordinate(),
    outcome('change-ids', 'changing ids', changeTo(other), 'setgid and setuid'),
  ];
}

interface Ids {
  readonly uid: number;
  readonly gid: number;
}

function another(kind: 'uid' | 'gid', own: number): number {
  return anotherId(parseIdMap(readProc(`/proc/self/${kind}_map`) ?? ''), own);
}

function mapTwo(own: Ids, other: Ids) {
  return attempt({
    clone: { flags: CLONE_NEWUSER },
    parent: [
      write('/proc/<pid>/uid_map', `0 ${own.uid} 1\n1 ${other.uid} 1`),
      write('/proc/<pid>/gid_map', `0 ${own.gid} 1\n1 ${other.gid} 1`),
    ],
    child: [{ op: 'hold' }],
  });
}

function changeTo({ uid, gid }: Ids) {
  return attempt({
    child: [
      { op: 'setgid', gid },
      { op: 'setuid', uid },
    ],
  });
}

/** The ranges of subuid(5) and subgid(5), by newuidmap(1) where it takes that. */
function subordinate(): Feature {
  const [name, title] = ['subordinate-ids', 'subordinate ids'] as const;
  try {
    const { clone, parent, child } = plan('/', ['/'], { sys: { cloneflags: CLONE_NEWUSER, idMap: ['root', 'auto'] } });
    const maps = [...parent, ...child].flatMap((step) => (step.op === 'newidmap' ? [step.path] : []));
    const how = maps.length > 0 ? maps.join(', ') : 'written directly';
    return outcome(name, title, attempt({ clone, parent, child: child.filter(({ op }) => op === 'hold') }), how);
  } catch (error) {
    if (!(error instanceof InvalidAttrError || error instanceof SyscallError)) throw error;
    const [reason = '', fix] = error.message.replace(/^\w+(\[\d+\])?: /, '').split(/; |: (?=add )/);
    return fails(name, title, { reason, ...(fix !== undefined && { fix }) });
  }
}
