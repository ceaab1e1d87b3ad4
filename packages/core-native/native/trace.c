/*
 * See trace.h. A ptrace stop makes no pidfd readable, and SIGCHLD is not ours: so each tracee has a watcher, a thread that
 * sleeps in waitid(P_PIDFD, WSTOPPED), for any thread of the tracer's process may wait. It hands each stop to the launcher
 * thread, the only one whose requests the kernel takes. Without WEXITED it never takes the end of the process, which is the
 * reaper's; it gets ECHILD then.
 *
 * Dangers. A tracee that nobody resumes is stopped for ever: so every way to lose interest (the object collected, its
 * environment ended, also while the launch is on its way) leads to a detach. It can be killed while it is stopped, with no
 * stop to follow: so a watcher that has handed out a stop waits for the pidfd, and for the word that it goes on. After a
 * detach it must not be in waitid, where it would take the job-control stops that are somebody else's to see. And a child that
 * gets a signal between `traceMe` and its exec stops too, where no one knows of it yet: it is sent on from here.
 */
#include "trace.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/wait.h>

#include "child.h"
#include "lock.h"
#include "syscall.h"
#include "thread.h"
#include "trace_stop.h"

#define P_PIDFD_ 3 /* Linux 5.4 */

enum order { PAUSE, WATCH, END };

struct fx_trace {
	struct fx_event event; /* first; its owner is referenced as long as the trace is there */
	struct fx_trace *next, *next_queued;
	uint32_t refs;
	struct fx_launch *launch; /* on its way, or NULL */
	int pid, pidfd, event_fd; /* the watcher's own descriptors */
	enum order order;         /* what the watcher is to do; the eventfd tells of a change */
	int started, told, posted, queued, abandoned, has_options;
	int raw, new_stop;   /* what the watcher saw, for the launcher thread */
	int stopped;         /* in `stop`, with no request on its way */
	struct fx_stop stop; /* the last one; `what` REFUSED: see `refusal` */
	int refusal;
	enum fx_trace_request_kind request;
	int signal;
};

/* One lock for all: tracing is rare, and what is done under it is short. Taken before an owner's. */
static struct {
	uint32_t lock;
	struct fx_trace *all, *fresh, *queue, **queue_end;
} T = { .queue_end = &T.queue };

static void unref(struct fx_trace *t)
{
	if (--t->refs)
		return;
	fx_owner_unref(t->event.owner);
	free(t);
}

static void post(struct fx_trace *t)
{
	if (!t->told || t->posted)
		return; /* what is waiting to be taken tells of the state as it is then */
	t->posted = fx_owner_post(t->event.owner, &t->event);
	t->refs += t->posted;
}

static void enqueue(struct fx_trace *t)
{
	if (t->queued)
		return;
	t->queued = 1;
	t->refs++;
	t->next_queued = NULL;
	*T.queue_end = t;
	T.queue_end = &t->next_queued;
	fx_launcher_ring();
}

static void command(struct fx_trace *t, enum order order)
{
	uint64_t one = 1;
	t->order = order;
	if (t->event_fd >= 0)
		fx_syscall3(SYS_write, t->event_fd, &one, sizeof one);
}

/* The signal that it would have got if it were not traced. */
static int pending_signal(const struct fx_trace *t) { return t->stop.what == FX_TRACE_SIGNAL ? (int)t->stop.number : 0; }

static void abandon(struct fx_trace *t)
{
	t->abandoned = 1;
	if (!t->stopped)
		return; /* at its next stop */
	t->stopped = 0;
	t->request = FX_TRACE_DETACH;
	t->signal = pending_signal(t);
	enqueue(t);
}

/* ---- the watcher's thread ---- */

