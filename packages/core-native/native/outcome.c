/*
 * What became of a child that has exec'd or died: from its shared words, and from its status where it has not come to its
 * program. Whoever did not is reaped here, its heir too.
 */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "launch.h"
#include "syscall.h"

#define FX_P_PIDFD 3 /* Linux 5.4; by number it could be another child by now, if somebody else has reaped ours */

/* The child is dead or dying: takes its status, so that no zombie stays. */
static int take_status(struct fx_launch *l)
{
	siginfo_t info = { 0 };
	long r;
	while ((r = fx_syscall5(SYS_waitid, FX_P_PIDFD, l->pidfd, &info, WEXITED | __WALL, 0)) == -EINTR)
		;
	fx_syscall1(SYS_close, l->pidfd);
	l->pidfd = -1;
	return r == 0 && info.si_code != CLD_EXITED ? info.si_status : 0;
}

/*
 * The heir is the child from here on. Its number cannot be another's: nobody but us can reap it. If the first was killed it did
 * not wait, and the heir may be anywhere in its steps. The signal that killed either, or 0; -1 with `out` filled.
 */
static int take_heir(struct fx_launch *l, int *signal)
{
	*signal = take_status(l);
	l->pid = (int)l->child.shared->heir;
	long r = fx_syscall2(SYS_pidfd_open, l->pid, 0);
	if (r < 0 || *signal)
		fx_syscall2(SYS_kill, l->pid, SIGKILL);
	if (r >= 0) {
		l->pidfd = (int)r;
		return 0;
	}
	while (fx_syscall4(SYS_wait4, l->pid, 0, __WALL, 0) == -EINTR)
		;
	l->out = (struct fx_outcome){ .end = FX_END_CLONE, .pid = -1, .pidfd = -1, .call = FX_CLONE_PIDFD_OPEN,
				      .err = (int)-r };
	return -1;
}

void fx_outcome(struct fx_launch *l)
{
	const struct fx_shared *s = l->child.shared;
	int killed = 0;
	if (s->heir && take_heir(l, &killed))
		return;
	uint32_t state = __atomic_load_n(&s->state, __ATOMIC_ACQUIRE);
	if (killed) {
		take_status(l);
		l->out = (struct fx_outcome){ .end = FX_END_KILLED, .pid = -1, .pidfd = -1, .step = s->step, .err = killed };
		return;
	}
	if (state == FX_STATE_READY && !l->abandoned) {
		l->out = (struct fx_outcome){ .end = FX_STARTED, .pid = l->pid, .pidfd = l->pidfd };
		return;
	}
	int signal = take_status(l);
	if (l->abandoned && state != FX_STATE_FAILED) /* `out` already says which of the parent's steps it was */
		return;
	l->out = (struct fx_outcome){ .end = FX_END_LOST, .pid = -1, .pidfd = -1, .step = s->step };
	if (state == FX_STATE_FAILED) {
		l->out.end = s->step == FX_STEP_PREPARE ? FX_END_PREPARE : FX_END_CHILD;
		l->out.call = s->call;
		l->out.err = s->err;
	} else if (state == FX_STATE_STARTED && signal) {
		l->out.end = FX_END_KILLED;
		l->out.err = signal;
	}
}
