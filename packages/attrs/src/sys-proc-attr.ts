import type { CapName } from './cap.js';
import type { CloneFlagName } from './clone-flags.js';
import type { IDMapWord } from './id-map-words.js';
import type { PROPAGATIONS, SECUREBITS } from './privilege-words.js';
import type { SignalName } from './signal.js';

/** One range of a user namespace's id map: user_namespaces(7); Go's `syscall.SysProcIDMap`. */
export interface SysProcIDMap {
  /** First id inside the namespace. */
  readonly containerID: number;
  /** First id outside of it. */
  readonly hostID: number;
  /** How many ids. */
  readonly size: number;
}

/** The ids of the child: setuid(2), setgid(2), setgroups(2); Go's `syscall.Credential`. Needs CAP_SETUID, CAP_SETGID. */
export interface Credential {
  /**
   * A number, or a user's name: looked up before anything is started, in the database of this process (nsswitch.conf(5),
   * LDAP included), also where the child has another root or user namespace. Digits in a string are refused.
   */
  readonly uid: number | string;
  /** A number, or a group's name. Left out: the user's primary group, where `uid` is a name or `initGroups` is set. */
  readonly gid?: number | string;
  /** Supplementary groups, by number or name; none when left out. */
  readonly groups?: readonly (number | string)[];
  /** Leave the supplementary groups as they are. */
  readonly noSetGroups?: boolean;
  /** The real user id, where it is not to be `uid`, which is then the effective and the saved one: setresuid(2). */
  readonly ruid?: number | string;
  /** The real group id, where it is not to be `gid`: setresgid(2). */
  readonly rgid?: number | string;
  /** The supplementary groups that the database gives the user, and `gid`: initgroups(3). Neither `groups` nor `noSetGroups` then. */
  readonly initGroups?: boolean;
}

/** Bits of a thread's securebits, capabilities(7), without the prefix `SECBIT_`. */
export type Securebit = (typeof SECUREBITS)[number];

/** A change of securebits: what is neither in `set` nor in `clear` stays. */
export interface SecurebitsChange {
  readonly set?: readonly Securebit[];
  readonly clear?: readonly Securebit[];
}

/** What becomes of mounts and unmounts between a mount namespace and those it comes from: mount_namespaces(7). */
export type Propagation = (typeof PROPAGATIONS)[number];

/** A resource limit: one number for both, or soft and hard. `'unlimited'` is RLIM_INFINITY. getrlimit(2). */
export type Rlimit = RlimitValue | { readonly soft: RlimitValue; readonly hard: RlimitValue };
/** One limit: a number in the unit of its kind, or none. */
export type RlimitValue = number | bigint | 'unlimited';

/** Milliseconds, negative ones too, to the nanosecond: time_namespaces(7). The kernel refuses clocks below zero (ERANGE). */
export interface TimeOffsets {
  /** CLOCK_MONOTONIC: what Node's hrtime() and performance.now() count. */
  readonly monotonic?: number;
  /** CLOCK_BOOTTIME: the uptime. */
  readonly boottime?: number;
}

/** Any string; beside a union of names, which an editor can then still offer. */
type AnyString = string & Record<never, never>;

/** A signal: `'SIGTERM'`, `'TERM'` or its number. */
export type Signal = SignalName | AnyString | number;
/** A capability: `CAP_NET_ADMIN`'s number, `'CAP_NET_ADMIN'`, `'cap_net_admin'` or `'net_admin'`. */
export type Capability = CapName | AnyString | number;

/**
 * Namespaces: the bits, `CLONE_NEWUSER | CLONE_NEWPID`; their names in one string, `'NEWUSER|NEWPID'`; or a list of names,
 * `['CLONE_NEWUSER', 'newpid']`. See {@link cloneFlagsFromText}.
 */
export type CloneFlags = number | CloneFlagName | AnyString | readonly (CloneFlagName | AnyString)[];

