/* Making the child: clone3, clone, or a plain fork, with or without our memory. */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "launch.h"
#include "reaper.h"
#include "shared_table.h"
#include "slots.h"
#include "syscall.h"
#include "trace.h"

#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x00001000
#endif
#define CLONE_INTO_CGROUP_ 0x200000000ull

/* struct clone_args, clone(2); the size of the version with `cgroup` (5.7). */
struct clone3_args {
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup;
};

uint64_t fx_now(void)
{
	struct timespec t;
	fx_syscall2(SYS_clock_gettime, CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static int fail(struct fx_launch *l, enum fx_clone_call call, long r)
{
	l->out = (struct fx_outcome){ .end = FX_END_CLONE, .pid = -1, .pidfd = -1, .call = call, .err = (int)-r };
	return -1;
}

/* The memory flags; CLEARTID only fires when memory is shared (mm_release in kernel/fork.c). */
static unsigned long memory_flags(enum fx_mode mode)
{
	switch (mode) {
	case FX_MODE_VFORK: return CLONE_VM | CLONE_VFORK | CLONE_CHILD_CLEARTID;
	case FX_MODE_VM: return CLONE_VM | CLONE_CHILD_CLEARTID;
	case FX_MODE_FORK: break;
	}
	return 0;
}

static long clone_into_cgroup(struct fx_launch *l, unsigned long flags)
{
	char *stack = fx_slot_stack(l->slot);
	struct clone3_args a = { .flags = flags | CLONE_INTO_CGROUP_, .pidfd = (uintptr_t)&l->pidfd,
				 .child_tid = (uintptr_t)&l->child.shared->alive, .exit_signal = SIGCHLD,
				 .stack = (uintptr_t)stack, .cgroup = (uint64_t)l->cgroup_fd };
	a.stack_size = (uint64_t)((char *)fx_slot_top(l->slot, fx_child_main, &l->child) - stack);
	return fx_clone3_raw(&a, sizeof a);
}

static long clone_child(struct fx_launch *l, enum fx_mode mode, enum fx_clone_call *call)
{
	unsigned long flags = (unsigned long)l->plan->clone_flags | memory_flags(mode);
	if (l->child.table.keep)
		flags |= CLONE_FILES;
	unsigned long pidfd = fx_kernel()->clone_pidfd ? CLONE_PIDFD : 0;
	if (l->cgroup_fd >= 0 && !l->child.gate) {
		*call = FX_CLONE_CLONE3;
		long r = clone_into_cgroup(l, flags | pidfd);
		/* No clone3 (a filter says ENOSYS or EPERM, an old kernel E2BIG or EINVAL) or a version 1 directory (EBADF):
		 * then the child waits while its number is written to cgroup.procs. */
		if (r != -ENOSYS && r != -EPERM && r != -EBADF && r != -E2BIG && r != -EINVAL)
			return r;
		l->joins = 1;
		l->child.gate = !l->first;
		l->pidfd = -1;
		l->child.shared->alive = FX_ALIVE;
	}
	*call = FX_CLONE_CLONE;
	void *top = fx_slot_top(l->slot, fx_child_main, &l->child);
	return fx_clone_raw(flags | pidfd | SIGCHLD, top, &l->pidfd, &l->child.shared->alive);
}

static void reap(long pid)
{
	while (fx_syscall4(SYS_wait4, pid, 0, __WALL, 0) == -EINTR)
		;
}

/* Without CLONE_PIDFD: safe by number as long as nobody but us can reap it. */
static int open_pidfd(struct fx_launch *l)
{
	long r = fx_syscall2(SYS_pidfd_open, l->pid, 0);
	if (r >= 0) {
		l->pidfd = (int)r;
		return 0;
	}
	fx_syscall2(SYS_kill, l->pid, SIGKILL);
	reap(l->pid);
	return fail(l, FX_CLONE_PIDFD_OPEN, r);
}

int fx_clone(struct fx_launch *l, enum fx_mode mode)
{
	int pipe[2] = { -1, -1 };
	enum fx_clone_call call;
	const struct fx_kernel *k = fx_kernel();
	struct fx_shared *shared = fx_slot_shared(l->slot);

	memset(shared, 0, sizeof *shared);
	shared->alive = FX_ALIVE;
	if (mode == FX_MODE_FORK || (mode == FX_MODE_VM && !k->waitv)) {
		long r = fx_syscall2(SYS_pipe2, pipe, O_CLOEXEC);
		if (r < 0)
			return fail(l, FX_CLONE_PIPE2, r);
	}
	l->mode = mode;
	l->status_fd = pipe[0];
	l->pidfd = -1;
	l->child = (struct fx_child){ .plan = l->plan, .shared = shared, .env = l->env,
				      .parent_fd = k->self_fd,
				      .parent_pid = k->self_fd < 0 ? (int)fx_syscall0(SYS_getpid) : 0,
				      .status_fd = pipe[1], .caller = l->by_launcher ? &l->caller : NULL, .gate = l->child.gate, .announce = l->first, .hide = l->child.hide,
				      .internal = { pipe[0], fx_launcher_fd(), fx_reaper_fd(),
						    l->plan->cgroup_path ? l->cgroup_fd : -1,
						    l->trace ? l->trace_fd : -1, fx_trace_fd(l->trace) } };
	fx_table_fds(l->child.internal + 6);
	fx_table_arrange(l);
	long pid = clone_child(l, mode, &call);
	if (pipe[1] >= 0)
		fx_syscall1(SYS_close, pipe[1]);
	if (pid < 0) {
		if (pipe[0] >= 0)
			fx_syscall1(SYS_close, pipe[0]);
		return fail(l, call, pid);
	}
	l->pid = (int)pid;
	if (l->pidfd < 0 && open_pidfd(l)) {
		if (pipe[0] >= 0)
			fx_syscall1(SYS_close, pipe[0]);
		return -1;
	}
	return 0;
}
