/* See requests.h: the door between the glue and the core, where memory is allocated and launches choose their way. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "children.h"
#include "exec_self.h"
#include "lock.h"
#include "newidmap.h"
#include "ops.gen.h"
#include "requests.h"
#include "slots.h"
#include "syscall.h"

static struct fx_launch *new_launch(const void *wire, size_t size, struct fx_refusal *why)
{
	struct fx_launch *l = calloc(1, sizeof *l);
	if (!l) {
		why->why = NULL;
		return NULL;
	}
	l->plan = fx_decode(wire, size, malloc, free, why);
	l->place = l->plan ? calloc(1, sizeof *l->place) : NULL;
	int mapper = l->place && l->plan->starts_programs;
	if (mapper)
		l->mapper = calloc(1, sizeof *l->mapper);
	if (!l->place || (mapper && !l->mapper)) {
		if (l->plan)
			why->why = NULL;
		fx_launch_free(l);
		return NULL;
	}
	l->env = environ;
	l->slot = l->status_fd = l->pidfd = -1;
	l->cgroup_fd = l->plan->cgroup_fd;
	return l;
}

/* Before the clone, and an error of its own: not a step of any plan. */
static void fail(struct fx_launch *l, enum fx_clone_call call, long r)
{
	l->out = (struct fx_outcome){ .end = FX_END_CLONE, .pid = -1, .pidfd = -1, .call = call, .err = (int)-r };
}

/* Why one of our threads could not be started: each needs at most one descriptor, made by the call that is given. */
static void fail_thread(struct fx_launch *l, enum fx_clone_call descriptor, long r)
{
	fail(l, r == -EMFILE || r == -ENFILE ? descriptor : FX_CLONE_PTHREAD_CREATE, r);
}

static void wait_for_launcher(struct fx_launch *l)
{
	fx_caller_read(&l->caller);
	long r = fx_launcher_submit(l);
	if (r < 0) {
		fail_thread(l, FX_CLONE_EVENTFD2, r);
		return;
	}
	while (!__atomic_load_n(&l->done, __ATOMIC_ACQUIRE))
		fx_futex_wait(&l->done, 0);
}

/* Once, and here: what the name stands for may be another directory later on. */
static int open_cgroup(struct fx_launch *l)
{
	if (!l->plan->cgroup_path)
		return 1;
	long fd = fx_syscall4(SYS_openat, AT_FDCWD, l->plan->cgroup_path, O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
	if (fd < 0) {
		fail(l, FX_CLONE_OPEN, fd);
		return 0;
	}
	l->cgroup_fd = (int)fd;
	return 1;
}

/* Whether launching is possible here at all; `out` says why not. */
static int is_possible(struct fx_launch *l)
{
	const struct fx_kernel *k = fx_kernel();
	if (!k)
		fail(l, FX_CLONE_MMAP, -ENOMEM);
	else if (k->waitid_error)
		fail(l, FX_CLONE_WAITID, -k->waitid_error);
	return k && !k->waitid_error && open_cgroup(l);
}

static void launch(struct fx_launch *l)
{
	if (!is_possible(l))
		return;
	if (fx_launch_fits_in_place(l) && (l->slot = fx_slot_take()) >= 0)
		fx_launch_in_place(l);
	else
		wait_for_launcher(l);
}

long fx_launch_and_wait(struct fx_owner *home, const void *wire, size_t size, int32_t *out, struct fx_refusal *why)
{
	struct fx_launch *l = new_launch(wire, size, why);
	if (!l)
		return FX_REFUSED;
	l->home = home;
	launch(l);
	fx_put_outcome(&l->out, out);
	out[FX_OUTCOME] = (int32_t)fx_put_said(l, out + FX_OUTCOME + 1);
	if (l->out.end == FX_STARTED) {
		fx_children_add(l->place, l->out.pid);
		l->place = NULL;
	}
	fx_launch_free(l);
	return 0;
}

/* The environment of this moment and this thread: the runtime writes to it only from here. */
static int copy_environ(struct fx_launch *l)
{
	size_t n = 0, size = 0;
	for (char **e = environ; e && *e; e++, n++)
		size += strlen(*e) + 1;
	char **block = malloc((n + 1) * sizeof *block + size);
	if (!block)
		return -1;
	char *to = (char *)(block + n + 1);
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(environ[i]) + 1;
		block[i] = memcpy(to, environ[i], len);
		to += len;
	}
	block[n] = NULL;
	l->env_block = block;
	l->env = block;
	return 0;
}

static long cannot_start(struct fx_launch *l, long r)
{
	if (l->watch)
		fx_watch_free(l->watch);
	fx_launch_free(l);
	return r;
}

