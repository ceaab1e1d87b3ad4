/*
 * The process of newuidmap between clone and execve. It shares our memory as the child does, under the same rules (child.c),
 * and says through the shared words why it did not come to its execve.
 */
#include <linux/fcntl.h>
#include <linux/prctl.h>
#include <signal.h>

#include "child.h"
#include "newidmap.h"
#include "ops.gen.h"
#include "syscall.h"

/* A copy above 2: the one that is given may be 0 to 2 itself, if we have those closed. */
static long away(int fd) { return fx_syscall3(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 3); }

static long put_descriptors(const struct fx_program *p, uint32_t *call)
{
	*call = FX_CALL_NEWIDMAP_FCNTL;
	long in = away(p->input), out = in < 0 ? in : away(p->output);
	if (out < 0)
		return out;
	*call = FX_CALL_NEWIDMAP_DUP3;
	for (int fd = 0; fd < 3; fd++) {
		long r = fx_syscall3(SYS_dup3, fd == 0 ? in : out, fd, 0);
		if (r < 0)
			return r;
	}
	uint32_t inner;
	*call = FX_CALL_NEWIDMAP_CLOSE_RANGE;
	return fx_cloexec_from(3, &inner);
}

static long run(const struct fx_program *p, uint32_t *call)
{
	/* Until the exec, which takes this back for a setuid program: that one ends by itself, and finds its child gone. */
	*call = FX_CALL_NEWIDMAP_PRCTL;
	long r = fx_syscall2(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL);
	if (r < 0)
		return r;
	if (fx_syscall0(SYS_getppid) != p->parent_pid)
		fx_syscall1(SYS_exit_group, 127);
	r = put_descriptors(p, call);
	if (r < 0)
		return r;
	uint32_t inner;
	fx_child_as_caller(p->caller, &inner); /* if not: what it does takes no time, and the child itself will say so */
	*call = FX_CALL_NEWIDMAP_RT_SIGACTION;
	r = fx_reset_signals();
	if (r < 0)
		return r;
	uint64_t none = 0;
	fx_syscall4(SYS_rt_sigprocmask, SIG_SETMASK, &none, 0, sizeof none);
	*call = FX_CALL_NEWIDMAP_EXECVE;
	return fx_syscall3(SYS_execve, p->path, p->argv, p->env);
}

void fx_program_main(void *program)
{
	const struct fx_program *p = program;
	uint32_t call = 0;
	long r = run(p, &call);
	p->shared->program_call = call;
	__atomic_store_n(&p->shared->program_err, (int32_t)-r, __ATOMIC_RELEASE);
	for (;;)
		fx_syscall1(SYS_exit_group, 127);
}
