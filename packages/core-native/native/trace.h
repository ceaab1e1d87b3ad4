/*
 * Traced children (ptrace(2)): what they stop for, and the word to go on. A child with a `traceMe` step is the launcher
 * thread's tracee; all ptrace requests come from there, whoever asks.
 */
#ifndef FX_TRACE_H
#define FX_TRACE_H

#include <stdint.h>

#include "launch.h"
#include "owner.h"

/* What an event tells. The numbers are src/native.ts's too. */
enum fx_trace_what {
	FX_TRACE_NOTHING = 0,
	FX_TRACE_OVER,       /* it has ended, or is traced no more: the last event */
	FX_TRACE_EXEC,
	FX_TRACE_SIGNAL,     /* `number`: the signal that is about to be delivered */
	FX_TRACE_GROUP_STOP, /* `number`: the signal that has stopped it */
	FX_TRACE_ENTER,      /* `number`: of the system call; `words`: its six arguments */
	FX_TRACE_EXIT,       /* `number`: of the system call; `words`: its result, and whether that is an error */
	FX_TRACE_REFUSED,    /* the request failed with errno `number`; it is still in the same stop */
};

struct fx_stop {
	enum fx_trace_what what;
	int64_t number;
	uint32_t arch; /* AUDIT_ARCH_*, of a system call */
	uint64_t words[6];
};

enum fx_trace_request_kind { FX_TRACE_NO_REQUEST = 0, FX_TRACE_CONT, FX_TRACE_SYSCALL, FX_TRACE_STEP, FX_TRACE_DETACH };

struct fx_trace;

/*
 * For the launcher thread. Before the clone: all that a trace needs, its thread included; a negated errno where something is
 * not to be had. `home`: whose end is its end, too.
 */
long fx_trace_new(struct fx_launch *l, struct fx_owner *home);
/* The watcher's eventfd, or -1 for no trace. */
int fx_trace_fd(const struct fx_trace *t);
/* After the clone, failed or not; and when the launch is over, where `l` lets go of it. */
void fx_trace_begin(struct fx_launch *l, int cloned);
void fx_trace_launched(struct fx_launch *l, int started);
/* Looks at new stops and does what was asked for. */
void fx_trace_turn(void);

/*
 * For JavaScript threads. The trace of a running process, with a reference, from now on told to `owner` under `id`; NULL where
 * it is not traced, or told to somebody else.
 */
struct fx_trace *fx_trace_open(int pid, struct fx_owner *owner, uint32_t id);
/* 0, or -ESRCH when it is in no stop. */
long fx_trace_request(struct fx_trace *t, enum fx_trace_request_kind request, int signal);
/* Nobody is interested any more: it is detached now, or at its next stop. */
void fx_trace_abandon(struct fx_trace *t);
/* The same, and takes the reference. */
void fx_trace_close(struct fx_trace *t);
/* The same for all that belong to an environment that ends. To be called once the owner is closed. */
void fx_trace_leave(struct fx_owner *owner);

/* The event as it is now; `e` goes back to its trace. */
void fx_trace_take(struct fx_event *e, struct fx_stop *stop);

#endif
