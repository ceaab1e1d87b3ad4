/* A trace as its three sides see it: the watcher's thread, the launcher's, and JavaScript's. Everything under one lock. */
#ifndef FX_TRACE_STATE_H
#define FX_TRACE_STATE_H

#include "lock.h"
#include "trace.h"

/* What the watcher is to do. */
enum order { PAUSE, WATCH, END };

struct fx_trace {
	struct fx_event event; /* first; its owner is referenced as long as the trace is there */
	struct fx_trace *next, *next_queued;
	uint32_t refs;
	uint32_t gone; /* futex: the watcher has closed what was opened */
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
struct fx_traces {
	uint32_t lock;
	struct fx_trace *all, *fresh, *queue, **queue_end;
};
extern struct fx_traces fx_traces;

/* All under the lock. */
void fx_trace_unref(struct fx_trace *t);
/* Tells the owner that there is something new. */
void fx_trace_post(struct fx_trace *t);
/* The launcher thread is to look at it. */
void fx_trace_enqueue(struct fx_trace *t);
void fx_trace_command(struct fx_trace *t, enum order order);
/* It is detached: now, or at its next stop. */
void fx_trace_give_up(struct fx_trace *t);

#endif
