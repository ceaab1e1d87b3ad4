/*
 * See caller.h. Our threads are SCHED_BATCH where the thread that made them is SCHED_OTHER: such a thread does not take the CPU
 * from one that is running when it is woken (sched(7)), so that a call that wakes the launcher returns before the launcher
 * runs, also where there is no other CPU free. Its children are made SCHED_OTHER again, with everything else that they would have
 * from the thread that asked: it may have been given another priority (setpriority(2), taskset(1), ionice(1) and os.setPriority
 * speak of one thread) since the launcher was started, or in a worker.
 */
#include <errno.h>
#include <linux/ioprio.h>
#include <stdlib.h>
#include <string.h>

#include "caller.h"
#include "launch.h"
#include "syscall.h"

enum { OTHER = 0, FIFO = 1, RR = 2, BATCH = 3, IDLE = 5, DEADLINE = 6 };

#define RESET_ON_FORK 1
#define MOST_CPU_BYTES 1024 /* 8192 CPUs: CONFIG_NR_CPUS has no more */

static struct fx_sched maker, launcher;

/* Of one turn. */
static struct {
	int tid, ioprio, own_ioprio;
	size_t bytes;
	unsigned char cpus[MOST_CPU_BYTES], own_cpus[MOST_CPU_BYTES];
} seen;

static int get(struct fx_sched *s)
{
	if (fx_syscall4(SYS_sched_getattr, 0, s, sizeof *s, 0) < 0)
		s->size = 0;
	if (s->size && (s->policy == FIFO || s->policy == RR)) /* has a niceness, too, for later, which is not told there */
		s->nice = 20 - (int)fx_syscall2(SYS_getpriority, 0 /* PRIO_PROCESS */, 0);
	return s->size != 0;
}

/* What sched_fork() of the kernel leaves of it. */
static void as_after_fork(struct fx_sched *s)
{
	int reset = (s->flags & RESET_ON_FORK) != 0;
	s->flags = 0;
	if (reset && (s->policy == FIFO || s->policy == RR || s->policy == DEADLINE))
		*s = (struct fx_sched){ .size = s->size, .policy = OTHER };
	if (reset && s->nice < 0)
		s->nice = 0;
	if (s->policy == DEADLINE) /* cannot fork at all */
		s->size = 0;
}

void fx_caller_read(struct fx_caller *c)
{
	const struct fx_kernel *k = fx_kernel_if_known();
	c->tid = (int)fx_syscall0(SYS_gettid);
	c->ioprio = -1;
	if (k && k->sched && get(&c->sched))
		as_after_fork(&c->sched);
	else
		c->sched.size = 0;
}

/* The higher, the sooner it runs. */
static int rank(const struct fx_sched *s)
{
	if (s->policy == FIFO || s->policy == RR)
		return 100 + (int)s->priority;
	return s->policy == IDLE ? -100 : -s->nice;
}

int fx_caller_outranks(const struct fx_caller *c)
{
	return c->sched.size && maker.size && rank(&c->sched) > rank(&maker);
}

void fx_caller_give_way(void)
{
	struct fx_sched s;
	const struct fx_kernel *k = fx_kernel_if_known();
	if (!k || !k->sched || !get(&s) || s.policy != OTHER)
		return;
	s.policy = BATCH;
	fx_syscall3(SYS_sched_setattr, 0, &s, 0); /* if not, we are as fast as before */
}

void fx_caller_note_maker(void)
{
	struct fx_caller c;
	fx_caller_read(&c);
	maker = c.sched;
}

void fx_caller_note_launcher(void)
{
	if (!get(&launcher))
		launcher.size = 0;
	launcher.flags = 0;
}

void fx_caller_turn(void) { seen.tid = 0; }

static void look_at(int tid)
{
	long theirs = fx_syscall3(SYS_sched_getaffinity, tid, sizeof seen.cpus, seen.cpus);
	long own = fx_syscall3(SYS_sched_getaffinity, 0, sizeof seen.own_cpus, seen.own_cpus);
	seen.tid = tid;
	seen.bytes = theirs > 0 && own == theirs ? (size_t)own : 0; /* a worker may be gone already: then the child has ours */
	seen.ioprio = (int)fx_syscall2(SYS_ioprio_get, IOPRIO_WHO_PROCESS, tid);
	seen.own_ioprio = (int)fx_syscall2(SYS_ioprio_get, IOPRIO_WHO_PROCESS, 0);
}

/* Where none was set, the kernel tells, since 5.18, what follows from the niceness: that follows in the child by itself. */
static int is_unset(int ioprio, const struct fx_sched *s)
{
	int class = IOPRIO_PRIO_CLASS(ioprio);
	return class == IOPRIO_CLASS_NONE ||
	       (s->size && class == IOPRIO_CLASS_BE && (int)IOPRIO_PRIO_DATA(ioprio) == (s->nice + 20) / 5);
}

static int ioprio_of(const struct fx_sched *s)
{
	if (seen.ioprio < 0 || seen.own_ioprio < 0 || seen.ioprio == seen.own_ioprio)
		return -1;
	if (!is_unset(seen.ioprio, s))
		return seen.ioprio;
	return is_unset(seen.own_ioprio, &launcher) ? -1 : 0; /* none */
}

static long compare(struct fx_caller *c)
{
	if (!fx_kernel()->sched) {
		c->sched.size = 0;
		return 0;
	}
	if (seen.tid != c->tid)
		look_at(c->tid);
	c->ioprio = ioprio_of(&c->sched);
	if (c->sched.size && !memcmp(&c->sched, &launcher, sizeof launcher))
		c->sched.size = 0;
	if (c->cpus || !seen.bytes || !memcmp(seen.cpus, seen.own_cpus, seen.bytes))
		return 0;
	c->cpus = malloc(seen.bytes);
	if (!c->cpus)
		return -ENOMEM;
	c->cpu_bytes = seen.bytes;
	memcpy(c->cpus, seen.cpus, seen.bytes);
	return 0;
}

static long take_on(struct fx_caller *c)
{
	c->by_clone = 0;
	if (!fx_caller_outranks(c))
		return 0;
	long r = fx_set_sched(&c->sched);
	c->by_clone = r == 0;
	return r;
}

int fx_caller_see(struct fx_launch *l)
{
	l->caller.by_clone = 0;
	if (!l->by_launcher)
		return 0;
	enum fx_clone_call call = FX_CLONE_MALLOC;
	long r = compare(&l->caller);
	if (r == 0) {
		call = FX_CLONE_SCHED_SETATTR;
		r = take_on(&l->caller);
	}
	if (r < 0)
		l->out = (struct fx_outcome){ .end = FX_END_CLONE, .pid = -1, .pidfd = -1, .call = call, .err = (int)-r };
	return r < 0 ? -1 : 0;
}

/* Downwards, which needs no privilege. */
void fx_caller_let_go(const struct fx_caller *c)
{
	if (c->by_clone)
		fx_set_sched(&launcher);
}
