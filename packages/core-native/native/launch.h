/* A launch: from a checked plan to a running program, or to the one reason why not. */
#ifndef FX_LAUNCH_H
#define FX_LAUNCH_H

#include <stdint.h>

#include "caller.h"
#include "child.h"
#include "owner.h"
#include "plan.h"

/* How the child is made. FX_MODE_VFORK and FX_MODE_VM share our memory; FX_MODE_FORK copies it (page tables and all). */
enum fx_mode { FX_MODE_VFORK, FX_MODE_VM, FX_MODE_FORK };

/* Where it ended. The numbers are src/launch.ts's too. */
enum fx_end {
	FX_STARTED = 0,
	FX_END_CLONE,   /* before there was a child: `call` is one of enum fx_clone_call */
	FX_END_PARENT,  /* parent step `step` */
	FX_END_CHILD,   /* child step `step` */
	FX_END_PREPARE, /* the child, before its first step: `call` is one of enum fx_prepare_call */
	FX_END_KILLED,  /* by signal `err`, while it did child step `step` */
	FX_END_LOST,    /* it ended itself because it saw no parent, or its end left no trace */
	FX_END_PROGRAM, /* the program of parent step `step`: `err` is its exit status, or FX_BY_SIGNAL and the signal */
};

#define FX_BY_SIGNAL 0x100

enum fx_clone_call {
	FX_CLONE_CLONE = 0,
	FX_CLONE_CLONE3,
	FX_CLONE_PIDFD_OPEN,
	FX_CLONE_PIPE2,
	FX_CLONE_MMAP,
	FX_CLONE_PTHREAD_CREATE,
	FX_CLONE_MALLOC,
	FX_CLONE_EPOLL_CTL,
	FX_CLONE_WAITID,
	FX_CLONE_OPEN, /* of the cgroup's directory */
	FX_CLONE_EVENTFD2,
	FX_CLONE_EPOLL_CREATE1,
	FX_CLONE_SCHED_SETATTR, /* of the launcher, for a caller who outranks it: caller.h */
};

struct fx_outcome {
	enum fx_end end;
	int pid, pidfd;
	uint32_t step, call;
	int err;
};

struct fx_watch;
struct fx_place;
struct fx_mapper;
struct fx_trace;

struct fx_launch {
	struct fx_event event; /* first: what the owner gets back when it is over */
	struct fx_launch *next;
	struct fx_plan *plan;
	char *const *env;
	void *env_block; /* a copy of the environment, ours to free, or NULL */
	struct fx_outcome out;
	struct fx_watch *watch; /* to arm once the program runs, or NULL */
	struct fx_place *place; /* in the list of our children, once it is one */
	int cgroup_fd;          /* the plan's, or one of ours to close, or -1 */
	struct fx_mapper *mapper; /* where a parent step starts a program, or NULL: newidmap.h */
	struct fx_caller caller; /* the thread that asked */
	struct fx_owner *home;  /* the environment that asked: a traced child belongs to it */
	uint32_t done;          /* futex of a caller who waits, when there is no owner */

	/* in flight */
	struct fx_child child;
	enum fx_mode mode;
	int slot, pid, pidfd, status_fd;
	int held, mapped, guarded, blocking, abandoned;
	struct fx_trace *trace; /* of a child with FX_TRAIT_TRACE */
	int trace_fd;           /* where its pidfd goes */
	int waits;  /* for the guard, whose word was `guard_seq` */
	int by_launcher; /* its thread makes the child, not the caller's */
	int late;   /* guarded only once the child has its maps */
	int coming; /* not at its hold yet */
	int joins;  /* a cgroup, by its number written there while it waits */
	int first;  /* the child does what stands before its hold before the parent does anything */
	int whole_table; /* tried with a part of our descriptors, and failed at a file: once more with all */
	uint32_t guard_seq;
	unsigned attempt;
	uint64_t not_before; /* CLOCK_MONOTONIC, ns: when to try again */
};

/* One process-wide answer for each, found out at the first launch: kernel.c */
struct fx_kernel {
	int shares_memory; /* CLONE_VM is honoured */
	int clone_pidfd;   /* 5.2 */
	int clone3;        /* 5.3, and no filter in front */
	int waitv;         /* futex_waitv, 5.16 */
	int shares_table;  /* a child can share our table of descriptors until it has one of its own */
	int sched;         /* sched_setattr (3.14) and its like may be called: no filter kills or refuses us */
	int close_range;   /* with CLOSE_RANGE_CLOEXEC, 5.11 */
	int waitid_error;  /* why waitid(P_PIDFD) (5.4) cannot be used, or 0: then no child could ever be reaped */
	int core_kills_parent; /* < 5.16: a VM child that dumps core takes us with it (kernel.md, trap A) */
	enum fx_mode mode;     /* FX_MODE_VFORK: whatever fits best */
	int forced;
	int self_fd; /* a pidfd of this process, or -1 */
};
const struct fx_kernel *fx_kernel(void);
const struct fx_kernel *fx_kernel_if_known(void);

/* clone.c: makes the child. 0, or -1 with `out` filled. Signals must be blocked by the caller. */
int fx_clone(struct fx_launch *l, enum fx_mode mode);

/* outcome.c: fills `out` of a launch that is over, and reaps a child that has not come to its program. */
void fx_outcome(struct fx_launch *l);

/*
 * parent.c: the parent's steps for a child that waits; 0, or -1 with `out` filled. `alone`: each step that writes waits for
 * the guard and keeps guarded launches away while it does (guard.h).
 */
int fx_parent_steps(struct fx_launch *l, int alone);

/*
 * launch.c: the stations of one launch. `prepare` and `release` may find that the guard is in the way: then they return 0
 * and are called again when its word is no longer `guard_seq`.
 */
enum fx_mode fx_launch_mode(const struct fx_launch *l, int in_place);
int fx_launch_fits_in_place(const struct fx_launch *l);
void fx_launch_in_place(struct fx_launch *l);
int fx_launch_prepare(struct fx_launch *l, enum fx_mode mode);
int fx_launch_begin(struct fx_launch *l, enum fx_mode mode); /* 0: in flight; -1: over */
int fx_launch_release(struct fx_launch *l); /* the parent's steps, and the word to go on; -1: the child is not there yet */
int fx_launch_is_over(struct fx_launch *l);
int fx_launch_end(struct fx_launch *l); /* 1: over, `out` is true; 0: to be tried again at `not_before` */
void fx_launch_free(struct fx_launch *l);

/* deliver.c: tells whoever asked. The launch is not the caller's any more. */
void fx_deliver(struct fx_launch *l);

/* launcher.c: the thread. 0, or a negated errno when there is none to be had. */
long fx_launcher_submit(struct fx_launch *l);
/* Has it look again at what is in flight. From any thread. In launcher_sleep.c. */
void fx_launcher_ring(void);
/* Once it is, what was noted of its maker is there to be read (caller.h). */
int fx_launcher_is_running(void);
/* Its eventfd, or -1. */
int fx_launcher_fd(void);

uint64_t fx_now(void);

#endif
