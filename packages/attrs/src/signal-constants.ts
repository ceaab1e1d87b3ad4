/**
 * Every signal with a name of its own, and its number: signal(7), `asm-generic/signal.h` (x86-64, arm64, riscv64 and most
 * others; not mips, sparc, alpha, parisc). Each export of this file is one row of the table `SIGNALS`, so nothing else
 * may stand here. Default action: T ends the process, C ends it with a core dump, I nothing, S stops it.
 */

/** Hangup of the terminal, or death of the session's leader. T */
export const SIGHUP = 1;
/** Interrupt from the keyboard. T */
export const SIGINT = 2;
/** Quit from the keyboard. C */
export const SIGQUIT = 3;
/** Illegal instruction. C */
export const SIGILL = 4;
/** Breakpoint or trace trap. C */
export const SIGTRAP = 5;
/** abort(3). C */
export const SIGABRT = 6;
/** The older name of SIGABRT. */
export const SIGIOT = 6;
/** Bad memory access: no such address, or a file cut short below a mapping. C */
export const SIGBUS = 7;
/** Arithmetic error. C */
export const SIGFPE = 8;
/** Kill; cannot be caught, blocked or ignored. T */
export const SIGKILL = 9;
/** For the program's own use. T */
export const SIGUSR1 = 10;
/** Invalid memory reference. C */
export const SIGSEGV = 11;
/** For the program's own use. T */
export const SIGUSR2 = 12;
/** Write to a pipe or socket that nobody reads. T */
export const SIGPIPE = 13;
/** Timer of alarm(2). T */
export const SIGALRM = 14;
/** Request to end. T */
export const SIGTERM = 15;
/** Unused: coprocessor stack fault. T */
export const SIGSTKFLT = 16;
/** A child stopped, went on or ended. I */
export const SIGCHLD = 17;
/** The System V name of SIGCHLD. */
export const SIGCLD = 17;
/** Go on if stopped. */
export const SIGCONT = 18;
/** Stop; cannot be caught, blocked or ignored. S */
export const SIGSTOP = 19;
/** Stop from the keyboard. S */
export const SIGTSTP = 20;
/** A background process reads from the terminal. S */
export const SIGTTIN = 21;
/** A background process writes to the terminal. S */
export const SIGTTOU = 22;
/** Urgent data on a socket. I */
export const SIGURG = 23;
/** Soft limit RLIMIT_CPU passed. C */
export const SIGXCPU = 24;
/** Limit RLIMIT_FSIZE passed. C */
export const SIGXFSZ = 25;
/** Timer of the process's own CPU time. T */
export const SIGVTALRM = 26;
/** Profiling timer. T */
export const SIGPROF = 27;
/** The terminal's window changed its size. I */
export const SIGWINCH = 28;
/** I/O is possible. T */
export const SIGIO = 29;
/** The System V name of SIGIO. */
export const SIGPOLL = 29;
/** Power failure. T */
export const SIGPWR = 30;
/** Bad system call, or one that a seccomp filter refused. C */
export const SIGSYS = 31;
/** The older name of SIGSYS. */
export const SIGUNUSED = 31;
