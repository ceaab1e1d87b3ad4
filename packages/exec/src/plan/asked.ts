import type { IDMapWord, Program, Propagation, SecurebitsChange, SysProcIDMap, TimeOffsets } from '@forkexec/attrs';
import type { Ids as LookedUp, Lookup, Step } from '@forkexec/core-native/plan';

/** One limit with its numbers; RLIM_INFINITY is 2^64-1. */
export interface Limit {
  readonly resource: number;
  readonly soft: number | bigint;
  readonly hard: number | bigint;
}

export interface Ids {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
  readonly noSetGroups: boolean;
  /** undefined: as the other. */
  readonly ruid?: number | undefined;
  readonly rgid?: number | undefined;
}

/** Ids as they were asked for: by number or by name. */
export interface Identity {
  readonly uid: number | string;
  /** undefined: the user's primary group. */
  readonly gid?: number | string;
  readonly groups: readonly (number | string)[];
  readonly noSetGroups: boolean;
  readonly initGroups?: boolean;
  readonly ruid?: number | string | undefined;
  readonly rgid?: number | string | undefined;
}

/** What was asked for before the names of users and groups were looked up. */
export type Given = Omit<Asked, 'credential'> & { readonly credential: Identity | undefined };

/** What node:child_process does otherwise than Go, for its drop-in replacement alone. */
interface AsChildProcess {
  /** Tried in order in place of `program`, as execvp(3) does. */
  readonly paths: readonly string[];
  /** The directory is entered with the caller's rights, before the ids change. */
  readonly dirFirst: boolean;
  readonly ownIds: OwnIds | undefined;
  /** Descriptors of the child whose open file is set to block, for whoever shares it. */
  readonly blocking: readonly number[];
}

/** Ids of which each may be left out; groups are dropped with either. */
export interface OwnIds {
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly keepGroups: boolean;
}

/** What was asked for: checked, names turned into numbers, defaults filled in. What the planners read. */
export interface Asked extends Partial<AsChildProcess> {
  readonly program: Program;
  readonly argv: readonly string[];
  /** null: this process's own environment. */
  readonly env: readonly string[] | null;
  readonly dir: string | undefined;
  readonly files: readonly number[];
  /** `sys` asks for nothing: most planners have nothing to do, and nothing contradicts. */
  readonly plain: boolean;
  /** The ids of the process that asks: they decide who may write the id maps. */
  readonly caller: Caller;

  readonly chroot: string | undefined;
  readonly credential: Ids | undefined;
  readonly setsid: boolean;
  readonly setpgid: boolean;
  readonly pgid: number;
  readonly setctty: boolean;
  readonly noctty: boolean;
  readonly ctty: number;
  readonly foreground: boolean;
  /** 0: none. */
  readonly pdeathsig: number;
  readonly cloneflags: number;
  readonly unshareflags: number;
  /** As given, or as `idMap` says. */
  readonly uidMappings: readonly SysProcIDMap[] | undefined;
  readonly gidMappings: readonly SysProcIDMap[] | undefined;
  /** Empty: not given. */
  readonly idMap: readonly IDMapWord[];
  readonly gidMappingsEnableSetgroups: boolean;
  readonly ambientCaps: readonly number[];
  readonly clearAmbient: boolean;
  readonly inheritableCaps: readonly number[] | undefined;
  /** What is to stay in it. */
  readonly boundingCaps: readonly number[] | undefined;
  readonly securebits: SecurebitsChange;
  readonly useCgroupFD: boolean;
  readonly cgroupFD: number | undefined;
  readonly cgroup: string | number | undefined;
  readonly timeOffsets: TimeOffsets | undefined;
  readonly noNewPrivs: boolean;
  readonly useLandlock: boolean;
  readonly landlockFD: number | undefined;
  readonly landlockFlags: number;
  readonly hostname: string | undefined;
  /** Where to mount it. */
  readonly mountProc: string | undefined;
  readonly propagation: Propagation | undefined;
  readonly umask: number | undefined;
  readonly nice: number;
  readonly ignoreSignals: readonly number[];
  readonly blockSignals: readonly number[];
  readonly ptrace: boolean;
  readonly init: boolean;
  readonly rlimits: readonly Limit[];
}

export interface Caller {
  readonly euid: number;
  readonly egid: number;
  /** An ordinary user with capabilities: others of that user may not trace it, but may trace its child in a user namespace. */
  readonly privileged?: boolean;
  /** execve(2) takes a process into the time namespace that it has unshared: Linux 6.3. Left out: it takes a fork. */
  readonly execEntersTime?: boolean;
  /** Where it looks up the names of users and groups; needed for nothing else. */
  readonly lookUp?: (lookup: Lookup) => LookedUp;
  /** What id maps depend on beside the ids; left out: an ordinary user's, or root's, on a machine without any file. */
  readonly machine?: IDMachine;
}

/** Whose ids: users' or groups'. */
export type IDKind = 'uid' | 'gid';

/** What the planning of id maps asks of the machine, and only where they depend on it. */
export interface IDMachine {
  /** Whether the process has CAP_SETUID (CAP_SETGID), so that it may map any id of its own user namespace. */
  readonly mayMapAny: (kind: IDKind) => boolean;
  /** The path of newuidmap(1) or newgidmap(1); undefined: not installed. */
  readonly mapper: (kind: IDKind) => string | undefined;
  /** The text of a file, or undefined if it cannot be read. */
  readonly read: (path: string) => string | undefined;
  /** The name of the effective user, if it has one. */
  readonly userName: () => string | undefined;
}

/** Makes the steps of one concern; none when nothing of it was asked. */
export type Planner = (asked: Asked) => readonly Step[];
