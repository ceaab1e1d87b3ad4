/*
 * Making the child: clone3, clone, or a plain fork, with or without our memory. What this process may use is found out
 * once, by trying it: versions say little (containers filter clone3, user-mode emulators drop CLONE_VM in silence).
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/sched.h>
#include <poll.h>
#include <sys/prctl.h>
#include <signal.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>

#include "kernel_version.h"
#include "launch.h"
#include "lock.h"
#include "reaper.h"
#include "shared_table.h"
#include "slots.h"
#include "syscall.h"
#include "thread.h"
#include "trace.h"

#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x00001000
#endif
#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC 4
#endif
#ifndef CLOSE_RANGE_UNSHARE
#define CLOSE_RANGE_UNSHARE 2
#endif
#define CLONE_INTO_CGROUP_ 0x200000000ull

/* struct clone_args, clone(2); the size of the version with `cgroup` (5.7). */
struct clone3_args {
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup;
};

extern char **environ;
static struct fx_kernel kernel;

uint64_t fx_now(void)
{
	struct timespec t;
	fx_syscall2(SYS_clock_gettime, CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Puts the function and its argument where the child finds them (syscall_x64.h). */
static void *stack_top(void *stack, void (*fn)(void *), void *arg)
{
	void **top = (void **)((char *)stack + FX_STACK_SIZE);
	top[-1] = arg;
	top[-2] = (void *)fn;
	return top - 2;
}

static void probe_child(void *word)
{
	*(volatile uint32_t *)word = 1;
	for (;;)
		fx_syscall1(SYS_exit_group, 0);
}

/* word[0]: 1 if it got rid of descriptor word[1] in a table of its own. */
static void probe_table(void *words)
{
	volatile uint32_t *word = words;
	long r = fx_syscall3(SYS_close_range, word[1], word[1], CLOSE_RANGE_UNSHARE);
	word[0] = r == 0 && fx_syscall2(SYS_fcntl, word[1], F_GETFD) == -EBADF ? 1 : 2;
	for (;;)
		fx_syscall1(SYS_exit_group, 0);
}

/*
 * Whether scheduling may be changed: a service's filter often kills whoever tries (systemd.exec(5), SystemCallFilter=~@resources). So a
 * child tries it first, without a core file, and not where its core would be ours.
 */
static void probe_scheduling(void *word)
{
	uint64_t none[2] = { 0, 0 };
	struct fx_sched s;
	int ioprio = (int)fx_syscall2(SYS_ioprio_get, 1 /* IOPRIO_WHO_PROCESS */, 0);
	unsigned char cpus[1024];
	fx_syscall4(SYS_prlimit64, 0, 4 /* RLIMIT_CORE */, none, 0);
	long bytes = fx_syscall3(SYS_sched_getaffinity, 0, sizeof cpus, cpus);
	int refused = fx_syscall4(SYS_sched_getattr, 0, &s, sizeof s, 0) < 0 || fx_syscall3(SYS_sched_setattr, 0, &s, 0) < 0;
	refused |= bytes < 0 || fx_syscall3(SYS_sched_setaffinity, 0, bytes, cpus) < 0;
	refused |= ioprio >= 0 && fx_syscall3(SYS_ioprio_set, 1, 0, ioprio & ~7) < 0; /* a level of "no class" is refused */
	*(volatile uint32_t *)word = refused ? 2 : 1;
	for (;;)
		fx_syscall1(SYS_exit_group, 0);
}

/* Clones a child that writes one private word and ends. Returns the clone's result. */
static long try_clone(unsigned long flags, int slot, void (*child)(void *), uint32_t *word)
{
	int pidfd = -1;
	*word = 0;
	long pid = fx_clone_raw(flags | SIGCHLD, stack_top(fx_slot_stack(slot), child, word), &pidfd, NULL);
	if (pid <= 0)
		return pid;
	while (fx_syscall4(SYS_wait4, pid, 0, __WALL, 0) == -EINTR)
		;
	if (pidfd >= 0)
		fx_syscall1(SYS_close, pidfd);
	return pid;
}

/* FORKEXEC_CHILD=vfork|vm|fork: for tests and for finding faults. What cannot work here is not forced. */
static void force_mode(struct fx_kernel *k)
{
	static const char *const settings[] = { "FORKEXEC_CHILD=vfork", "FORKEXEC_CHILD=vm", "FORKEXEC_CHILD=fork" };
	for (char **e = environ; e && *e; e++)
		for (int i = 0; i < 3; i++) {
			size_t len = strlen(settings[i]);
			if (strlen(*e) != len || memcmp(*e, settings[i], len))
				continue;
			k->forced = 1;
			if (k->shares_memory || i == FX_MODE_FORK)
				k->mode = (enum fx_mode)i;
		}
}

/* We are no child of ours: ECHILD is the answer of a kernel that knows the question. */
static int waitid_error(int self_fd)
{
	siginfo_t info;
	long r = self_fd < 0 ? 0 : fx_syscall5(SYS_waitid, 3 /* P_PIDFD */, self_fd, &info, WEXITED | WNOHANG, 0);
	return r == -ECHILD ? 0 : (int)-r;
}

/* Whether a child can leave a table that it shares with us (close_range, 5.9) without a change of ours. */
static int shares_table(int slot, int fd)
{
	static uint32_t word[2];
	long copy = fd < 0 ? -1 : fx_syscall3(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 0);
	if (copy < 0)
		return 0;
	word[1] = (uint32_t)copy;
	long pid = try_clone(CLONE_VM | CLONE_VFORK | CLONE_FILES, slot, probe_table, word);
	int works = pid > 0 && word[0] == 1 && fx_syscall2(SYS_fcntl, copy, F_GETFD) >= 0;
	fx_syscall1(SYS_close, copy);
	return works;
}

static int may_schedule(const struct fx_kernel *k, int slot)
{
	static uint32_t word;
	if (fx_syscall2(SYS_prctl, PR_GET_SECCOMP, 0) <= 0)
		return 1;
	return !k->core_kills_parent && try_clone(CLONE_VM | CLONE_VFORK, slot, probe_scheduling, &word) > 0 && word == 1;
}

static void probe(struct fx_kernel *k)
{
	static uint32_t word;
	struct utsname name;
	int slot = fx_slot_take();

	k->self_fd = (int)fx_syscall2(SYS_pidfd_open, fx_syscall0(SYS_getpid), 0);
	k->waitid_error = waitid_error(k->self_fd);
	k->waitv = fx_syscall5(SYS_futex_waitv, 0, 0, 0, 0, 0) == -EINVAL;
	k->close_range = fx_syscall3(SYS_close_range, ~0u, ~0u, CLOSE_RANGE_CLOEXEC) == 0; /* no descriptor is that high */
	k->clone3 = fx_syscall2(SYS_clone3, 0, 0) == -EINVAL;
	int named = fx_syscall1(SYS_uname, &name) == 0;
	k->core_kills_parent = named && fx_kernel_older_than(name.release, 5, 16);
	uint64_t mask = fx_block_signals();
	k->clone_pidfd = try_clone(CLONE_VM | CLONE_VFORK | CLONE_PIDFD, slot, probe_child, &word) > 0;
	if (!k->clone_pidfd)
		try_clone(CLONE_VM | CLONE_VFORK, slot, probe_child, &word);
	k->shares_memory = word == 1 && try_clone(CLONE_VM, slot, probe_child, &word) > 0;
	k->shares_table = k->shares_memory && k->clone_pidfd && named && fx_kernel_unshares_well(name.release) &&
			  shares_table(slot, k->self_fd);
	k->sched = may_schedule(k, slot);
	fx_restore_signals(mask);
	fx_slot_put(slot);
	k->mode = k->shares_memory ? FX_MODE_VFORK : FX_MODE_FORK;
	force_mode(k);
	if (k->shares_table && k->mode != FX_MODE_FORK)
		fx_table_init();
}

static uint32_t known;

const struct fx_kernel *fx_kernel_if_known(void) { return __atomic_load_n(&known, __ATOMIC_ACQUIRE) ? &kernel : NULL; }

const struct fx_kernel *fx_kernel(void)
{
	static uint32_t lock;
	if (fx_kernel_if_known())
		return &kernel;
	fx_lock(&lock);
	if (!known && fx_slots_init() == 0) {
		probe(&kernel);
		__atomic_store_n(&known, 1, __ATOMIC_RELEASE);
	}
	fx_unlock(&lock);
	return fx_kernel_if_known();
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
	a.stack_size = (uint64_t)((char *)stack_top(stack, fx_child_main, &l->child) - stack);
	return fx_clone3_raw(&a, sizeof a);
}

static long clone_child(struct fx_launch *l, enum fx_mode mode, enum fx_clone_call *call)
{
	unsigned long flags = (unsigned long)l->plan->clone_flags | memory_flags(mode);
	if (l->child.table.keep)
		flags |= CLONE_FILES;
	unsigned long pidfd = kernel.clone_pidfd ? CLONE_PIDFD : 0;
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
	void *top = stack_top(fx_slot_stack(l->slot), fx_child_main, &l->child);
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
	struct fx_shared *shared = fx_slot_shared(l->slot);

	memset(shared, 0, sizeof *shared);
	shared->alive = FX_ALIVE;
	if (mode == FX_MODE_FORK || (mode == FX_MODE_VM && !kernel.waitv)) {
		long r = fx_syscall2(SYS_pipe2, pipe, O_CLOEXEC);
		if (r < 0)
			return fail(l, FX_CLONE_PIPE2, r);
	}
	l->mode = mode;
	l->status_fd = pipe[0];
	l->pidfd = -1;
	l->child = (struct fx_child){ .plan = l->plan, .shared = shared, .env = l->env,
				      .parent_fd = kernel.self_fd,
				      .parent_pid = kernel.self_fd < 0 ? (int)fx_syscall0(SYS_getpid) : 0,
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
