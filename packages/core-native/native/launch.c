/*
 * The stations of one launch, whoever drives it: the caller's own thread for a child that needs nobody (in place), the
 * launcher thread for all others. Each function takes the launch from one station to the next and leaves nothing
 * behind on the way out: slot, pipe, guard, child.
 */
#include <errno.h>
#include <linux/capability.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>

#include "guard.h"
#include "launch.h"
#include "lock.h"
#include "newidmap.h"
#include "ops.gen.h"
#include "shared_table.h"
#include "slots.h"
#include "syscall.h"
#include "thread.h"
#include "trace.h"

/*
 * A file that was just written may be open for writing in some other child that has not exec'd yet: ETXTBSY then
 * passes by itself in milliseconds (go.dev/issue/22315). Tried again from here, not in the child: two children that
 * wait for each other would hold each other's files.
 */
#define ATTEMPTS 9
#define FIRST_DELAY_NS 500000u /* doubles: 128 ms in all */

static int waits_for_parent(const struct fx_launch *l)
{
	return l->child.gate || (l->plan->traits & FX_TRAIT_HOLD);
}

/* Root may write those files whatever the dumpable flag says (CAP_DAC_OVERRIDE). */
static int is_root(void) { return fx_syscall0(SYS_geteuid) == 0; }

static int has_capabilities(void)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2] = { { 0, 0, 0 }, { 0, 0, 0 } };
	return fx_syscall2(SYS_capget, &head, data) < 0 || data[0].permitted || data[1].permitted;
}

/*
 * Whether somebody who may not trace us may trace the child: it has other ids or capabilities than we have. In a new user
 * namespace the owner has every capability over it, so all processes of our user are let in, also those that lack the
 * capabilities which keep them from us (user_namespaces(7); __ptrace_may_access and cap_ptrace_access_check).
 */
static int is_exposed(const struct fx_launch *l)
{
	return (l->plan->traits & FX_TRAIT_GUARD) || (l->plan->new_userns && has_capabilities());
}

static int wants_guard(const struct fx_launch *l, enum fx_mode mode)
{
	return mode != FX_MODE_FORK && (is_exposed(l) || fx_kernel()->core_kills_parent);
}

static int writes_as_a_user(const struct fx_launch *l) { return l->plan->writes_own_proc && !is_root(); }

/*
 * Before Linux 5.16 every child that shares our memory is guarded, and could not write its own maps: then it shares none. A
 * traced one can stop before its exec, and must not take the only thread along that could resume it; an init execs long before its
 * program does.
 */
enum fx_mode fx_launch_mode(const struct fx_launch *l, int in_place)
{
	const struct fx_kernel *k = fx_kernel();
	if (k->mode == FX_MODE_FORK || (k->core_kills_parent && writes_as_a_user(l)))
		return FX_MODE_FORK;
	int alone = l->plan->parents == 0 && l->cgroup_fd < 0 && !(l->plan->traits & (FX_TRAIT_HOLD | FX_TRAIT_TRACE | FX_TRAIT_INIT));
	return in_place || (k->forced && k->mode == FX_MODE_VFORK && alone) ? FX_MODE_VFORK : FX_MODE_VM;
}

int fx_launch_fits_in_place(const struct fx_launch *l)
{
	return fx_kernel()->mode == FX_MODE_VFORK && l->cgroup_fd < 0 && l->plan->parents == 0 &&
	       !(l->plan->traits & (FX_TRAIT_HOLD | FX_TRAIT_THREAD | FX_TRAIT_INIT)) &&
	       fx_launch_mode(l, 1) == FX_MODE_VFORK;
}

static int enter(struct fx_launch *l)
{
	l->guarded = fx_guard_try_enter(&l->guard_seq);
	l->waits = !l->guarded;
	return l->guarded;
}

static int block(struct fx_launch *l)
{
	l->blocking = fx_guard_try_block(&l->guard_seq);
	l->waits = !l->blocking;
	return l->blocking;
}

static void unblock(struct fx_launch *l)
{
	if (l->blocking)
		fx_guard_unblock();
	l->blocking = 0;
}

static void drop_slot(struct fx_launch *l)
{
	if (l->guarded)
		fx_guard_leave();
	l->guarded = 0;
	unblock(l);
	fx_table_done(l);
	fx_slot_put(l->slot);
	l->slot = -1;
}

/*
 * The guard comes first where it can. A user's child that waits for its maps is guarded after them, for they could not be
 * written any more; until then it has no id or capability that we do not have.
 */
int fx_launch_prepare(struct fx_launch *l, enum fx_mode mode)
{
	l->child.gate = l->plan->parents && !(l->plan->traits & FX_TRAIT_HOLD);
	l->late = waits_for_parent(l) && !l->plan->guard_before_hold && !is_root();
	l->first = l->late && !l->child.gate && l->plan->writes_own_proc && wants_guard(l, mode);
	l->joins = 0;
	l->child.hide = FX_HIDE_NEVER;
	if (mode == FX_MODE_FORK && is_exposed(l))
		l->child.hide = l->late ? FX_HIDE_AFTER_HOLD : FX_HIDE_FIRST;
	if (!l->late && wants_guard(l, mode))
		return enter(l);
	return writes_as_a_user(l) ? block(l) : 1;
}

static int begin_trace(struct fx_launch *l)
{
	long r = fx_trace_new(l, l->home);
	if (r == 0)
		return 0;
	enum fx_clone_call call = r == -ENOMEM ? FX_CLONE_MALLOC : r == -EAGAIN ? FX_CLONE_PTHREAD_CREATE : FX_CLONE_EVENTFD2;
	l->out = (struct fx_outcome){ .end = FX_END_CLONE, .pid = -1, .pidfd = -1, .call = call, .err = (int)-r };
	return -1;
}

