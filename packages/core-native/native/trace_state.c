/* See trace_state.h. */
#include "trace_state.h"

#include <stdlib.h>

#include "syscall.h"

struct fx_traces fx_traces = { .queue_end = &fx_traces.queue };

void fx_trace_unref(struct fx_trace *t)
{
	if (--t->refs)
		return;
	fx_owner_unref(t->event.owner);
	free(t);
}

void fx_trace_post(struct fx_trace *t)
{
	if (!t->told || t->posted)
		return; /* what is waiting to be taken tells of the state as it is then */
	t->posted = fx_owner_post(t->event.owner, &t->event);
	t->refs += t->posted;
}

void fx_trace_enqueue(struct fx_trace *t)
{
	if (t->queued)
		return;
	t->queued = 1;
	t->refs++;
	t->next_queued = NULL;
	*fx_traces.queue_end = t;
	fx_traces.queue_end = &t->next_queued;
	fx_launcher_ring();
}

void fx_trace_command(struct fx_trace *t, enum order order)
{
	uint64_t one = 1;
	t->order = order;
	if (t->event_fd >= 0)
		fx_syscall3(SYS_write, t->event_fd, &one, sizeof one);
}

/* The signal that it would have got if it were not traced. */
static int pending_signal(const struct fx_trace *t) { return t->stop.what == FX_TRACE_SIGNAL ? (int)t->stop.number : 0; }

void fx_trace_give_up(struct fx_trace *t)
{
	t->abandoned = 1;
	if (!t->stopped)
		return; /* at its next stop */
	t->stopped = 0;
	t->request = FX_TRACE_DETACH;
	t->signal = pending_signal(t);
	fx_trace_enqueue(t);
}

int fx_trace_fd(const struct fx_trace *t) { return t ? t->event_fd : -1; }
