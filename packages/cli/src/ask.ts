import type { BLOCK_ID_MAP_WORDS, Propagation, RlimitPair, SysProcIDMap, TimeOffsets } from '@forkexec/attrs';
import { askNoPrivileges, type Privileges } from './options/ask-privileges.js';
import { askNoTrace, type TraceAsk } from './trace/ask.js';
import { askNoSupervision, type Supervision } from './supervise/ask.js';

/** The namespaces of unshare(1), by their long options. */
export type Namespace = 'user' | 'mount' | 'pid' | 'net' | 'ipc' | 'uts' | 'cgroup' | 'time';

/** A word of unshare(1) for a block of ids. */
export type IDMapBlock = (typeof BLOCK_ID_MAP_WORDS)[number];

/** One change of the environment. */
export type EnvChange =
  | { readonly what: 'set'; readonly name: string; readonly value: string }
  /** Take it from our own environment, where it may not be. */
  | { readonly what: 'pass'; readonly name: string }
  | { readonly what: 'unset'; readonly name: string };

/** What the options of a command line ask for; the table's rows fill it in, option by option. */
export interface Ask {
  readonly namespaces: Set<Namespace>;
  unshareAll: boolean;
  shareNet: boolean;
  timeOffsets: TimeOffsets | undefined;

  /** Each of `root` and `current` was given. */
  readonly mapSelfTo: Set<'root' | 'current'>;
  readonly userMaps: SysProcIDMap[];
  readonly groupMaps: SysProcIDMap[];
  /** Blocks of ids in a word; the last one given. */
  userBlock: IDMapBlock | undefined;
  groupBlock: IDMapBlock | undefined;
  setgroups: 'allow' | 'deny' | undefined;
  /** The own id, by the name it gets inside. */
  selfUid: number | string | undefined;
  selfGid: number | string | undefined;

  propagation: Propagation | undefined;
  root: string | undefined;
  wd: string | undefined;
  /** true: on /proc. */
  mountProc: true | string | undefined;
  hostname: string | undefined;

  /** Names are looked up with the launch. */
  uid: number | string | undefined;
  gid: number | string | undefined;
  /** One of the two alone. */
  euid: number | string | undefined;
  ruid: number | string | undefined;
  egid: number | string | undefined;
  rgid: number | string | undefined;
  groups: readonly (number | string)[] | undefined;
  clearGroups: boolean;
  keepGroups: boolean;
  initGroups: boolean;
  /** The groups are the user's unless something else is said: chroot(1). */
  userspec: boolean;
  readonly privileges: Privileges;
  noNewPrivs: boolean;

  setsid: boolean;
  ctty: boolean;
  noctty: boolean;
  /** The number of a group, 0 for a new one. */
  pgid: number | undefined;
  /** Its group has the terminal. */
  foregroundGroup: boolean;
  pdeathsig: number | undefined;
  dieWithParent: boolean;
  /** By signal; the last word on each. */
  readonly dispositions: Map<number, 'default' | 'ignore'>;
  readonly blocked: Set<number>;
  nice: number | undefined;
  umask: string | undefined;

  readonly rlimits: Map<string, RlimitPair>;
  cgroup: string | undefined;

  clearEnv: boolean;
  resetEnv: boolean;
  readonly env: EnvChange[];
  argv0: string | undefined;
  readonly preserveFds: number[];

  /** What is done while the program runs. */
  readonly supervision: Supervision;
  readonly trace: TraceAsk;

  /** Features that doctor is to insist on. */
  readonly require: string[];

  /** The name of a file, `-` for standard input. */
  spec: string | undefined;
  printSpec: boolean;
  help: boolean;
  version: boolean;
  json: boolean;
}

/** A command line without options. */
export function askNothing(): Ask {
  return {
    namespaces: new Set(),
    unshareAll: false,
    shareNet: false,
    timeOffsets: undefined,
    mapSelfTo: new Set(),
    userMaps: [],
    groupMaps: [],
    userBlock: undefined,
    groupBlock: undefined,
    setgroups: undefined,
    selfUid: undefined,
    selfGid: undefined,
    propagation: undefined,
    root: undefined,
    wd: undefined,
    mountProc: undefined,
    hostname: undefined,
    uid: undefined,
    gid: undefined,
    euid: undefined,
    ruid: undefined,
    egid: undefined,
    rgid: undefined,
    groups: undefined,
    clearGroups: false,
    keepGroups: false,
    initGroups: false,
    userspec: false,
    privileges: askNoPrivileges(),
    noNewPrivs: false,
    setsid: false,
    ctty: false,
    noctty: false,
    pgid: undefined,
    foregroundGroup: false,
    pdeathsig: undefined,
    dieWithParent: false,
    dispositions: new Map(),
    blocked: new Set(),
    nice: undefined,
    umask: undefined,
    rlimits: new Map(),
    cgroup: undefined,
    clearEnv: false,
    resetEnv: false,
    env: [],
    argv0: undefined,
    preserveFds: [],
    supervision: askNoSupervision(),
    trace: askNoTrace(),
    require: [],
    spec: undefined,
    printSpec: false,
    help: false,
    version: false,
    json: false,
  };
}
