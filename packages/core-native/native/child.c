/*
 * The child between clone and execve. Dangers, and how each is met:
 *
 * - It shares the parent's memory while the parent runs. It writes only to its own stack, to its fx_shared words, and to one
 *   entry of its own plan, which it puts back (fx_execve_search).
 * - Its thread pointer is that of the thread that cloned it, so errno, malloc's caches and the stack protector's canary
 *   belong to somebody else. Nothing here calls libc: raw system calls only. `nm -u` of the joined objects is empty, and
 *   the tests check that.
 * - A signal's handler would run on the parent's memory. All 64 signals are blocked from before the clone; dispositions
 *   are default before the mask is opened (signal(7), kernel.md 15).
 * - A child that changes its ids can be traced by others while it holds our memory: the launcher has made us
 *   undumpable before it lets the child come here (guard.c); a forked child does so for itself.
 */
#include <asm/errno.h>
#include <asm/ioctls.h>
#include <linux/fcntl.h>
#include <linux/prctl.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <time.h>

#define FX_OP_TABLE
#include "child.h"
#include "ops.gen.h"
#include "syscall.h"

#define FUTEX_WAIT_SHARED 0 /* FUTEX_WAIT without FUTEX_PRIVATE_FLAG */
#define FUTEX_WAKE_SHARED 1

static inline uint32_t load(const uint32_t *word) { return __atomic_load_n(word, __ATOMIC_ACQUIRE); }
static inline void store(uint32_t *word, uint32_t v) { __atomic_store_n(word, v, __ATOMIC_RELEASE); }

static __attribute__((noreturn)) void leave(int status)
{
	for (;;)
		fx_syscall1(SYS_exit_group, status);
}

int fx_child_orphaned(const struct fx_child *c)
{
	if (c->parent_fd >= 0) { /* holds in every pid namespace, where getppid() would be 0 */
		struct pollfd p = { .fd = c->parent_fd, .events = POLLIN };
		struct timespec none = { 0, 0 };
		return fx_syscall5(SYS_ppoll, &p, 1, &none, 0, 0) > 0;
	}
	return !(c->plan->clone_flags & CLONE_NEWPID) && fx_syscall0(SYS_getppid) != c->parent_pid;
}

long fx_child_hold(struct fx_child *c, uint32_t *call)
{
	uint32_t word;
	*call = FX_CALL_HOLD_PRCTL;
	/* The launcher thread made us and lives as long as the process: so this means "when the process dies". */
	long r = fx_syscall2(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL);
	if (r < 0)
		return r;
	if (fx_child_orphaned(c)) { /* it died before the prctl */
		store(&c->shared->state, FX_STATE_ABORTED);
		leave(127);
	}
	*call = FX_CALL_HOLD_FUTEX;
	if (c->announce) {
		store(&c->shared->alive, FX_WAITING);
		fx_syscall3(SYS_futex, &c->shared->alive, FUTEX_WAKE_SHARED, 1);
	}
	while ((word = load(&c->shared->release)) == FX_HOLD) {
		r = fx_syscall4(SYS_futex, &c->shared->release, FUTEX_WAIT_SHARED, FX_HOLD, 0);
		if (r < 0 && r != -EAGAIN && r != -EINTR)
			return r;
	}
	if (word != FX_GO) {
		store(&c->shared->state, FX_STATE_ABORTED);
		leave(127);
	}
	if (c->hide == FX_HIDE_AFTER_HOLD) /* the parent has written what it has to: /proc/PID is root's from here on */
		fx_syscall2(SYS_prctl, PR_SET_DUMPABLE, 0);
	*call = FX_CALL_HOLD_PRCTL;
	return fx_syscall2(SYS_prctl, PR_SET_PDEATHSIG, 0);
}

/*
 * Returns in the heir only. It has a copy of our memory and of this stack, and is a child of whoever cloned us. We stay until it
 * has exec'd or ended (CLONE_VFORK), so our own end, which the launcher is told of, is its too.
 */
static long leave_to_heir(const struct fx_child *c)
{
	long flags = CLONE_PARENT | CLONE_VFORK | CLONE_PARENT_SETTID | SIGCHLD;
	long pid = fx_syscall5(SYS_clone, flags, 0, &c->shared->heir, 0, 0);
	if (pid > 0)
		leave(0);
	if (pid == 0 && c->status_fd >= 0) /* the first's alone, as `alive` is */
		fx_syscall1(SYS_close, c->status_fd);
	return pid;
}

static long foreground(int fd, int pgid)
{
	if (pgid == 0)
		pgid = (int)fx_syscall0(SYS_getpid);
	return fx_syscall3(SYS_ioctl, fd, TIOCSPGRP, &pgid);
}

static long set_limit(uint32_t resource, uint64_t soft, uint64_t hard)
{
	uint64_t limit[2] = { soft, hard };
	return fx_syscall4(SYS_prlimit64, 0, resource, limit, 0);
}

