/*
 * The op `init`: the program runs in a child of ours, and we stay as its init, the way tini(1) does. We must not stay as we are, in
 * the memory of a runtime, so we become init.c's program, whose bytes lie here and need no file in whatever root we are in by now.
 * The program's child is made before that, but waits until we are gone from the memory: a program that runs could trace us
 * there. It does the steps that are left and is the one that the launcher waits for from then on, so a step that fails is told as
 * all others are. The rules of child.c hold here as well.
 */
#include <asm/errno.h>
#include <linux/fcntl.h>
#include <linux/sched.h>
#include <signal.h>

#include "child.h"
#include "ops.gen.h"
#include "syscall.h"

#define MFD_CLOEXEC_ 1u
#define MFD_EXEC_ 0x10u /* Linux 6.3: wanted where the sysctl vm.memfd_noexec is 1 */

__asm__(".pushsection .rodata.fx_init, \"a\"\n"
	".globl fx_init_program\n.hidden fx_init_program\n"
	".globl fx_init_program_end\n.hidden fx_init_program_end\n"
	"fx_init_program:\n\t.incbin \"" FX_INIT_FILE "\"\nfx_init_program_end:\n"
	".popsection\n");
extern const char fx_init_program[] __attribute__((visibility("hidden")));
extern const char fx_init_program_end[] __attribute__((visibility("hidden")));

/* Enough for any step; the stack that we are on has 16 KiB (slots.c). */
#define SECOND_STACK 8192

struct second {
	struct fx_child *child;
	uint32_t from;
	int program, gone[2]; /* a pipe, of which we hold the writing end until our exec */
	long parent;
};

/* On a stack of its own inside of ours, which stays as it is when we have left it. */
static void second_main(void *arg)
{
	const struct second *s = arg;
	struct fx_child *c = s->child;
	char byte;
	fx_syscall1(SYS_close, s->program); /* numbers that the plan may name */
	fx_syscall1(SYS_close, s->gone[1]);
	while (fx_syscall3(SYS_read, s->gone[0], &byte, 1) == -EINTR)
		;
	fx_syscall1(SYS_close, s->gone[0]);
	if (__atomic_load_n(&c->shared->state, __ATOMIC_ACQUIRE) == FX_STATE_FAILED || fx_syscall0(SYS_getppid) != s->parent)
		for (;;) /* no init has come of it */
			fx_syscall1(SYS_exit_group, 127);
	fx_child_go_on(c, s->from);
}

static long program_file(uint32_t *call)
{
	long size = fx_init_program_end - fx_init_program;
	*call = FX_CALL_INIT_MEMFD_CREATE;
	long fd = fx_syscall2(SYS_memfd_create, "forkexec-init", MFD_CLOEXEC_ | MFD_EXEC_);
	if (fd == -EINVAL)
		fd = fx_syscall2(SYS_memfd_create, "forkexec-init", MFD_CLOEXEC_);
	if (fd < 0)
		return fd;
	*call = FX_CALL_INIT_WRITE;
	long r = fx_syscall3(SYS_write, fd, fx_init_program, size);
	if (r == size)
		return fd;
	fx_syscall1(SYS_close, fd);
	return r < 0 ? r : -EIO;
}

/* The word that tells the launcher of an exec is the second one's from here on. */
static long start(struct second *second, char *stack)
{
	void **top = (void **)(stack + SECOND_STACK);
	uint32_t *alive = &second->child->shared->alive;
	int unused = 0;
	top[-1] = second;
	top[-2] = (void *)second_main;
	long pid = fx_clone_raw(CLONE_VM | CLONE_CHILD_CLEARTID | SIGCHLD, top - 2, &unused, alive);
	if (pid == -EINVAL) /* where a launch has to copy the memory, too (clone.c) */
		pid = fx_clone_raw(SIGCHLD, top - 2, &unused, 0);
	if (pid > 0)
		fx_syscall1(SYS_set_tid_address, 0);
	return pid;
}

static long become_init(long program, long pid, uint32_t *call)
{
	char digits[16];
	char *at = digits + sizeof digits - 1;
	*at = 0;
	for (long n = pid; n > 0; n /= 10)
		*--at = (char)('0' + n % 10);
	const char *argv[] = { "forkexec-init", at, 0 };
	const char *env[] = { 0 };
	*call = FX_CALL_INIT_EXECVEAT;
	return fx_syscall5(SYS_execveat, program, "", argv, env, AT_EMPTY_PATH);
}

long fx_child_init(struct fx_child *c, uint32_t *call)
{
	char stack[SECOND_STACK] __attribute__((aligned(16)));
	struct second second;
	second.child = c;
	second.from = c->shared->step + 1;
	second.parent = fx_syscall0(SYS_getpid);
	long r = program_file(call);
	if (r < 0)
		return r;
	second.program = (int)r;
	*call = FX_CALL_INIT_PIPE2;
	r = fx_syscall2(SYS_pipe2, second.gone, O_CLOEXEC);
	if (r < 0)
		return r;
	*call = FX_CALL_INIT_CLONE;
	long pid = start(&second, stack);
	if (pid < 0)
		return pid;
	for (int fd = 0; fd < 3; fd++) /* the program's: who reads from it is to see its end. The rest closes on exec */
		fx_syscall1(SYS_close, fd);
	return become_init(second.program, pid, call);
}
