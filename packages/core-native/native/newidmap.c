/* See newidmap.h. What newuidmap writes goes to a file in memory: nobody has to read along, and no pipe to be held open. */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "newidmap.h"
#include "ops.gen.h"
#include "syscall.h"

#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x00001000
#endif
#define FX_MFD_CLOEXEC 1
#define FX_MFD_NOEXEC_SEAL 8 /* 6.3; where vm.memfd_noexec is 2 nothing else is allowed */
#define FX_P_PIDFD 3
#define STACK 8192

#define PID "<pid>"

static int start_thread(struct fx_launch *l);

int fx_mapper_steps(struct fx_launch *l, int alone)
{
	struct fx_mapper *m = l->mapper;
	switch ((enum fx_mapper_state)__atomic_load_n(&m->state, __ATOMIC_ACQUIRE)) {
	case FX_MAPPER_IDLE:
		m->alone = alone;
		m->child_gone = 0;
		m->said = 0;
		return start_thread(l);
	case FX_MAPPER_BUSY:
		return 0;
	case FX_MAPPER_DONE:
		break;
	}
	m->state = FX_MAPPER_IDLE; /* it may be begun again: ETXTBSY */
	l->abandoned = m->failed && !m->child_gone;
	return 1;
}

static void steps(void *launch)
{
	struct fx_launch *l = launch;
	struct fx_mapper *m = l->mapper;
	m->failed = fx_parent_steps(l, m->alone) != 0;
	__atomic_store_n(&m->state, FX_MAPPER_DONE, __ATOMIC_RELEASE); /* the launcher's again: nothing of it is touched below */
	fx_launcher_ring();
}

static int start_thread(struct fx_launch *l)
{
	struct fx_mapper *m = l->mapper;
	m->call = (struct fx_thread_call){ steps, l };
	__atomic_store_n(&m->state, FX_MAPPER_BUSY, __ATOMIC_RELEASE);
	long r = fx_thread_call(&m->call);
	if (r == 0)
		return 0;
	m->state = FX_MAPPER_IDLE;
	uint32_t step = 0;
	while (l->plan->parent[step].op != FX_OP_NEWIDMAP)
		step++;
	l->out = (struct fx_outcome){ .end = FX_END_PARENT, .pid = -1, .pidfd = -1, .step = step,
				      .call = FX_CALL_NEWIDMAP_PTHREAD_CREATE, .err = (int)-r };
	l->abandoned = 1;
	return 1;
}

/* In the plan's own memory, which nobody else reads meanwhile; done again for another child it finds the pointer set. */
static void name_the_child(struct fx_launch *l, const struct fx_step *s)
{
	char **argv = (char **)(uintptr_t)s->arg[FX_ARG_NEWIDMAP_ARGV].v.strs;
	*fx_put_number(l->mapper->pid, (unsigned)l->pid) = 0;
	for (; *argv; argv++)
		if (strlen(*argv) == sizeof PID - 1 && !memcmp(*argv, PID, sizeof PID - 1))
			*argv = l->mapper->pid;
}

/* Its own stack is part of this frame: with CLONE_VFORK this thread stands still until the program runs. */
static long clone_program(struct fx_program *p, int *pidfd)
{
	const struct fx_kernel *k = fx_kernel();
	char stack[STACK] __attribute__((aligned(16)));
	void **top = (void **)(stack + STACK);
	top[-1] = p;
	top[-2] = (void *)fx_program_main;
	/* Not where a crash of it would be ours: fx_kernel's core_kills_parent. */
	int apart = k->mode == FX_MODE_FORK || !k->shares_memory || k->core_kills_parent;
	unsigned long flags = (apart ? 0 : CLONE_VM | CLONE_VFORK) | (k->clone_pidfd ? CLONE_PIDFD : 0);
	uint64_t mask = fx_block_signals();
	long pid = fx_clone_raw(flags | SIGCHLD, top - 2, pidfd, NULL);
	fx_restore_signals(mask);
	return pid;
}