static long raise_if_orphaned(const struct fx_child *c, int signal)
{
	if (!fx_child_orphaned(c))
		return 0;
	long r = fx_syscall2(SYS_kill, fx_syscall0(SYS_getpid), signal);
	if (r == 0 && signal == SIGKILL) /* still here: a pid namespace's first is deaf to its own signals (pid_namespaces(7)) */
		leave(127);
	return r;
}

static long set_mask(uint64_t mask)
{
	return fx_syscall4(SYS_rt_sigprocmask, SIG_SETMASK, &mask, 0, sizeof mask);
}

static long close_fd(int fd)
{
	long r = fx_syscall1(SYS_close, fd);
	return r == -EBADF ? 0 : r;
}

static char *const *env_of(const struct fx_child *c, const struct fx_arg *a)
{
	return a->v.strs ? a->v.strs : c->env;
}

#define A(i) (s->arg[i].v)
long fx_child_step(struct fx_child *c, const struct fx_step *s, uint32_t *call)
{
	*call = 0;
	switch ((enum fx_op)s->op) {
	case FX_OP_HOLD: return fx_child_hold(c, call);
	case FX_OP_KEEP_CAPS: return fx_syscall2(SYS_prctl, PR_SET_KEEPCAPS, 1);
	case FX_OP_SETSID: return fx_syscall0(SYS_setsid);
	case FX_OP_SETPGID: return fx_syscall2(SYS_setpgid, 0, A(0).i);
	case FX_OP_FOREGROUND: return foreground(fx_child_fd(c, (int)A(0).i), (int)A(1).i);
	case FX_OP_UNSHARE: return fx_syscall1(SYS_unshare, A(0).u);
	case FX_OP_FORK: return leave_to_heir(c);
	case FX_OP_WRITE_FILE: return fx_write_file(s, call);
	case FX_OP_SETHOSTNAME: return fx_syscall2(SYS_sethostname, A(0).str, s->arg[0].len);
	case FX_OP_MOUNT: return fx_syscall5(SYS_mount, A(0).str, A(1).str, A(2).str, A(3).u, A(4).str);
	case FX_OP_CHROOT: return fx_syscall1(SYS_chroot, A(0).str);
	case FX_OP_CHDIR: return fx_syscall1(SYS_chdir, A(0).str);
	case FX_OP_UMASK: return fx_syscall1(SYS_umask, A(0).u);
	case FX_OP_NICE: return fx_nice((int)A(0).i, call);
	case FX_OP_PRLIMIT: return set_limit((uint32_t)A(0).u, A(1).u, A(2).u);
	case FX_OP_SETGROUPS: return fx_syscall2(SYS_setgroups, s->arg[0].len, A(0).u32s);
	case FX_OP_SETGID: return fx_syscall1(SYS_setgid, A(0).u);
	case FX_OP_SETUID: return fx_syscall1(SYS_setuid, A(0).u);
	case FX_OP_SETRESGID: return fx_syscall3(SYS_setresgid, A(0).u, A(1).u, A(2).u);
	case FX_OP_SETRESUID: return fx_syscall3(SYS_setresuid, A(0).u, A(1).u, A(2).u);
	case FX_OP_SECUREBITS: return fx_securebits((uint32_t)A(0).u, (uint32_t)A(1).u);
	case FX_OP_DROP_BOUNDING: return fx_drop_bounding(A(0).u);
	case FX_OP_SET_INHERITABLE: return fx_set_inheritable(A(0).u, call);
	case FX_OP_ADD_CAPS: return fx_add_caps(A(0).u, call);
	case FX_OP_CLEAR_AMBIENT: return fx_syscall5(SYS_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	case FX_OP_RAISE_AMBIENT: return fx_syscall5(SYS_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, A(0).u, 0, 0);
	case FX_OP_PDEATHSIG: return fx_syscall2(SYS_prctl, PR_SET_PDEATHSIG, A(0).i);
	case FX_OP_INIT: return fx_child_init(c, call);
	case FX_OP_RAISE_IF_ORPHANED: return raise_if_orphaned(c, (int)A(0).i);
	case FX_OP_CLOEXEC_FROM: return fx_cloexec_from((unsigned)A(0).u, call);
	case FX_OP_DUP3: return fx_syscall3(SYS_dup3, fx_child_fd(c, (int)A(0).i), A(1).i, A(2).u ? O_CLOEXEC : 0);
	case FX_OP_SET_CLOEXEC: return fx_syscall3(SYS_fcntl, A(0).i, F_SETFD, A(1).u ? FD_CLOEXEC : 0);
	case FX_OP_SET_BLOCKING: return fx_set_blocking((int)A(0).i);
	case FX_OP_CLOSE: return close_fd((int)A(0).i);
	case FX_OP_NOCTTY: return fx_syscall3(SYS_ioctl, A(0).i, TIOCNOTTY, 0);
	case FX_OP_SETCTTY: return fx_syscall3(SYS_ioctl, A(0).i, TIOCSCTTY, 1);
	case FX_OP_NO_NEW_PRIVS: return fx_syscall5(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	case FX_OP_LANDLOCK_RESTRICT_SELF: 
		return fx_syscall2(SYS_landlock_restrict_self, fx_child_fd(c, (int)A(0).i), A(1).u);
	case FX_OP_TRACE_ME: return fx_syscall4(SYS_ptrace, 0 /* PTRACE_TRACEME */, 0, 0, 0);
	case FX_OP_RESET_SIGNALS: return fx_reset_signals();
	case FX_OP_IGNORE_SIGNALS: return fx_ignore_signals(A(0).u);
	case FX_OP_SIGMASK: return set_mask(A(0).u);
	case FX_OP_EXECVE: return fx_syscall3(SYS_execve, A(0).str, A(1).strs, env_of(c, &s->arg[2]));
	case FX_OP_EXECVEAT:
		return fx_syscall5(SYS_execveat, fx_child_fd(c, (int)A(0).i), "", A(1).strs, env_of(c, &s->arg[2]), AT_EMPTY_PATH);
	case FX_OP_EXECVE_SEARCH: return fx_execve_search(A(0).strs, (char **)A(1).strs, env_of(c, &s->arg[2]));
	case FX_OP_EXIT: leave((int)A(0).i);
	case FX_OP_JOIN_CGROUP:
	case FX_OP_NEWIDMAP: /* the parent's; the decoder lets none through */
	case FX_OP_COUNT: break;
	}
	return -ENOSYS;
}
#undef A

static __attribute__((noreturn)) void fail(struct fx_child *c, uint32_t step, uint32_t call, long r)
{
	c->shared->step = step;
	c->shared->call = call;
	c->shared->err = (int32_t)-r;
	store(&c->shared->state, FX_STATE_FAILED);
	leave(127);
}

static int is_named(const struct fx_plan *plan, int fd)
{
	for (uint32_t i = 0; fd >= 0 && i < plan->children; i++) {
		const struct fx_step *s = &plan->child[i];
		for (int a = 0; a < FX_MAX_ARGS; a++)
			if (fx_op_specs[s->op].kinds[a] == FX_KIND_FD && s->arg[a].v.i == fd)
				return 1;
	}
	return 0;
}

/*
 * A number that the plan names means the parent's descriptor, or none: ours must not be overwritten or closed in its place,
 * and not be handed on either, for a status pipe that outlives the exec would be a launch that never ends.
 */
static void move_away(struct fx_child *c, int *fd)
{
	while (is_named(c->plan, *fd)) {
		long r = fx_syscall3(SYS_fcntl, *fd, F_DUPFD_CLOEXEC, *fd + 1);
		if (r < 0)
			fail(c, FX_STEP_PREPARE, FX_PREPARE_FCNTL, r);
		fx_syscall1(SYS_close, *fd);
		*fd = (int)r;
	}
}

static void own_descriptors(struct fx_child *c)
{
	long r = fx_child_own_table(c);
	if (r < 0)
		fail(c, FX_STEP_PREPARE, FX_PREPARE_TABLE, r);
	move_away(c, &c->status_fd);
	move_away(c, &c->parent_fd);
	for (uint32_t i = 0; i < c->table.handed; i++)
		move_away(c, &c->table.as[i].to);
	for (int i = 0; i < FX_INTERNAL; i++) /* named, they would pass for the user's: now it is EBADF, as it should be */
		if (is_named(c->plan, c->internal[i]))
			fx_syscall1(SYS_close, c->internal[i]);
	if (c->table.keep && is_named(c->plan, *c->table.pidfd))
		fx_syscall1(SYS_close, *c->table.pidfd);
}

void fx_child_go_on(struct fx_child *c, uint32_t from)
{
	uint32_t call = 0;
	long r;
	for (uint32_t i = from; i < c->plan->children; i++) {
		const struct fx_step *s = &c->plan->child[i];
		c->shared->step = i;
		if (i + 1 == c->plan->children)
			store(&c->shared->state, FX_STATE_READY);
		if ((r = fx_child_step(c, s, &call)) < 0)
			fail(c, i, call, r);
	}
	leave(127); /* the decoder saw to it that the last step does not return */
}

void fx_child_main(void *arg)
{
	struct fx_child *c = arg;
	uint32_t call = 0;
	long r;

	if (c->hide == FX_HIDE_FIRST) /* execve(2) undoes it */
		fx_syscall2(SYS_prctl, PR_SET_DUMPABLE, 0);
	own_descriptors(c);
	if (c->caller && (r = fx_child_as_caller(c->caller, &call)) < 0)
		fail(c, FX_STEP_PREPARE, FX_PREPARE_CALLER + call, r);
	if (c->gate && (r = fx_child_hold(c, &call)) < 0)
		fail(c, FX_STEP_PREPARE, FX_PREPARE_HOLD + call, r);
	fx_child_go_on(c, 0);
}
