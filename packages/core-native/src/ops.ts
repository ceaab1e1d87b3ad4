/**
 * THE table of operations: the only place where an op and its arguments are written.
 *
 * TypeScript infers {@link Step} from it, `scripts/gen-ops.mjs` writes `native/ops.gen.h` from it, the encoder and the
 * printer walk it. To add one: a row here, `pnpm gen`, and the `case` the C compiler then asks for.
 */

/** How an argument is written in TypeScript, on the wire, and in C. */
export type ArgKind =
  | 'int' // a signed 32-bit number
  | 'fd' // a descriptor of the child's table (of the parent's in a parent step), >= 0
  | 'u32' // an unsigned 32-bit number (ids, flag words)
  | 'u64' // an unsigned number up to 2^64-1 (limits, capability sets, signal masks), as number or bigint
  | 'bool'
  | 'str' // a string without NUL
  | 'str?' // the same, or null for a NULL pointer
  | 'bytes' // any bytes, given as a string (UTF-8)
  | 'strs' // strings without NUL: argv, envp
  | 'strs?' // the same, or null for the caller's own environment at the moment of the launch
  | 'strs2' // two strings at least
  | 'u32s'; // a list of ids

/** What the launcher must know of an op before it clones. */
export interface OpTraits {
  /** The process may be ptraced by someone it should not trust while the child shares our memory (kernel.md, 1). */
  readonly guard?: true;
  /** Bound to the thread that cloned: must run on the launcher thread (prctl(2) PR_SET_PDEATHSIG, ptrace(2)). */
  readonly thread?: true;
  /** Makes the child a tracee of the thread that cloned: its stops are the launcher's to handle (native/trace.c). */
  readonly trace?: true;
  /** The child waits for the parent here. */
  readonly hold?: true;
  /** Does not return when it succeeds: allowed last, and only last. */
  readonly last?: true;
  /** What follows is done by another process: allowed once. */
  readonly heir?: true;
  /** What follows is done by a child of this process, which stays: allowed once. */
  readonly init?: true;
}

/** A row of {@link ops}: what an op takes and does. */
export interface OpSpec {
  readonly args: Readonly<Record<string, ArgKind>>;
  /** The system calls the op makes, in order; a failure names one by its place here. */
  readonly calls: readonly string[];
  /** On which side of the clone it may stand. */
  readonly side: 'child' | 'parent' | 'both';
  readonly traits?: OpTraits;
}

const child = <const A extends Record<string, ArgKind>>(calls: readonly string[], args: A, traits?: OpTraits) =>
  ({ args, calls, side: 'child', ...(traits && { traits }) }) as const;