static long kill_and_reap(long pid, long why)
{
	fx_syscall2(SYS_kill, pid, SIGKILL);
	while (fx_syscall4(SYS_wait4, pid, 0, __WALL, 0) == -EINTR)
		;
	return why;
}

/* By its pidfd, so that no other process can be meant. A child that dies meanwhile needs no maps: it is not waited for. */
static long wait_for_end(struct fx_launch *l, int pidfd, siginfo_t *info)
{
	struct pollfd p[2] = { { pidfd, POLLIN, 0 }, { l->pidfd, POLLIN, 0 } };
	while (!p[0].revents) {
		long r = fx_syscall5(SYS_ppoll, p, 2, 0, 0, 0);
		if (r < 0 && r != -EINTR)
			break; /* out of memory: waitid waits as well */
		if (r > 0 && p[1].revents) {
			l->mapper->child_gone = 1;
			fx_syscall4(SYS_pidfd_send_signal, pidfd, SIGKILL, 0, 0);
			break;
		}
		if (r < 0)
			p[0].revents = p[1].revents = 0;
	}
	long r;
	while ((r = fx_syscall5(SYS_waitid, FX_P_PIDFD, pidfd, info, WEXITED | __WALL, 0)) == -EINTR)
		;
	return r;
}

static long run_program(struct fx_launch *l, struct fx_program *p, uint32_t *call)
{
	int pidfd = -1;
	p->shared->program_err = 0;
	*call = FX_CALL_NEWIDMAP_CLONE;
	long pid = clone_program(p, &pidfd);
	if (pid < 0)
		return pid;
	if (pidfd < 0) { /* by its number, which nobody else can have reaped */
		*call = FX_CALL_NEWIDMAP_PIDFD_OPEN;
		long r = fx_syscall2(SYS_pidfd_open, pid, 0);
		if (r < 0)
			return kill_and_reap(pid, r);
		pidfd = (int)r;
	}
	siginfo_t info = { 0 };
	*call = FX_CALL_NEWIDMAP_WAITID;
	long r = wait_for_end(l, pidfd, &info);
	fx_syscall1(SYS_close, pidfd);
	int err = __atomic_load_n(&p->shared->program_err, __ATOMIC_ACQUIRE);
	if (err) {
		*call = p->shared->program_call;
		return -err;
	}
	if (r < 0)
		return r;
	return info.si_code == CLD_EXITED ? info.si_status : FX_BY_SIGNAL | info.si_status;
}

static long open_output(void)
{
	long fd = fx_syscall2(SYS_memfd_create, "forkexec-newidmap", FX_MFD_CLOEXEC | FX_MFD_NOEXEC_SEAL);
	return fd == -EINVAL ? fx_syscall2(SYS_memfd_create, "forkexec-newidmap", FX_MFD_CLOEXEC) : fd;
}

long fx_newidmap(struct fx_launch *l, const struct fx_step *s, uint32_t *call)
{
	/* Nothing of ours: it is root's program (environ(7) of setuid programs). English messages, since they are quoted. */
	static char *const env[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", NULL };
	struct fx_program p = { .path = s->arg[FX_ARG_NEWIDMAP_PATH].v.str, .argv = s->arg[FX_ARG_NEWIDMAP_ARGV].v.strs,
				.env = env, .parent_pid = (int)fx_syscall0(SYS_getpid),
				.caller = &l->caller, .shared = l->child.shared };
	name_the_child(l, s);
	*call = FX_CALL_NEWIDMAP_OPEN;
	long in = fx_syscall4(SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY | O_CLOEXEC, 0);
	if (in < 0)
		return in;
	*call = FX_CALL_NEWIDMAP_MEMFD_CREATE;
	long out = open_output(), r = out;
	if (out >= 0) {
		p.input = (int)in;
		p.output = (int)out;
		r = run_program(l, &p, call);
		long n = r ? fx_syscall4(SYS_pread64, out, l->mapper->text, FX_SAID, 0) : 0;
		l->mapper->said = n > 0 ? (uint32_t)n : 0;
		fx_syscall1(SYS_close, out);
	}
	fx_syscall1(SYS_close, in);
	return r;
}
