/** native/addon.cc as TypeScript sees it. Numbers below zero are negated errnos; a string says why bytes are no plan. */
export interface Native {
  readonly opsHash: number;
  launchSync(wire: Uint8Array, length: number, out: Int32Array): number | string;
  launch(wire: Uint8Array, length: number, id: number): number | string;
  exec(wire: Uint8Array, length: number): number | string;
  /** `out`: which step failed, and which of its calls. */
  execInPlace(wire: Uint8Array, length: number, out: Int32Array): number | string;
  onEvents(dispatch: (count: number) => void, records: Float64Array): void;
  ref(on: boolean): void;
  /** pid 0: not told. */
  watch(pid: number, pidfd: number, id: number): object | number;
  unwatch(handle: object): boolean;
  takeExit(pidfd: number, wait: boolean, out: Float64Array): number;
  /** null: not traced, or told to somebody else. A handle that is collected lets the process go. */
  traceOpen(pid: number, id: number): object | null;
  traceRequest(handle: object, request: number, signal: number): number;
  traceAbandon(handle: object): void;
  pidfdOpen(pid: number): number;
  pidfdSendSignal(pidfd: number, signal: number): number;
  close(fd: number): number;
  /** null: no attributes, for the version. Otherwise a descriptor. */
  landlockCreateRuleset(attr: Uint8Array | null, flags: number): number;
  landlockAddRule(fd: number, type: number, attr: Uint8Array): number;
  /** null: only the header is looked at. */
  capget(header: Uint8Array, data: Uint8Array | null): number;
  tcgetpgrp(fd: number): number;
  tcsetpgrp(fd: number, pgid: number): number;
  /** Closes all `fds` of openStdio. What was read from each pair, where the launch did not fail. */
  communicate(
    wire: Uint8Array,
    length: number,
    out: Int32Array,
    fds: Int32Array,
    uses: Int32Array,
    inputs: readonly (Uint8Array | undefined)[],
    numbers: Float64Array,
  ): number | string | (Buffer | null)[];
  /**
   * The slot of a pipe's end, with the child's descriptor in out[0]; or a negated errno, with the call ({@link PIPE_CALLS}) in out[0].
   * Kind: 0 reads and throws away what is beyond the limit, 1 writes, 2 has no pipe. Size 0: the kernel's.
   */
  pipeMake(kind: number, size: number, limit: number, out: Int32Array): number;
  /** What the first reads, the second (of kind 2) gets, too. */
  pipeJoin(slot: number, all: number): void;
  pipeHandOver(slot: number): void;
  pipeTell(slot: number, what: number): void;
  pipeClose(slot: number): void;
  /** Bits, and from the 9th on the errno that ended it. */
  pipeState(slot: number): number;
  pipeFinish(slot: number, giveUp: boolean): number;
  /** null: cannot be had that way. `last`: nothing more will come, so that large memory need not be copied. */
  pipeTake(slot: number, text: boolean, last: boolean): string | ArrayBuffer | null;
  /** 1 written, 0 will be told, or a negated errno. `last`: closed behind it. */
  pipeWrite(slot: number, bytes: Uint8Array, from: number, size: number, last: boolean): number;
  openFile(path: string, flags: number, mode: number): number;
  /** /dev/null, the process's own: not to be closed. */
  nullFd(): number;
  signalGroup(pidfd: number, pid: number, signal: number): number;
  /** supervise.cc: a signal's number, 0, or a negated errno. */
  takeStop(pidfd: number): number;
  noteOrigin(signal: number): number;
  originOf(signal: number): number;
  getModes(fd: number, modes: Uint8Array): number;
  setModes(fd: number, modes: Uint8Array): number;
  quit(status: number): never;
  dieBy(signal: number): void;
  environ(): Uint8Array;
  kernel(): KernelFacts | null;
  /** The ids; null: nobody found. Blocks the thread. */
  lookUp(ask: number, name: string | null, uid: number, gid: number): Found;
  /** The same on a thread of libuv's pool. */
  lookUpLater(ask: number, name: string | null, uid: number, gid: number): Promise<Found> | Found;
  /** Fills `out`: our end and the child's of each pair, then /dev/null. Nothing is left open by an error. */
  openStdio(pairs: number, devNull: boolean, out: Int32Array): number;
  /** Closes the first `count`; the complement of a descriptor stands for one that somebody else closes. */
  closeStdio(fds: Int32Array, count: number): void;
}

export type Found = readonly number[] | null | { readonly call: number; readonly err: number };

/** What the core found out about this kernel at the first launch, by trying it (native/kernel.c). */
export interface KernelFacts {
  /** `CLONE_VM` is honoured: a launch does not copy page tables. */
  readonly sharesMemory: boolean;
  /** `CLONE_PIDFD`, Linux 5.2. */
  readonly clonePidfd: boolean;
  /** clone3(2), Linux 5.3, not filtered. */
  readonly clone3: boolean;
  /** close_range(2) with CLOSE_RANGE_CLOEXEC, Linux 5.11. */
  readonly closeRange: boolean;
  /** futex_waitv(2), Linux 5.16. */
  readonly futexWaitv: boolean;
  /** How children are made: 0 VM|VFORK where it fits, 1 VM on a stack of its own, 2 plain fork. */
  readonly mode: number;
  /** The environment variable FORKEXEC_CHILD asked for a mode. */
  readonly forced: boolean;
}

/** Layout of an event's numbers (addon.cc: kRecord, records.c: fx_event_record). */
export const RECORD = 64;
/** Where the bytes of a text begin in it; as many as {@link TEXT_BYTES} (newidmap.h: FX_SAID). */
export const RECORD_TEXT = 16;
export const TEXT_BYTES = 384;
export const BATCH = 64;
export const EVENT_LAUNCH = 0;
export const EVENT_TRACE = 2;
export const EVENT_PIPE = 3;

/** enum fx_end of native/launch.h. */
export const END = { started: 0, clone: 1, parent: 2, child: 3, prepare: 4, killed: 5, lost: 6, program: 7 } as const;

/** In a program's end, beside the signal that it was. */
export const BY_SIGNAL = 0x100;

/** enum fx_clone_call of native/launch.h. */
export const CLONE_CALLS = [
  'clone',
  'clone3',
  'pidfd_open',
  'pipe2',
  'mmap',
  'pthread_create',
  'malloc',
  'epoll_ctl',
  'waitid',
  'open',
  'eventfd2',
  'epoll_create1',
  'sched_setattr',
] as const;

/** enum fx_pipe_call of native/pipe_end.h. */
export const PIPE_CALLS = ['pipe2', 'fcntl', 'malloc', 'pthread_create'] as const;

/** enum fx_prepare_call of native/child.h. */
export const PREPARE_CALLS = [
  'fcntl',
  'prctl',
  'futex',
  'close_range',
  'sched_setattr',
  'sched_setaffinity',
  'ioprio_set',
] as const;

/** enum fx_ask of native/users.h. */
export const ASKS = ['user', 'group', 'groups'] as const;

/** enum fx_user_call of native/users.h. */
export const USER_CALLS = ['getpwnam_r', 'getpwuid_r', 'getgrnam_r', 'getgrouplist'] as const;