static enum order pause_until(struct fx_trace *t)
{
	for (;;) {
		fx_lock(&T.lock);
		enum order order = t->order;
		struct pollfd p[2] = { { t->event_fd, POLLIN, 0 }, { t->pidfd, POLLIN, 0 } };
		fx_unlock(&T.lock);
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
	fx_lock(&T.lock);
	t->order = PAUSE;
	t->raw = status;
	t->new_stop = 1;
	enqueue(t);
	fx_unlock(&T.lock);
}

static void over(struct fx_trace *t)
{
	fx_lock(&T.lock);
	struct fx_trace **at = &T.all;
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
	post(t);
	unref(t);
	fx_unlock(&T.lock);
}

static void *watcher(void *unused)
{
	(void)unused;
	fx_lock(&T.lock);
	struct fx_trace *t = T.fresh; /* any of them: there are as many threads */
	T.fresh = t->next_queued;
	fx_unlock(&T.lock);
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

/* ---- the launcher's thread ---- */

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
	fx_lock(&T.lock);
	long r = fx_thread_start(watcher); /* it waits for the lock */
	if (r < 0) {
		fx_syscall1(SYS_close, t->event_fd);
		fx_syscall1(SYS_close, reserved);
		t->refs = 1;
		unref(t);
	} else {
		t->next_queued = T.fresh;
		T.fresh = t;
		t->next = T.all;
		T.all = t;
		l->trace = t;
		l->trace_fd = (int)reserved;
	}
	fx_unlock(&T.lock);
	return r;
}

void fx_trace_begin(struct fx_launch *l, int cloned)
{
	struct fx_trace *t = l->trace;
	fx_lock(&T.lock);
	t->pidfd = l->trace_fd;
	if (cloned) {
		fx_syscall3(SYS_dup3, l->pidfd, t->pidfd, O_CLOEXEC); /* onto an open one: it cannot fail */
		t->pid = l->pid;
	}
	command(t, cloned ? WATCH : END);
	fx_unlock(&T.lock);
}

void fx_trace_launched(struct fx_launch *l, int started)
{
	struct fx_trace *t = l->trace;
	l->trace = NULL;
	fx_lock(&T.lock);
	t->launch = NULL;
	t->started = started;
	unref(t);
	fx_unlock(&T.lock);
}

/* Whether its program runs. Where the word cannot tell, the first exec is known by its signal: others come with an event. */
static int has_execed(const struct fx_trace *t)
{
	const struct fx_launch *l = t->launch;
	if (!l || t->has_options)
		return !l || t->raw >> 8;
	if (l->status_fd < 0)
		return __atomic_load_n(&l->child.shared->alive, __ATOMIC_ACQUIRE) == 0;
	return __atomic_load_n(&l->child.shared->state, __ATOMIC_ACQUIRE) == FX_STATE_READY &&
	       fx_ptrace_is_bare_exec(t->pid, t->raw);
}

/* On its way to the exec: as if it were not traced. A stop has to wait: what is being started stops in a moment anyway. */
static void pass_on(struct fx_trace *t)
{
	struct fx_stop stop;
	int signal = fx_ptrace_read(t->pid, t->raw, &stop) == 0 && stop.what == FX_TRACE_SIGNAL ? (int)stop.number : 0;
	fx_ptrace_request(t->pid, FX_TRACE_CONT, signal); /* ESRCH: killed, as the launch will see */
	command(t, WATCH);
}

static void look(struct fx_trace *t)
{
	t->new_stop = 0;
	int first = !t->has_options, execed = has_execed(t);
	long r = first ? fx_ptrace_set_options(t->pid) : 0;
	t->has_options = 1;
	if (!execed) {
		pass_on(t);
		return;
	}
	int bare = first && t->raw == SIGTRAP;
	memset(&t->stop, 0, sizeof t->stop);
	if (bare)
		t->stop.what = FX_TRACE_EXEC;
	else if (r == 0)
		r = fx_ptrace_read(t->pid, t->raw, &t->stop);
	if (r < 0) { /* killed meanwhile: the watcher finds out */
		command(t, WATCH);
		return;
	}
	t->stopped = 1;
	t->refusal = 0;
	if (t->abandoned || fx_owner_is_closed(t->event.owner))
		abandon(t);
	else
		post(t);
}

static void perform(struct fx_trace *t)
{
	enum fx_trace_request_kind request = t->request;
	t->request = FX_TRACE_NO_REQUEST;
	long r = fx_ptrace_request(t->pid, request, t->signal);
	if (r < 0 && r != -ESRCH) {
		t->stopped = 1;
		t->refusal = (int)-r;
		post(t);
		return;
	}
	command(t, r == 0 && request == FX_TRACE_DETACH ? END : WATCH); /* ESRCH: dead, which waitid will say */
}

void fx_trace_turn(void)
{
	if (!__atomic_load_n(&T.queue, __ATOMIC_ACQUIRE))
		return;
	fx_lock(&T.lock);
	struct fx_trace *t;
	while ((t = T.queue)) {
		T.queue = t->next_queued;
		if (!T.queue)
			T.queue_end = &T.queue;
		t->queued = 0;
		if (t->stop.what != FX_TRACE_OVER) {
			if (t->new_stop)
				look(t);
			if (t->request)
				perform(t);
		}
		unref(t);
	}
	fx_unlock(&T.lock);
}

/* ---- JavaScript's threads ---- */

struct fx_trace *fx_trace_open(int pid, struct fx_owner *owner, uint32_t id)
{
	fx_lock(&T.lock);
	struct fx_trace *t = T.all;
	while (t && (t->pid != pid || !t->started || t->told || t->abandoned ||
		     fx_syscall4(SYS_pidfd_send_signal, t->pidfd, 0, 0, 0) == -ESRCH))
		t = t->next;
	if (t) {
		t->refs++;
		fx_owner_ref(owner);
		fx_owner_unref(t->event.owner);
		t->event.owner = owner;
		t->event.id = id;
		t->told = 1;
		if (t->stopped)
			post(t);
	}
	fx_unlock(&T.lock);
	return t;
}

long fx_trace_request(struct fx_trace *t, enum fx_trace_request_kind request, int signal)
{
	fx_lock(&T.lock);
	long r = t->stopped ? 0 : -ESRCH;
	if (r == 0) {
		t->stopped = 0;
		t->request = request;
		t->signal = signal;
		enqueue(t);
	}
	fx_unlock(&T.lock);
	return r;
}

void fx_trace_abandon(struct fx_trace *t)
{
	fx_lock(&T.lock);
	abandon(t);
	fx_unlock(&T.lock);
}

void fx_trace_close(struct fx_trace *t)
{
	fx_lock(&T.lock);
	abandon(t);
	unref(t);
	fx_unlock(&T.lock);
}

void fx_trace_leave(struct fx_owner *owner)
{
	fx_lock(&T.lock);
	for (struct fx_trace *t = T.all; t; t = t->next)
		if (t->event.owner == owner)
			abandon(t);
	fx_unlock(&T.lock);
}

void fx_trace_take(struct fx_event *e, struct fx_stop *stop)
{
	struct fx_trace *t = (struct fx_trace *)e;
	fx_lock(&T.lock);
	*stop = t->stop;
	if (t->refusal) {
		stop->what = FX_TRACE_REFUSED;
		stop->number = t->refusal;
	} else if (!t->stopped && t->stop.what != FX_TRACE_OVER) {
		stop->what = FX_TRACE_NOTHING; /* it goes on already, to be detached */
	}
	t->posted = 0;
	unref(t);
	fx_unlock(&T.lock);
}
