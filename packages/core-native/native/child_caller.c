/* The child takes on what it would have from the thread that asked for it. The rules of child.c hold here as well. */
#include "caller.h"
#include "syscall.h"

enum { OTHER = 0, BATCH = 3 };

/* Niceness is taken from the structure with two policies only, and kept with the others (sched_setattr(2); kernel/sched/syscalls.c). */
long fx_set_sched(const struct fx_sched *s)
{
	if (s->policy != OTHER && s->policy != BATCH) {
		struct fx_sched nice;
		nice.size = sizeof nice;
		nice.policy = BATCH;
		nice.flags = 0;
		nice.nice = s->nice;
		nice.priority = 0;
		nice.runtime = nice.deadline = nice.period = 0;
		long r = fx_syscall3(SYS_sched_setattr, 0, &nice, 0);
		if (r < 0)
			return r;
	}
	return fx_syscall3(SYS_sched_setattr, 0, s, 0);
}

long fx_child_as_caller(const struct fx_caller *c, uint32_t *call)
{
	long r = 0;
	*call = FX_CALLER_SCHED_SETAFFINITY; /* first: a deadline would bind it to all CPUs */
	if (c->cpus && (r = fx_syscall3(SYS_sched_setaffinity, 0, c->cpu_bytes, c->cpus)) < 0)
		return r;
	*call = FX_CALLER_SCHED_SETATTR;
	if (c->sched.size && !c->by_clone && (r = fx_set_sched(&c->sched)) < 0)
		return r;
	*call = FX_CALLER_IOPRIO_SET;
	if (c->ioprio >= 0)
		r = fx_syscall3(SYS_ioprio_set, 1 /* IOPRIO_WHO_PROCESS */, 0, c->ioprio);
	return r;
}
