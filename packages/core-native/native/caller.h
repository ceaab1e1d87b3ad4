/*
 * What a process has from the thread that made it: how it is scheduled, on which CPUs, and its I/O priority (sched(7),
 * ioprio_set(2)). Ours are made by the launcher thread, and have it from the thread that asked.
 */
#ifndef FX_CALLER_H
#define FX_CALLER_H

#include <stddef.h>
#include <stdint.h>

struct fx_sched { /* struct sched_attr, sched_setattr(2), in its first version */
	uint32_t size, policy;
	uint64_t flags;
	int32_t nice;
	uint32_t priority;
	uint64_t runtime, deadline, period;
};

struct fx_caller {
	int tid;
	struct fx_sched sched; /* `size` 0: not to be had, or nothing to do */
	/* where the launcher's differ */
	int by_clone; /* the launcher was scheduled so when it made the child */
	void *cpus; /* ours to free, or NULL */
	size_t cpu_bytes;
	int ioprio; /* or -1 */
};

enum fx_caller_call { FX_CALLER_SCHED_SETATTR, FX_CALLER_SCHED_SETAFFINITY, FX_CALLER_IOPRIO_SET };

/* On the thread that asks. */
void fx_caller_read(struct fx_caller *c);

/* Whether a process of the launcher's could not have that without a privilege: it is scheduled behind the caller. */
int fx_caller_outranks(const struct fx_caller *c);

/* On one of our threads, as it begins: it does not take the CPU from the thread that wakes it. */
void fx_caller_give_way(void);

/* On the thread that is to be the launcher's maker; then on the launcher, as it begins and in each of its turns. */
void fx_caller_note_maker(void);
void fx_caller_note_launcher(void);
void fx_caller_turn(void);
/*
 * Before a clone: on the launcher, leaves in the launch what the child has to change, and is scheduled as a caller who outranks it, which
 * a child in a user namespace of its own has not the privilege for. Nothing on a thread that makes its child itself. 0, or -1 with
 * `out` filled. Then, whatever became of it, let_go.
 */
struct fx_launch;
int fx_caller_see(struct fx_launch *l);
void fx_caller_let_go(const struct fx_caller *c);

/* child_caller.c, in the child: 0, or a negated errno of an enum fx_caller_call. */
long fx_set_sched(const struct fx_sched *s);
long fx_child_as_caller(const struct fx_caller *c, uint32_t *call);

#endif