static int make_child(struct fx_launch *l, enum fx_mode mode)
{
	if (!(l->plan->traits & FX_TRAIT_TRACE))
		return fx_clone(l, mode);
	if (begin_trace(l))
		return -1;
	int failed = fx_clone(l, mode);
	fx_trace_begin(l, !failed);
	if (failed)
		fx_trace_launched(l, 0);
	return failed;
}

int fx_launch_begin(struct fx_launch *l, enum fx_mode mode)
{
	l->mapped = l->abandoned = 0;
	int failed = fx_caller_see(l) || make_child(l, mode);
	fx_caller_let_go(&l->caller);
	if (failed) {
		drop_slot(l);
		return -1;
	}
	l->held = waits_for_parent(l);
	return 0;
}

static void tell(struct fx_launch *l, uint32_t word)
{
	struct fx_shared *s = l->child.shared;
	l->held = 0;
	__atomic_store_n(&s->release, word, __ATOMIC_RELEASE);
	fx_syscall3(SYS_futex, &s->release, FUTEX_WAKE, 1);
}

static int map(struct fx_launch *l)
{
	int alone = l->plan->parents && !l->guarded && !l->blocking && !is_root();
	if (l->mapper) {
		l->mapped = fx_mapper_steps(l, alone);
		return l->mapped;
	}
	if (alone && !block(l))
		return 0;
	l->abandoned = fx_parent_steps(l, 0) != 0;
	l->mapped = 1;
	if (alone)
		unblock(l);
	return 1;
}

/* A user's child writes its own files of /proc before it is guarded: so it has to have come to its hold. */
static int is_waiting(const struct fx_launch *l)
{
	return !l->first || __atomic_load_n(&l->child.shared->alive, __ATOMIC_ACQUIRE) != FX_ALIVE;
}

int fx_launch_release(struct fx_launch *l)
{
	if (!is_waiting(l))
		return -1;
	if (!l->mapped && !map(l))
		return 0;
	if (l->first)
		unblock(l);
	if (!l->abandoned && !l->guarded && !l->blocking && wants_guard(l, l->mode) && !enter(l))
		return 0;
	tell(l, l->abandoned ? FX_ABORT : FX_GO);
	return 1;
}

/* Its own exec or exit: by the word the kernel clears, or by the end of the pipe; VFORK has waited for it already. */
int fx_launch_is_over(struct fx_launch *l)
{
	if (l->status_fd >= 0) {
		struct pollfd p = { .fd = l->status_fd, .events = POLLIN };
		struct timespec none = { 0, 0 };
		return fx_syscall5(SYS_ppoll, &p, 1, &none, 0, 0) > 0;
	}
	return l->mode == FX_MODE_VFORK || __atomic_load_n(&l->child.shared->alive, __ATOMIC_ACQUIRE) == FX_DEAD;
}

static int text_is_busy(const struct fx_launch *l)
{
	return l->out.end == FX_END_CHILD && l->out.err == ETXTBSY && l->out.step + 1 == l->plan->children;
}

/*
 * A path can lead to a descriptor that the child has left behind (/proc/self/fd/9, or a link to it): it is looked for once
 * more, in a child that has all of them. The same for a child that could not get a table of its own, whatever the reason.
 */
static int needs_whole_table(const struct fx_launch *l)
{
	return l->child.table.keep && (l->out.end == FX_END_PREPARE || (l->out.end == FX_END_CHILD && l->out.err == ENOENT));
}

int fx_launch_end(struct fx_launch *l)
{
	fx_outcome(l);
	if (l->trace)
		fx_trace_launched(l, l->out.end == FX_STARTED);
	drop_slot(l);
	if (l->status_fd >= 0)
		fx_syscall1(SYS_close, l->status_fd);
	l->status_fd = -1;
	if (needs_whole_table(l)) {
		l->whole_table = 1;
		l->not_before = 0;
		return 0;
	}
	if (!text_is_busy(l) || ++l->attempt >= ATTEMPTS)
		return 1;
	l->not_before = fx_now() + ((uint64_t)FIRST_DELAY_NS << (l->attempt - 1));
	return 0;
}

static void sleep_until(uint64_t when)
{
	struct timespec t = { (time_t)(when / 1000000000u), (long)(when % 1000000000u) };
	while (fx_syscall4(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, &t, 0) == -EINTR)
		;
}

void fx_launch_in_place(struct fx_launch *l)
{
	for (;;) {
		while (!fx_launch_prepare(l, FX_MODE_VFORK))
			fx_futex_wait(fx_guard_word(), l->guard_seq);
		uint64_t mask = fx_block_signals();
		int begun = fx_launch_begin(l, FX_MODE_VFORK) == 0;
		fx_restore_signals(mask);
		if (!begun || fx_launch_end(l))
			return;
		sleep_until(l->not_before);
		while ((l->slot = fx_slot_take()) < 0)
			sleep_until(fx_now() + FIRST_DELAY_NS);
	}
}

void fx_launch_free(struct fx_launch *l)
{
	if (l->plan && l->plan->cgroup_path && l->cgroup_fd >= 0)
		fx_syscall1(SYS_close, l->cgroup_fd);
	free(l->caller.cpus);
	free(l->env_block);
	free(l->place);
	free(l->mapper);
	free(l->plan);
	free(l);
}
