/**
 * Every resource limit and its number: getrlimit(2), `asm-generic/resource.h` (x86-64, arm64, riscv64 and most others; not
 * mips, sparc, alpha). Each export of this file is one row of the table `RLIMITS`, so nothing else may stand here.
 */

/** CPU time, in seconds: SIGXCPU at the soft, SIGKILL at the hard limit. */
export const RLIMIT_CPU = 0;
/** Size of a file written, in bytes: SIGXFSZ, EFBIG. */
export const RLIMIT_FSIZE = 1;
/** Data segment, in bytes; since Linux 4.7 private writable mappings count too. */
export const RLIMIT_DATA = 2;
/** Main thread's stack, in bytes; also bounds the room for argv and the environment. */
export const RLIMIT_STACK = 3;
/** Size of a core file, in bytes; 0 makes none. */
export const RLIMIT_CORE = 4;
/** Resident set, in bytes; without effect since Linux 2.4.30. */
export const RLIMIT_RSS = 5;
/** Processes and threads of the real user id. CAP_SYS_ADMIN and CAP_SYS_RESOURCE are above it. */
export const RLIMIT_NPROC = 6;
/** One more than the highest descriptor that can be opened. */
export const RLIMIT_NOFILE = 7;
/** Locked memory, in bytes. CAP_IPC_LOCK is above it. */
export const RLIMIT_MEMLOCK = 8;
/** Address space, in bytes. */
export const RLIMIT_AS = 9;
/** File locks; without effect since Linux 2.4.25. */
export const RLIMIT_LOCKS = 10;
/** Signals queued for the real user id; Linux 2.6.8. */
export const RLIMIT_SIGPENDING = 11;
/** Bytes in POSIX message queues of the real user id; Linux 2.6.8. */
export const RLIMIT_MSGQUEUE = 12;
/** Ceiling of the nice value, as 20 - nice: 1 to 40; Linux 2.6.12. */
export const RLIMIT_NICE = 13;
/** Ceiling of the real-time priority; Linux 2.6.12. */
export const RLIMIT_RTPRIO = 14;
/** CPU time without a blocking call under a real-time policy, in microseconds; Linux 2.6.25. */
export const RLIMIT_RTTIME = 15;
