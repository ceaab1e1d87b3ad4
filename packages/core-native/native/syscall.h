/*
 * System calls without libc: no errno, no cancellation point, no lock. A result in [-4095, -1] is a negated errno.
 * Numbers that older <sys/syscall.h> lack are the same on every architecture (from 424 on).
 */
#ifndef FX_SYSCALL_H
#define FX_SYSCALL_H

#include <sys/syscall.h>

#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_clone3
#define SYS_clone3 435
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif
#ifndef SYS_futex_waitv
#define SYS_futex_waitv 449
#endif

#if defined(__x86_64__)
#include "syscall_x64.h"
#elif defined(__aarch64__)
#include "syscall_arm64.h"
#elif defined(__riscv) && __riscv_xlen == 64
#include "syscall_riscv64.h"
#else
#error "forkexec has no system call header for this architecture"
#endif

#define FX_ARG(x) ((long)(x))
#define fx_syscall0(n) fx_syscall6(n, 0, 0, 0, 0, 0, 0)
#define fx_syscall1(n, a) fx_syscall6(n, FX_ARG(a), 0, 0, 0, 0, 0)
#define fx_syscall2(n, a, b) fx_syscall6(n, FX_ARG(a), FX_ARG(b), 0, 0, 0, 0)
#define fx_syscall3(n, a, b, c) fx_syscall6(n, FX_ARG(a), FX_ARG(b), FX_ARG(c), 0, 0, 0)
#define fx_syscall4(n, a, b, c, d) fx_syscall6(n, FX_ARG(a), FX_ARG(b), FX_ARG(c), FX_ARG(d), 0, 0)
#define fx_syscall5(n, a, b, c, d, e) fx_syscall6(n, FX_ARG(a), FX_ARG(b), FX_ARG(c), FX_ARG(d), FX_ARG(e), 0)

#endif