/** What to change in the child between clone and execve. Names and meanings are those of Go's `syscall.SysProcAttr`. */
export interface SysProcAttr {
  /** New root directory, chroot(2); the working directory becomes `/` unless `dir` says otherwise. Needs CAP_SYS_CHROOT. */
  readonly chroot?: string;
  readonly credential?: Credential;
  /** New session, setsid(2). */
  readonly setsid?: boolean;
  /** New or given (`pgid`) process group, setpgid(2). */
  readonly setpgid?: boolean;
  /** The group for `setpgid` and `foreground`; 0 is the child's own. */
  readonly pgid?: number;
  /** Make `ctty`, a descriptor of the CHILD, the controlling terminal; needs `setsid`. ioctl_tty(2) TIOCSCTTY. */
  readonly setctty?: boolean;
  /** Give up the controlling terminal, descriptor 0. ioctl_tty(2) TIOCNOTTY. */
  readonly noctty?: boolean;
  /** Descriptor of the terminal: the child's number with `setctty`, the parent's with `foreground`. */
  readonly ctty?: number;
  /** The child's group becomes the foreground group of the terminal `ctty`; implies `setpgid`. tcsetpgrp(3). */
  readonly foreground?: boolean;
  /** Signal that the child gets when this process dies: PR_SET_PDEATHSIG(2const). Bound to the process, not to a thread. */
  readonly pdeathsig?: Signal;
  /** Namespaces to make at the clone: `CLONE_NEW*`, clone(2). CLONE_NEWTIME (Linux 5.6) is made by the child itself. */
  readonly cloneflags?: CloneFlags;
  /** Namespaces to make by the child itself: unshare(2). With CLONE_NEWNS, `/` is made private, recursively. */
  readonly unshareflags?: CloneFlags;
  readonly uidMappings?: readonly SysProcIDMap[];
  readonly gidMappings?: readonly SysProcIDMap[];
  /**
   * The id maps in words, for users and groups alike, as unshare(1) has them; needs CLONE_NEWUSER in either flag word. One of
   * `'root'` and `'self'`, one of `'auto'`, `'subids'` and `'all'`, or one of each: `['root', 'auto']` is a rootless
   * container's map. What an ordinary user may not write itself is written by newuidmap(1) and newgidmap(1).
   */
  readonly idMap?: IDMapWord | readonly IDMapWord[];
  /**
   * Leave setgroups(2) allowed in the new user namespace. Needs CAP_SETGID in the parent's, or a range of subgid(5) in the
   * map.
   */
  readonly gidMappingsEnableSetgroups?: boolean;
  /** Capabilities kept over execve(2): the ambient set, capabilities(7). */
  readonly ambientCaps?: readonly Capability[];
  /** Begin with an empty ambient set: what this process has in its own is not kept, only `ambientCaps`. Linux 4.3. */
  readonly clearAmbient?: boolean;
  /** The inheritable set, these alone: capabilities(7). `ambientCaps` adds its own. Needs them permitted, or CAP_SETPCAP. */
  readonly inheritableCaps?: readonly Capability[];
  /** What is left of the bounding set: all others are dropped from it. Needs CAP_SETPCAP unless they are not in it. */
  readonly boundingCaps?: readonly Capability[];
  /** A change of the securebits: PR_SET_SECUREBITS(2const). Needs CAP_SETPCAP; a new user namespace begins without any. */
  readonly securebits?: SecurebitsChange;
  /** Start the child in the cgroup of `cgroupFD`. */
  readonly useCgroupFD?: boolean;
  /** Descriptor of a cgroup directory: CLONE_INTO_CGROUP (Linux 5.7) or a write to `cgroup.procs`. */
  readonly cgroupFD?: number;
  /** Start the child in this cgroup: the path of its directory, opened once, or a descriptor as `cgroupFD`. */
  readonly cgroup?: string | number;
  /** What the clocks of the new time namespace add to ours. Needs CLONE_NEWTIME in either flag word. Linux 5.6. */
  readonly timeOffsets?: TimeOffsets;
  /** No execve gives the child or what it starts privileges any more: PR_SET_NO_NEW_PRIVS(2const), Linux 3.5. */
  readonly noNewPrivs?: boolean;
  /** Confine the child by the ruleset `landlockFD`: landlock(7), Linux 5.13. Needs `noNewPrivs` or CAP_SYS_ADMIN. */
  readonly useLandlock?: boolean;
  /** Descriptor of a Landlock ruleset, ours. The child gets it only where `files` names it. */
  readonly landlockFD?: number;
  /** `LANDLOCK_RESTRICT_SELF_*`: landlock_restrict_self(2), Linux 6.15. */
  readonly landlockFlags?: number;
  /** Host name in the child's UTS namespace: sethostname(2). Needs CLONE_NEWUTS in either flag word. */
  readonly hostname?: string;
  /** Mount a fresh proc(5) here (true: `/proc`), after `/` is made private. Needs a mount namespace in either flag word. */
  readonly mountProc?: boolean | string;
  /**
   * Of all mounts in the new mount namespace, mount(2) "MS_PRIVATE" and its neighbours; `'unchanged'` leaves each as it is.
   * Needs CLONE_NEWNS in either flag word. Left out: `'private'` with `unshareflags` or `mountProc`, else unchanged.
   */
  readonly propagation?: Propagation;
  /** The file mode creation mask, umask(2): a number, `0o027`, or octal digits, `'027'`. */
  readonly umask?: number | string;
  /**
   * Added to the niceness, nice(2): 10 runs later than others, -10 earlier. Ends at -20 and 19. Less than it is needs
   * CAP_SYS_NICE, or RLIMIT_NICE.
   */
  readonly nice?: number;
  /** Signals that the program starts with ignored; all others have their default. SIG_IGN stays over execve(2): signal(7). */
  readonly ignoreSignals?: readonly Signal[];
  /** Signals that the program starts with blocked; no others are: sigprocmask(2). */
  readonly blockSignals?: readonly Signal[];
  /**
   * Traced by this process: the program stops before its first instruction, and goes on as the `ptrace` of its Process says. ptrace(2)
   * PTRACE_TRACEME; GET_SYSCALL_INFO of Linux 5.3. May be forbidden by Yama (`kernel.yama.ptrace_scope` 2 or 3).
   */
  readonly ptrace?: boolean;
  /**
   * Process 1 of the new pid namespace is a small program of ours, which starts the program, passes on to it all signals, reaps whatever is
   * left to it, and ends with the program's status (128+n for a signal), as tini(1) does. Needs CLONE_NEWPID in `cloneflags`; Linux 3.17,
   * memfd_create(2).
   */
  readonly init?: boolean;
  /** Resource limits by name: `{ nofile: 1024, core: { soft: 0, hard: 'unlimited' } }`. setrlimit(2). */
  readonly rlimits?: Readonly<Record<string, Rlimit>>;
}

/** Everything about a new process but its program and arguments: Go's `syscall.ProcAttr`. */
export interface ProcAttr {
  /** Working directory: chdir(2), after the ids are set. */
  readonly dir?: string;
  /** `{ KEY: 'value' }` or `['KEY=value']`; left out: this process's own environment; `{}` or `[]`: none. */
  readonly env?: Readonly<Record<string, string | undefined>> | readonly string[];
  /** Index: the child's descriptor; value: ours, or -1 for closed. Left out: `[0, 1, 2]`. All others are closed. */
  readonly files?: readonly number[];
  readonly sys?: SysProcAttr;
}

/** The name or the open descriptor of the program: execve(2), or execveat(2) with AT_EMPTY_PATH. */
export type Program = string | { readonly fd: number };