/* As an event like any other end. We are on the owner's own thread, so it is open. */
static long tell_failed(struct fx_launch *l)
{
	fx_owner_post(l->home, &l->event);
	return 0;
}

long fx_launch_for(struct fx_owner *owner, uint32_t id, const void *wire, size_t size, struct fx_refusal *why)
{
	struct fx_launch *l = new_launch(wire, size, why);
	if (!l)
		return FX_REFUSED;
	l->event = (struct fx_event){ .kind = FX_EVENT_LAUNCH, .id = id, .owner = owner };
	l->home = owner;
	if (!is_possible(l))
		return tell_failed(l);
	long r = fx_reaper_start();
	if (r < 0) {
		fail_thread(l, FX_CLONE_EPOLL_CREATE1, r);
		return tell_failed(l);
	}
	l->watch = fx_watch_new(owner, id);
	if (!l->watch || (l->plan->inherits_env && copy_environ(l)))
		return cannot_start(l, -ENOMEM);
	fx_owner_ref(owner);
	fx_caller_read(&l->caller);
	if (fx_launcher_is_running() && fx_caller_outranks(&l->caller) && fx_launch_fits_in_place(l) &&
	    (l->slot = fx_slot_take()) >= 0) {
		fx_launch_in_place(l); /* blocks, as the launcher's way would not, and is what was asked for, which that could not be */
		fx_deliver(l);
		return 0;
	}
	r = fx_launcher_submit(l);
	if (r < 0) {
		fx_owner_unref(owner);
		fx_watch_free(l->watch);
		l->watch = NULL;
		fail_thread(l, FX_CLONE_EVENTFD2, r);
		return tell_failed(l);
	}
	return 0;
}

long fx_watch_for(struct fx_owner *owner, uint32_t id, int pid, int pidfd, struct fx_watch **watch)
{
	long r = fx_reaper_start();
	if (r < 0)
		return r;
	struct fx_watch *w = fx_watch_new(owner, id);
	if (!w)
		return -ENOMEM;
	w->pid = pid;
	r = fx_watch_add(w, pidfd);
	if (r < 0) {
		fx_watch_free(w);
		return r;
	}
	*watch = w;
	fx_watch_arm(w);
	return 0;
}

long fx_exec_plan(const void *wire, size_t size, struct fx_refusal *why)
{
	struct fx_plan *plan = fx_decode(wire, size, malloc, free, why);
	if (!plan)
		return FX_REFUSED;
	long r = -EINVAL;
	if (plan->children == 1 && plan->parents == 0 &&
	    (plan->child->op == FX_OP_EXECVE || plan->child->op == FX_OP_EXECVEAT))
		r = fx_exec_self(plan->child);
	free(plan);
	return r;
}

long fx_exec_plan_in_place(const void *wire, size_t size, int32_t out[2], struct fx_refusal *why)
{
	struct fx_plan *plan = fx_decode(wire, size, malloc, free, why);
	if (!plan)
		return FX_REFUSED;
	uint32_t step = 0, call = 0;
	long r = fx_fits_in_place(plan) ? fx_exec_in_place(plan, &step, &call) : -EINVAL;
	out[0] = (int32_t)step;
	out[1] = (int32_t)call;
	free(plan);
	return r;
}

/* "why (record 3, argument 1)": no printf in a binary that names as little of libc as it can. */
void fx_refusal_text(const struct fx_refusal *why, char *text, size_t size)
{
	const struct { const char *label; int n; } places[] = { { " (record ", why->at }, { ", argument ", why->arg } };
	size_t at = strlen(why->why);
	memcpy(text, why->why, at);
	for (int i = 0; i < 2 && places[i].n >= 0 && at + 32 < size; i++) {
		char digits[12];
		int n = places[i].n, k = 0;
		size_t len = strlen(places[i].label);
		memcpy(text + at, places[i].label, len);
		at += len;
		do
			digits[k++] = (char)('0' + n % 10);
		while (n /= 10);
		while (k)
			text[at++] = digits[--k];
	}
	if (why->at >= 0)
		text[at++] = ')';
	text[at] = 0;
}

uint32_t fx_ops_hash(void) { return FX_OPS_HASH; }

long fx_pidfd_open(int pid) { return fx_syscall2(SYS_pidfd_open, pid, 0); }

long fx_pidfd_send_signal(int pidfd, int signal) { return fx_syscall4(SYS_pidfd_send_signal, pidfd, signal, 0, 0); }

long fx_close(int fd) { return fx_syscall1(SYS_close, fd); }
