/*
 * The watcher of a traced process: a thread in waitid(2), from before the clone to the end. See trace.c for what it must not do;
 * all that can be missing is got before the clone.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/wait.h>

#include "syscall.h"
#include "thread.h"
#include "trace_state.h"

#define P_PIDFD_ 3 /* Linux 5.4 */

static enum order pause_until(struct fx_trace *t)
{
	for (;;) {
		fx_lock(&fx_traces.lock);
		enum order order = t->order;
		struct pollfd p[2] = { { t->event_fd, POLLIN, 0 }, { t->pidfd, POLLIN, 0 } };
		fx_unlock(&fx_traces.lock);
		if (order != PAUSE)
			return order;
		long r = fx_syscall5(SYS_ppoll, p, 2, 0, 0, 0);
		if (r <= 0)
			continue;
		if (p[1].revents)
			return END; /* dead */
		uint64_t count;
		fx_syscall3(SYS_read, t->event_fd, &count, sizeof count);
	}
}

static void hand_over(struct fx_trace *t, int status)
{
	fx_lock(&fx_traces.lock);
	t->order = PAUSE;
	t->raw = status;
	t->new_stop = 1;
	fx_trace_enqueue(t);
	fx_unlock(&fx_traces.lock);
}

static void over(struct fx_trace *t)
{
	fx_lock(&fx_traces.lock);
	struct fx_trace **at = &fx_traces.all;
	while (*at != t)
		at = &(*at)->next;
	*at = t->next;
	t->stopped = 0;
	t->refusal = 0;
	t->stop.what = FX_TRACE_OVER;
	fx_syscall1(SYS_close, t->event_fd);
	if (t->pidfd >= 0)
		fx_syscall1(SYS_close, t->pidfd);
	t->event_fd = t->pidfd = -1;
	fx_trace_post(t);
	__atomic_store_n(&t->gone, 1, __ATOMIC_RELEASE);
	fx_futex_wake(&t->gone, 1);
	fx_trace_unref(t);
	fx_unlock(&fx_traces.lock);
}

static void *watcher(void *unused)
{
	(void)unused;
	fx_lock(&fx_traces.lock);
	struct fx_trace *t = fx_traces.fresh; /* any of them: there are as many threads */
	fx_traces.fresh = t->next_queued;
	fx_unlock(&fx_traces.lock);
	while (pause_until(t) == WATCH) {
		siginfo_t info;
		memset(&info, 0, sizeof info);
		long r = fx_syscall5(SYS_waitid, P_PIDFD_, t->pidfd, &info, WSTOPPED | __WALL, 0);
		if (r == -EINTR)
			continue;
		if (r < 0 || info.si_code != CLD_TRAPPED)
			break; /* dead; or no tracee any more: another of its threads has exec'd (ptrace(2), "execve(2) under ptrace") */
		hand_over(t, info.si_status);
	}
	over(t);
	return NULL;
}

/* The place of a descriptor is kept before the clone: after it, nothing may fail. */
static long open_descriptors(struct fx_trace *t)
{
	long fd = fx_syscall2(SYS_eventfd2, 0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (fd < 0)
		return fd;
	long second = fx_syscall3(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 3);
	if (second < 0) {
		fx_syscall1(SYS_close, fd);
		return second;
	}
	t->event_fd = (int)fd;
	return second;
}

long fx_trace_new(struct fx_launch *l, struct fx_owner *home)
{
	struct fx_trace *t = calloc(1, sizeof *t);
	if (!t)
		return -ENOMEM;
	t->pidfd = -1;
	long reserved = open_descriptors(t);
	if (reserved < 0) {
		free(t);
		return reserved;
	}
	fx_owner_ref(home);
	t->event = (struct fx_event){ .kind = FX_EVENT_TRACE, .owner = home };
	t->refs = 2; /* the watcher's, and the launch's */
	t->launch = l;
	fx_lock(&fx_traces.lock);
	long r = fx_thread_start(watcher); /* it waits for the lock */
	if (r < 0) {
		fx_syscall1(SYS_close, t->event_fd);
		fx_syscall1(SYS_close, reserved);
		t->refs = 1;
		fx_trace_unref(t);
	} else {
		t->next_queued = fx_traces.fresh;
		fx_traces.fresh = t;
		t->next = fx_traces.all;
		fx_traces.all = t;
		l->trace = t;
		l->trace_fd = (int)reserved;
	}
	fx_unlock(&fx_traces.lock);
	return r;
}

void fx_trace_begin(struct fx_launch *l, int cloned)
{
	struct fx_trace *t = l->trace;
	fx_lock(&fx_traces.lock);
	t->pidfd = l->trace_fd;
	if (cloned) {
		fx_syscall3(SYS_dup3, l->pidfd, t->pidfd, O_CLOEXEC); /* onto an open one: it cannot fail */
		t->pid = l->pid;
	}
	fx_trace_command(t, cloned ? WATCH : END);
	fx_unlock(&fx_traces.lock);
}

void fx_trace_launched(struct fx_launch *l, int started)
{
	struct fx_trace *t = l->trace;
	l->trace = NULL;
	/* Nothing may be left when a failure is told. The child is dead and reaped: its watcher waits for nobody. */
	while (!started && !__atomic_load_n(&t->gone, __ATOMIC_ACQUIRE))
		fx_futex_wait(&t->gone, 0);
	fx_lock(&fx_traces.lock);
	t->launch = NULL;
	t->started = started;
	fx_trace_unref(t);
	fx_unlock(&fx_traces.lock);
}
