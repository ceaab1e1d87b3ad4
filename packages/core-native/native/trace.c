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
#include <signal.h>
#include <string.h>

#include "child.h"
#include "syscall.h"
#include "trace_state.h"
#include "trace_stop.h"

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
	fx_trace_command(t, WATCH);
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
	if (r == -ESRCH) { /* killed meanwhile: the watcher finds out */
		fx_trace_command(t, WATCH);
		return;
	}
	t->stopped = 1;
	t->refusal = (int)-r; /* it is stopped, but for what is not to be read: a filter, or an emulator */
	if (t->abandoned || fx_owner_is_closed(t->event.owner))
		fx_trace_give_up(t);
	else
		fx_trace_post(t);
}

static void perform(struct fx_trace *t)
{
	enum fx_trace_request_kind request = t->request;
	t->request = FX_TRACE_NO_REQUEST;
	long r = fx_ptrace_request(t->pid, request, t->signal);
	if (r < 0 && r != -ESRCH) {
		t->stopped = 1;
		t->refusal = (int)-r;
		fx_trace_post(t);
		return;
	}
	fx_trace_command(t, r == 0 && request == FX_TRACE_DETACH ? END : WATCH); /* ESRCH: dead, which waitid will say */
}

void fx_trace_turn(void)
{
	if (!__atomic_load_n(&fx_traces.queue, __ATOMIC_ACQUIRE))
		return;
	fx_lock(&fx_traces.lock);
	struct fx_trace *t;
	while ((t = fx_traces.queue)) {
		fx_traces.queue = t->next_queued;
		if (!fx_traces.queue)
			fx_traces.queue_end = &fx_traces.queue;
		t->queued = 0;
		if (t->stop.what != FX_TRACE_OVER) {
			if (t->new_stop)
				look(t);
			if (t->request)
				perform(t);
		}
		fx_trace_unref(t);
	}
	fx_unlock(&fx_traces.lock);
}

struct fx_trace *fx_trace_open(int pid, struct fx_owner *owner, uint32_t id)
{
	fx_lock(&fx_traces.lock);
	struct fx_trace *t = fx_traces.all;
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
			fx_trace_post(t);
	}
	fx_unlock(&fx_traces.lock);
	return t;
}

long fx_trace_request(struct fx_trace *t, enum fx_trace_request_kind request, int signal)
{
	fx_lock(&fx_traces.lock);
	long r = t->stopped ? 0 : -ESRCH;
	if (r == 0) {
		t->stopped = 0;
		t->request = request;
		t->signal = signal;
		fx_trace_enqueue(t);
	}
	fx_unlock(&fx_traces.lock);
	return r;
}

void fx_trace_abandon(struct fx_trace *t)
{
	fx_lock(&fx_traces.lock);
	fx_trace_give_up(t);
	fx_unlock(&fx_traces.lock);
}

void fx_trace_close(struct fx_trace *t)
{
	fx_lock(&fx_traces.lock);
	fx_trace_give_up(t);
	fx_trace_unref(t);
	fx_unlock(&fx_traces.lock);
}

void fx_trace_leave(struct fx_owner *owner)
{
	fx_lock(&fx_traces.lock);
	for (struct fx_trace *t = fx_traces.all; t; t = t->next)
		if (t->event.owner == owner)
			fx_trace_give_up(t);
	fx_unlock(&fx_traces.lock);
}

void fx_trace_take(struct fx_event *e, struct fx_stop *stop)
{
	struct fx_trace *t = (struct fx_trace *)e;
	fx_lock(&fx_traces.lock);
	*stop = t->stop;
	if (t->refusal) {
		stop->what = FX_TRACE_REFUSED;
		stop->number = t->refusal;
	} else if (!t->stopped && t->stop.what != FX_TRACE_OVER) {
		stop->what = FX_TRACE_NOTHING; /* it goes on already, to be detached */
	}
	t->posted = 0;
	fx_trace_unref(t);
	fx_unlock(&fx_traces.lock);
}
