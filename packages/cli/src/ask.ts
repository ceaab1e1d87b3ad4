import type { BLOCK_ID_MAP_WORDS, RlimitPair, SysProcIDMap, TimeOffsets } from '@forkexec/attrs';
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

  root: string | undefined;
  wd: string | undefined;
  /** true: on /proc. */
  mountProc: true | string | undefined;
  hostname: string | undefined;

  /** Names are looked up with the launch. */
  uid: number | string | undefined;
  gid: number | string | undefined;
  groups: readonly (number | string)[] | undefined;
  clearGroups: boolean;
  keepGroups: boolean;
  initGroups: boolean;
  ambientCaps: readonly number[];
  noNewPrivs: boolean;

  setsid: boolean;
  ctty: boolean;
  pdeathsig: number | undefined;
  dieWithParent: boolean;

  readonly rlimits: Map<string, RlimitPair>;
  cgroup: string | undefined;

  clearEnv: boolean;
  readonly env: EnvChange[];
  argv0: string | undefined;
  readonly preserveFds: number[];

  /** What is done while the program runs. */
  readonly supervision: Supervision;
  readonly trace: TraceAsk;

  /** Features that doctor is to insist on. */
  readonly require: string[];

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
    root: undefined,
    wd: undefined,
    mountProc: undefined,
    hostname: undefined,
    uid: undefined,
    gid: undefined,
    groups: undefined,
    clearGroups: false,
    keepGroups: false,
    initGroups: false,
    ambientCaps: [],
    noNewPrivs: false,
    setsid: false,
    ctty: false,
    pdeathsig: undefined,
    dieWithParent: false,
    rlimits: new Map(),
    cgroup: undefined,
    clearEnv: false,
    env: [],
    argv0: undefined,
    preserveFds: [],
    supervision: askNoSupervision(),
    trace: askNoTrace(),
    require: [],
    help: false,
    version: false,
    json: false,
  };
}
