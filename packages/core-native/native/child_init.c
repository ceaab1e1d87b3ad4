/*
 * The op `init`: the program runs in a child of ours, and we stay as its init, the way tini(1) does. The program's child is made and
 * has exec'd before we do, sharing memory as any child does: so a step that fails after this one is told as all others are. We must
 * not stay as we are, in the memory of a runtime, so we become init.c's program, whose bytes lie here and need no file in whatever
 * root we are in by now. The rules of child.c hold here as well.
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
	int program;
};

/* On a stack of its own inside of ours: CLONE_VFORK has us wait until it needs it no more. */
static void second_main(void *arg)
{
	const struct second *second = arg;
	fx_syscall1(SYS_close, second->program); /* a number that the plan may name */
	fx_child_go_on(second->child, second->from);
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

static long start(struct second *second, char *stack)
{
	void **top = (void **)(stack + SECOND_STACK);
	int unused = 0;
	top[-1] = second;
	top[-2] = (void *)second_main;
	long pid = fx_clone_raw(CLONE_VM | CLONE_VFORK | SIGCHLD, top - 2, &unused, 0);
	if (pid == -EINVAL) /* where a launch has to copy the memory, too (clone.c) */
		pid = fx_clone_raw(CLONE_VFORK | SIGCHLD, top - 2, &unused, 0);
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
	uint32_t step = c->shared->step;
	long program = program_file(call);
	if (program < 0)
		return program;
	struct second second = { c, step + 1, (int)program };
	*call = FX_CALL_INIT_CLONE;
	long pid = start(&second, stack);
	if (pid < 0)
		return pid;
	if (__atomic_load_n(&c->shared->state, __ATOMIC_ACQUIRE) != FX_STATE_READY) /* it has said why, or was killed */
		for (;;)
			fx_syscall1(SYS_exit_group, 127);
	for (int fd = 0; fd < 3; fd++) /* the program's: who reads from it is to see its end. The rest closes on exec */
		fx_syscall1(SYS_close, fd);
	long r = become_init(program, pid, call);
	fx_syscall2(SYS_kill, pid, SIGKILL);
	c->shared->step = step;
	return r;
}
