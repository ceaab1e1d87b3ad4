/* The end of a launch: whoever asked is told, and a child that runs is watched from here on. */
#include <signal.h>

#include "children.h"
#include "launch.h"
#include "lock.h"
#include "ops.gen.h"
#include "reaper.h"
#include "syscall.h"

/*
 * A short program is over by the time this thread hears of its exec: then its end is told together with its start, and the other
 * thread need not wake for it. A traced one may have ended without its tracer having heard of it.
 */
static int has_ended(struct fx_launch *l)
{
	struct fx_watch *w = l->watch;
	if ((l->plan->traits & FX_TRAIT_TRACE) || fx_reap(l->out.pidfd, 0, &w->exit) != 0)
		return 0;
	w->pid = l->out.pid;
	w->pidfd = l->out.pidfd;
	fx_children_reaped(w->pid, &w->exit);
	return 1;
}

/* A running child that nobody could be told the end of would become a zombie: better not to have started it. */
static void watch(struct fx_launch *l)
{
	long r = fx_watch_add(l->watch, l->out.pidfd);
	if (r == 0) {
		l->watch->pid = l->out.pid;
		l->watch->ours = 1;
		fx_children_add(l->place, l->out.pid);
		l->place = NULL;
		return;
	}
	fx_syscall4(SYS_pidfd_send_signal, l->out.pidfd, SIGKILL, 0, 0);
	struct fx_exit exit;
	fx_reap(l->out.pidfd, 1, &exit);
	fx_syscall1(SYS_close, l->out.pidfd);
	l->out = (struct fx_outcome){ .end = FX_END_CLONE, .pid = -1, .pidfd = -1, .call = FX_CLONE_EPOLL_CTL,
				      .err = (int)-r };
}

void fx_deliver(struct fx_launch *l)
{
	struct fx_owner *owner = l->event.owner;
	if (!owner) { /* a caller waits, and frees it: no word of it may be touched after `done` */
		uint32_t *done = &l->done;
		__atomic_store_n(done, 1, __ATOMIC_RELEASE);
		fx_futex_wake(done, 1);
		return;
	}
	int ended = l->out.end == FX_STARTED && has_ended(l);
	if (l->out.end == FX_STARTED && !ended)
		watch(l);
	struct fx_watch *w = l->watch;
	int started = l->out.end == FX_STARTED;
	l->watch = NULL;
	if (!fx_owner_post(owner, &l->event)) /* nobody left to be told; the child lives on and is reaped all the same */
		fx_launch_free(l);
	fx_owner_unref(owner);
	if (ended)
		fx_watch_post(w);
	else if (started)
		fx_watch_arm(w);
	else
		fx_watch_free(w);
}
