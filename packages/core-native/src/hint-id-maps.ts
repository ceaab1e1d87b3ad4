/** Writing /proc/PID/uid_map, gid_map and setgroups, user_namespaces(7), and the programs that do: newuidmap(1). */
import { noProc, obstacle } from './hint-causes.js';
import { mapperRefused } from './hint-subordinate-ids.js';
import type { Rules } from './hint-rules.js';
import type { Machine } from './hint-machine.js';
import { CAP, type Scene } from './hint-scene.js';
import { isTimeOffsets, OFFSETS_RANGE, offsetsAbsent, offsetsRefused } from './hint-time.js';
import { type OpSpec, ops, type StepOf } from './ops.js';

/** One line of a map: `count` ids from `inside` on are those from `outside` on. */
export interface IdRange {
  readonly inside: number;
  readonly outside: number;
  readonly count: number;
}

export function parseIdMap(text: string): IdRange[] {
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter((numbers) => numbers.length === 3)
    .map(([inside, outside, count]) => ({ inside: inside!, outside: outside!, count: count! }));
}

/** The map of this process's own user namespace; undefined when it cannot be read. */
export function idMap(machine: Machine, kind: 'uid' | 'gid'): IdRange[] | undefined {
  const text = machine.read(`/proc/self/${kind}_map`);
  return text === undefined ? undefined : parseIdMap(text);
}

/** Whether this process is in the first user namespace, in which all ids exist; true when that is not known. */
export function isOutermost(machine: Machine): boolean {
  const map = idMap(machine, 'uid');
  return map === undefined || map[0]?.count === 0xffffffff;
}

/** Whether an id exists within; true when the map is not known. */
export function contains(map: readonly IdRange[] | undefined, id: number): boolean {
  return map?.some(({ inside, count }) => id >= inside && id < inside + count) ?? true;
}

type Write = StepOf<'writeFile'>;

function mapKind({ path }: Write): 'uid' | 'gid' | undefined {
  return /^\/proc\/[^/]+\/(uid|gid)_map$/.exec(path)?.[1] as 'uid' | 'gid' | undefined;
}

/** What map_write and new_idmap_permitted of kernel/user_namespace.c ask for. */
function refused(scene: Scene, step: Write): string | undefined {
  if (isTimeOffsets(step.path)) return offsetsRefused(scene);
  const kind = mapKind(step);
  if (kind === undefined) return step.path.endsWith('/setgroups') ? setgroupsRefused(scene, step) : undefined;
  const { machine, failure } = scene;
  // The rules for maps say EPERM, at the write; EACCES comes from the permissions of the file.
  if (failure.code === 'EACCES') return undumpable(scene) ?? obstacle(scene);
  const ranges = parseIdMap(step.data);
  if (ranges.some((range) => !isWithin(range, idMap(machine, kind)))) {
    return `the map names ${kind}s that this process's own user namespace does not have; use ids of /proc/self/${kind}_map`;
  }
  const own = kind === 'uid' ? machine.euid : machine.egid;
  const onlyOwn = ranges.length === 1 && ranges[0]!.outside === own && ranges[0]!.count === 1;
  if (failure.side === 'child') {
    if (!onlyOwn) return `a child can map only its own ${kind} (${own}) by itself; have the parent do it (cloneflags)`;
  } else if (scene.has(kind === 'uid' ? CAP.setuid : CAP.setgid) === false) {
    const cap = kind === 'uid' ? 'CAP_SETUID' : 'CAP_SETGID';
    if (!onlyOwn)
      return `without ${cap} only one's own ${kind} (${own}) can be mapped, one id; map that, or run as root`;
  }
  if (kind === 'uid' && scene.has(CAP.setfcap) === false && ranges.some(({ outside }) => outside === 0)) {
    return 'mapping user 0 needs CAP_SETFCAP since Linux 5.12; keep that capability, or map other ids';
  }
  if (kind === 'gid' && !denied(scene) && (failure.side === 'child' || scene.has(CAP.setgid) === false)) {
    return 'without CAP_SETGID gid_map can be written only after setgroups was set to "deny"; leave setgroups denied';
  }
  return undumpable(scene) ?? obstacle(scene);
}

function isWithin({ outside, count }: IdRange, map: readonly IdRange[] | undefined): boolean {
  return map?.some((m) => outside >= m.inside && outside + count <= m.inside + m.count) ?? true;
}

function denied(scene: Scene): boolean {
  return scene.done('writeFile').some(({ path, data }) => path.endsWith('/setgroups') && data.trim() === 'deny');
}

function setgroupsRefused(scene: Scene, { data }: Write): string | undefined {
  if (data.trim() === 'allow' && scene.machine.read('/proc/self/setgroups')?.trim() === 'deny') {
    return 'setgroups is denied in the user namespace of this process, and so in all below it; leave it denied';
  }
  return undumpable(scene) ?? obstacle(scene);
}

/** PR_SET_DUMPABLE(2const): the files of an undumpable process, and of its new child, belong to root. */
function undumpable(scene: Scene): string | undefined {
  const { side, code, plan } = scene.failure;
  const guarded = plan.child.some(({ op }) => (ops[op] as OpSpec).traits?.guard);
  if (code === 'EACCES' && side === 'child' && guarded && scene.machine.euid !== 0) {
    return (
      'the files in /proc of a child that will change ids or capabilities belong to root; ' +
      'have the parent write them while it is held (hold)'
    );
  }
  const owner = scene.file('/proc/self/status')?.uid;
  if (owner === undefined || owner === scene.machine.euid) return undefined;
  return 'this process is not dumpable, as after process.setuid(), and its files in /proc belong to root; start it as that user';
}

export const idMapRules: Rules = {
  writeFile: {
    'EPERM EACCES': refused,
    EINVAL: (_, step) =>
      mapKind(step) === undefined
        ? undefined
        : 'the kernel takes 1 to 340 lines of three numbers, without overlap, in less than a page; correct the map',
    ENOENT: (scene, step) => {
      if (!step.path.startsWith('/proc/')) return undefined;
      if (isTimeOffsets(step.path)) return offsetsAbsent(scene);
      if (mapKind(step) !== undefined && typeof scene.machine.stat('/proc/self/uid_map') === 'string') {
        return noProc(scene) ?? 'this kernel has no user namespaces; it needs CONFIG_USER_NS';
      }
      return noProc(scene);
    },
    ERANGE: (_, { path }) => (isTimeOffsets(path) ? OFFSETS_RANGE : undefined),
    EROFS: 'that file system is mounted read-only, as /proc/sys is in containers; mount it writable',
  },
  newidmap: {
    ERR_PROGRAM_FAILED: mapperRefused,
    ENOENT: 'that program is not installed; install the package uidmap (Debian, Ubuntu) or shadow-utils (Fedora)',
    ECHILD: 'how it ended was taken by somebody else, or SIGCHLD is ignored; wait for no other children than your own',
  },
};
