/** Numbers of the kernel's headers by name, as far as common arguments need them. */
import { constants } from 'node:fs';

/** Bits; those of one field of several bits before single ones. */
export type Bits = readonly (readonly [name: string, value: number])[];

const pick = (...names: (keyof typeof constants)[]): Bits => names.map((name) => [name, constants[name]]);

/** fcntl.h; of this machine, for they differ. The access mode stands by itself. */
export const openFlags: Bits = [
  ['O_TMPFILE', 0o20000000 | constants.O_DIRECTORY],
  ['O_SYNC', constants.O_SYNC],
  ...pick('O_DSYNC', 'O_CREAT', 'O_EXCL', 'O_NOCTTY', 'O_TRUNC', 'O_APPEND', 'O_NONBLOCK'),
  ['O_CLOEXEC', 0o2000000],
  ...pick('O_DIRECT', 'O_DIRECTORY', 'O_NOFOLLOW', 'O_NOATIME'),
  ['O_PATH', 0o10000000],
];

/** linux/mman.h */
export const protection: Bits = [
  ['PROT_READ', 1],
  ['PROT_WRITE', 2],
  ['PROT_EXEC', 4],
];
export const mapFlags: Bits = [
  ['MAP_SHARED_VALIDATE', 3],
  ['MAP_SHARED', 1],
  ['MAP_PRIVATE', 2],
  ['MAP_FIXED', 0x10],
  ['MAP_ANONYMOUS', 0x20],
  ['MAP_GROWSDOWN', 0x100],
  ['MAP_DENYWRITE', 0x800],
  ['MAP_NORESERVE', 0x4000],
  ['MAP_POPULATE', 0x8000],
  ['MAP_STACK', 0x20000],
  ['MAP_HUGETLB', 0x40000],
  ['MAP_FIXED_NOREPLACE', 0x100000],
];

/** linux/sched.h; the lowest byte is a signal. */
export const cloneFlags: Bits = [
  ['CLONE_VM', 0x100],
  ['CLONE_FS', 0x200],
  ['CLONE_FILES', 0x400],
  ['CLONE_SIGHAND', 0x800],
  ['CLONE_PIDFD', 0x1000],
  ['CLONE_PTRACE', 0x2000],
  ['CLONE_VFORK', 0x4000],
  ['CLONE_PARENT', 0x8000],
  ['CLONE_THREAD', 0x10000],
  ['CLONE_NEWNS', 0x20000],
  ['CLONE_SYSVSEM', 0x40000],
  ['CLONE_SETTLS', 0x80000],
  ['CLONE_PARENT_SETTID', 0x100000],
  ['CLONE_CHILD_CLEARTID', 0x200000],
  ['CLONE_UNTRACED', 0x800000],
  ['CLONE_CHILD_SETTID', 0x1000000],
  ['CLONE_NEWCGROUP', 0x2000000],
  ['CLONE_NEWUTS', 0x4000000],
  ['CLONE_NEWIPC', 0x8000000],
  ['CLONE_NEWUSER', 0x10000000],
  ['CLONE_NEWPID', 0x20000000],
  ['CLONE_NEWNET', 0x40000000],
  ['CLONE_IO', 0x80000000],
];

/** linux/fcntl.h, AT_* */
export const atFlags: Bits = [
  ['AT_SYMLINK_NOFOLLOW', 0x100],
  ['AT_REMOVEDIR', 0x200],
  ['AT_SYMLINK_FOLLOW', 0x400],
  ['AT_NO_AUTOMOUNT', 0x800],
  ['AT_EMPTY_PATH', 0x1000],
];

/** unistd.h */
export const accessModes: Bits = [
  ['R_OK', 4],
  ['W_OK', 2],
  ['X_OK', 1],
];

/** sys/wait.h */
export const waitOptions: Bits = [
  ['WNOHANG', 1],
  ['WSTOPPED', 2],
  ['WEXITED', 4],
  ['WCONTINUED', 8],
  ['WNOWAIT', 0x1000000],
];

/** Values of which there is one at a time. */
export type Names = ReadonlyMap<number, string>;

const listed = (names: string, first = 0): Names => new Map(names.split(' ').map((name, i) => [first + i, name]));

export const whence = listed('SEEK_SET SEEK_CUR SEEK_END SEEK_DATA SEEK_HOLE');
export const maskHow = listed('SIG_BLOCK SIG_UNBLOCK SIG_SETMASK');
export const clocks = listed(
  'CLOCK_REALTIME CLOCK_MONOTONIC CLOCK_PROCESS_CPUTIME_ID CLOCK_THREAD_CPUTIME_ID CLOCK_MONOTONIC_RAW ' +
    'CLOCK_REALTIME_COARSE CLOCK_MONOTONIC_COARSE CLOCK_BOOTTIME',
);
export const resources = listed(
  'RLIMIT_CPU RLIMIT_FSIZE RLIMIT_DATA RLIMIT_STACK RLIMIT_CORE RLIMIT_RSS RLIMIT_NPROC RLIMIT_NOFILE RLIMIT_MEMLOCK ' +
    'RLIMIT_AS RLIMIT_LOCKS RLIMIT_SIGPENDING RLIMIT_MSGQUEUE RLIMIT_NICE RLIMIT_RTPRIO RLIMIT_RTTIME',
);
export const fcntlCommands: Names = new Map([
  ...listed('F_DUPFD F_GETFD F_SETFD F_GETFL F_SETFL F_GETLK F_SETLK F_SETLKW'),
  [1030, 'F_DUPFD_CLOEXEC'],
  [1033, 'F_ADD_SEALS'],
  [1034, 'F_GET_SEALS'],
]);
export const families = new Map([
  [1, 'AF_UNIX'],
  [2, 'AF_INET'],
  [10, 'AF_INET6'],
  [16, 'AF_NETLINK'],
  [17, 'AF_PACKET'],
]);
/** asm/prctl.h, x86-64. */
export const archCodes = new Map([
  [0x1001, 'ARCH_SET_GS'],
  [0x1002, 'ARCH_SET_FS'],
  [0x1003, 'ARCH_GET_FS'],
  [0x1004, 'ARCH_GET_GS'],
]);
