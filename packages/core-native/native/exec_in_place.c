/*
 * A plan's steps done by the thread that asks, which then becomes the program: the kernel keeps credentials, namespaces, root and mask
 * by thread, and execve(2) ends all other threads and keeps those of the one that calls it. The others run until then, so
 * whatever can be taken away from them is not shared with them any more: descriptors, root and working directory. Signals are: no
 * disposition becomes a default before the exec makes it one.
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>

#include "child.h"
#include "exec_self.h"
#include "ops.gen.h"
#include "syscall.h"

#define ELSEWHERE (FX_TRAIT_HOLD | FX_TRAIT_HEIR | FX_TRAIT_INIT | FX_TRAIT_TRACE)

extern char **environ;

int fx_fits_in_place(const struct fx_plan *plan)
{
	return plan->parents == 0 && plan->clone_flags == 0 && plan->cgroup_fd < 0 && !plan->cgroup_path &&
	       !(plan->traits & ELSEWHERE) && plan->child[plan->children - 1].op != FX_OP_EXIT;
}

long fx_exec_in_place(const struct fx_plan *plan, uint32_t *step, uint32_t *call)
{
	struct fx_child self = { .plan = plan, .env = environ, .parent_pid = (int)fx_syscall0(SYS_getppid),
				 .parent_fd = -1, .status_fd = -1 };
	uint64_t all = ~0ull;
	uint32_t i = 0;
	*step = FX_STEP_PREPARE;
	*call = 0;
	long r = fx_syscall1(SYS_unshare, CLONE_FILES | CLONE_FS);
	if (r < 0)
		return r;
	fx_make_blocking();
	fx_syscall4(SYS_rt_sigprocmask, SIG_SETMASK, &all, 0, sizeof all);
	for (; i < plan->children; i++) {
		*step = i;
		if (plan->child[i].op == FX_OP_RESET_SIGNALS)
			fx_handle_ignored();
		else if ((r = fx_child_step(&self, &plan->child[i], call)) < 0)
			break;
	}
	all = 0; /* for what is left to do: to say so, and to end */
	fx_syscall4(SYS_rt_sigprocmask, SIG_SETMASK, &all, 0, sizeof all);
	return r;
}
