/*
 * Process 1 of a pid namespace, with a program to look after: `forkexec-init PID`, PID a child that runs already. It passes signals
 * on, reaps whatever the namespace leaves to it (pid_namespaces(7)), and ends with the child's status, upon which the kernel ends
 * the rest. No libc: child_init.c carries it as bytes. It has come with all signals blocked, and takes them one by one: to
 * process 1 a signal of its own namespace gets only where it is blocked or handled (kernel/signal.c, sig_ignored).
 */
#include <asm/errno.h>
#include <linux/prctl.h>
#include <linux/wait.h>
#include <signal.h>
#include <stdint.h>

#include "syscall.h"

/* A result of wait4(2). */
#define SIGNAL_OF(status) ((status) & 0x7f)
#define EXIT_OF(status) (((status) >> 8) & 0xff)

void fx_init_main(long *stack) __attribute__((noreturn));

#if defined(__x86_64__)
__asm__(".globl _start\n_start:\n\txor %ebp, %ebp\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall fx_init_main\n\tud2\n");
#elif defined(__aarch64__)
__asm__(".globl _start\n_start:\n\tmov x29, #0\n\tmov x0, sp\n\tbl fx_init_main\n\tbrk #0\n");
#elif defined(__riscv)
__asm__(".globl _start\n_start:\n\tli s0, 0\n\tmv a0, sp\n\tandi sp, sp, -16\n\tcall fx_init_main\n\tunimp\n");
#endif

static __attribute__((noreturn)) void leave(int status)
{
	for (;;)
		fx_syscall1(SYS_exit_group, status);
}

static int number(const char *text)
{
	int n = 0;
	for (; *text >= '0' && *text <= '9'; text++)
		n = n * 10 + (*text - '0');
	return n;
}

/* Everybody who has ended; the child's end is ours. */
static void reap(int child)
{
	int status = 0;
	long pid;
	while ((pid = fx_syscall4(SYS_wait4, -1, &status, WNOHANG, 0)) > 0 || pid == -EINTR)
		if (pid == child)
			leave(SIGNAL_OF(status) ? 128 + SIGNAL_OF(status) : EXIT_OF(status));
	if (pid == -ECHILD) /* somebody has taken it: nobody could */
		leave(255);
}

/*
 * What the kernel sends for the terminal's keys goes to each process of the foreground group: a child in our group has it already.
 * A group of the outer namespace has number 0 here, for both of us.
 */
static int has_it(int child, const siginfo_t *info)
{
	return info->si_code == SI_KERNEL && fx_syscall1(SYS_getpgid, child) == fx_syscall1(SYS_getpgid, 0);
}

void fx_init_main(long *stack)
{
	int child = stack[0] > 1 ? number((const char *)stack[2]) : 0;
	uint64_t all = ~0ull;
	siginfo_t info;

	if (child <= 0)
		leave(125);
	fx_syscall2(SYS_prctl, PR_SET_NAME, "forkexec-init");
	fx_syscall4(SYS_rt_sigprocmask, SIG_SETMASK, &all, 0, sizeof all);
	for (;;) {
		reap(child);
		long sig = fx_syscall4(SYS_rt_sigtimedwait, &all, &info, 0, sizeof all);
		if (sig > 0 && sig != SIGCHLD && !has_it(child, &info))
			fx_syscall2(SYS_kill, child, sig);
	}
}