/** Every operation that a plan can have, in the order of their numbers; the C core's table is generated from it. */
export const ops = {
  /**
   * Waits until the parent has done all of its steps; the child exits if the parent is gone. The parent does not wait for
   * the child to come here: its steps run beside those that stand before.
   */
  hold: child(['prctl', 'futex'], {}, { hold: true }),
  /** prctl(PR_SET_KEEPCAPS, 1): permitted capabilities survive setuid. */
  keepCaps: child(['prctl'], {}),
  setsid: child(['setsid'], {}),
  /** setpgid(0, pgid); 0 makes a new group. */
  setpgid: child(['setpgid'], { pgid: 'int' }),
  /** ioctl(fd, TIOCSPGRP): the group (0: the child's own) becomes the terminal's foreground group. */
  foreground: child(['ioctl'], { fd: 'fd', pgid: 'int' }),
  unshare: child(['unshare'], { flags: 'u32' }),
  /**
   * clone(CLONE_PARENT|CLONE_VFORK): what follows is done by a new child of the launcher's, with a copy of our memory; the
   * first waits until that has exec'd or ended, and exits. Before Linux 6.3 the way into a time namespace.
   */
  fork: child(['clone'], {}, { heir: true }),
  /** open(O_WRONLY|O_CLOEXEC), write, close. `/proc/<pid>/` at the start of a parent step's path is the child's. */
  writeFile: {
    args: { path: 'str', data: 'bytes', optional: 'bool' },
    calls: ['open', 'write', 'close'],
    side: 'both',
  },
  /** Writes the child's pid to `cgroup.procs` below the directory `fd`. */
  joinCgroup: { args: { fd: 'fd' }, calls: ['openat', 'write', 'close'], side: 'parent' },
  /** Runs newuidmap(1) or newgidmap(1) on a thread of its own, until it ends with status 0. `<pid>` is the child's number. */
  newidmap: {
    args: { path: 'str', argv: 'strs' },
    calls: [
      'pthread_create',
      'memfd_create',
      'open',
      'clone',
      'pidfd_open',
      'prctl',
      'fcntl',
      'dup3',
      'close_range',
      'rt_sigaction',
      'execve',
      'waitid',
    ],
    side: 'parent',
  },
  sethostname: child(['sethostname'], { name: 'str' }),
  mount: child(['mount'], { source: 'str?', target: 'str', type: 'str?', flags: 'u64', data: 'str?' }),
  chroot: child(['chroot'], { path: 'str' }),
  chdir: child(['chdir'], { path: 'str' }),
  umask: child(['umask'], { mask: 'u32' }),
  /** getpriority, setpriority with so much more: nice(2). What is beyond the ends, -20 and 19, is the end. */
  nice: child(['getpriority', 'setpriority'], { increment: 'int' }),
  prlimit: child(['prlimit64'], { resource: 'u32', soft: 'u64', hard: 'u64' }),
  setgroups: child(['setgroups'], { gids: 'u32s' }),
  setgid: child(['setgid'], { gid: 'u32' }, { guard: true }),
  setuid: child(['setuid'], { uid: 'u32' }, { guard: true }),
  /** setresgid(2): the real, the effective and the saved id. */
  setresgid: child(['setresgid'], { rgid: 'u32', egid: 'u32', sgid: 'u32' }, { guard: true }),
  /** setresuid(2): the real, the effective and the saved id. */
  setresuid: child(['setresuid'], { ruid: 'u32', euid: 'u32', suid: 'u32' }, { guard: true }),
  /** prctl(PR_SET_SECUREBITS): what they are, with the bits of `set` and without those of `clear`. */
  securebits: child(['prctl'], { set: 'u32', clear: 'u32' }),
  /** prctl(PR_CAPBSET_DROP) for each of these that is in the bounding set; a capability that the kernel does not know is in no set. */
  dropBounding: child(['prctl'], { caps: 'u64' }),
  /** capget, these alone in the inheritable set, capset. */
  setInheritable: child(['capget', 'capset'], { caps: 'u64' }),
  /** capget, add to permitted and inheritable, capset (Go's ambient preparation). */
  addCaps: child(['capget', 'capset'], { caps: 'u64' }, { guard: true }),
  /** prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL): none is kept over execve. */
  clearAmbient: child(['prctl'], {}),
  /** prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap). */
  raiseAmbient: child(['prctl'], { cap: 'u32' }),
  /** prctl(PR_SET_PDEATHSIG, signal). */
  pdeathsig: child(['prctl'], { signal: 'int' }, { thread: true }),
  /**
   * clone(CLONE_VM): what follows is done by a child, once we have become the small program of native/init.c, by a memfd: it passes
   * signals on, reaps, and exits with the program's status.
   */
  init: child(['memfd_create', 'write', 'pipe2', 'clone', 'execveat'], {}, { init: true }),
  /** Sends itself the signal when the parent died before pdeathsig was set. */
  raiseIfOrphaned: child(['kill'], { signal: 'int' }),
  /** Marks every descriptor from `first` on close-on-exec (close_range, or a walk through /proc/self/fd). */
  cloexecFrom: child(['close_range', 'open', 'getdents64', 'fcntl'], { first: 'fd' }),
  dup3: child(['dup3'], { from: 'fd', to: 'fd', cloexec: 'bool' }),
  /** fcntl(fd, F_SETFD, on ? FD_CLOEXEC : 0). */
  setCloexec: child(['fcntl'], { fd: 'fd', on: 'bool' }),
  /** fcntl(F_GETFL), and F_SETFL without O_NONBLOCK where that is set; for everybody who shares the open file. */
  setBlocking: child(['fcntl'], { fd: 'fd' }),
  /** close(fd); a descriptor that is not open is no error. */
  close: child(['close'], { fd: 'fd' }),
  /** ioctl(fd, TIOCNOTTY): gives up the controlling terminal. */
  noctty: child(['ioctl'], { fd: 'fd' }),
  /** ioctl(fd, TIOCSCTTY, 1): makes the terminal the session's controlling one. */
  setctty: child(['ioctl'], { fd: 'fd' }),
  /** prctl(PR_SET_NO_NEW_PRIVS, 1): no execve gives privileges any more, that of a setuid file included. */
  noNewPrivs: child(['prctl'], {}),
  /** landlock_restrict_self(fd, flags): the ruleset behind the descriptor holds from here on. */
  landlockRestrictSelf: child(['landlock_restrict_self'], { fd: 'fd', flags: 'u32' }),
  /** ptrace(PTRACE_TRACEME): stops at the first instruction, for the launcher thread. */
  traceMe: child(['ptrace'], {}, { thread: true, trace: true }),
  /** Every disposition of signals 1..64 back to default. */
  resetSignals: child(['rt_sigaction'], {}),
  /** SIG_IGN for these, which execve keeps: bit n-1 is signal n. */
  ignoreSignals: child(['rt_sigaction'], { mask: 'u64' }),
  /** The blocked signals of the new program: bit n-1 is signal n. */
  sigmask: child(['rt_sigprocmask'], { mask: 'u64' }),
  execve: child(['execve'], { path: 'str', argv: 'strs', env: 'strs?' }, { last: true }),
  /** execveat(fd, "", argv, env, AT_EMPTY_PATH): the file behind an open descriptor. */
  execveat: child(['execveat'], { fd: 'fd', argv: 'strs', env: 'strs?' }, { last: true }),
  /**
   * execvp(3): execve of each of `paths` until one runs. ENOENT, ENOTDIR, ENODEV, ESTALE, ETIMEDOUT and EACCES go on to the
   * next, and EACCES is remembered; a file of no known format (ENOEXEC) is given to the shell, which is the first of `argv`,
   * before the program's own arguments.
   */
  execveSearch: child(['execve'], { paths: 'strs', argv: 'strs2', env: 'strs?' }, { last: true }),
  /** Ends without a program: for probes. */
  exit: child(['exit_group'], { status: 'int' }, { last: true }),
} as const satisfies Record<string, OpSpec>;

/** The name of an operation. */
export type OpName = keyof typeof ops;

interface ArgTypes {
  int: number;
  fd: number;
  u32: number;
  u64: number | bigint;
  bool: boolean;
  str: string;
  'str?': string | null;
  bytes: string;
  strs: readonly string[];
  'strs?': readonly string[] | null;
  strs2: readonly string[];
  u32s: readonly number[];
}

/** One step of a plan, told apart by `op`: `{ op: 'chdir', path: '/srv' }`. */
export type Step = { [K in OpName]: StepOf<K> }[OpName];

/** A step of one operation: its name and its arguments. */
export type StepOf<K extends OpName> = { readonly op: K } & {
  readonly [A in keyof (typeof ops)[K]['args']]: (typeof ops)[K]['args'][A] extends infer T extends ArgKind
    ? ArgTypes[T]
    : never;
};

/** The ops in the order of their numbers on the wire (from 1; 0 is never an op). */
export const opNames = Object.keys(ops) as readonly OpName[];

/** Wire limits, the same in C: an op has at most this many arguments. */
export const MAX_ARGS = 5;
