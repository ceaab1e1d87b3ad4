/*
 * A runtime with many threads becomes another program, or goes on as if nothing had been tried. The danger is between
 * the two: other threads run until execve(2) has passed the point of no return. So nothing is closed here (close-on-exec
 * does that), and an ignored signal gets a handler that does nothing instead of its default action: exec turns handlers
 * into defaults, and a thread that writes to a broken pipe in that moment does not end the process (SIGPIPE).
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "exec_self.h"
#include "ops.gen.h"
#include "syscall.h"

struct fd_list {
	int *fd;
	size_t n, room;
};

static void nothing(int sig) { (void)sig; }

static long add(struct fd_list *l, int fd)
{
	if (l->n == l->room) {
		size_t room = l->room ? 2 * l->room : 64;
		int *more = realloc(l->fd, room * sizeof *more);
		if (!more)
			return -ENOMEM;
		l->fd = more;
		l->room = room;
	}
	l->fd[l->n++] = fd;
	return 0;
}

static void keep_open(const struct fd_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		fx_syscall3(SYS_fcntl, l->fd[i], F_SETFD, 0);
}

/* Marks one close-on-exec and lists it, if it was not. */
static long mark(struct fd_list *l, int fd)
{
	long flags = fx_syscall2(SYS_fcntl, fd, F_GETFD);
	if (flags < 0 || flags & FD_CLOEXEC)
		return 0;
	long r = add(l, fd);
	return r ? r : fx_syscall3(SYS_fcntl, fd, F_SETFD, FD_CLOEXEC);
}

/* Those that are open, by /proc: a number may well be above today's RLIMIT_NOFILE. */
static long mark_listed(struct fd_list *l, long dir)
{
	char buf[4096] __attribute__((aligned(8)));
	long n = 0, r = 0;
	while (r == 0 && (n = fx_syscall3(SYS_getdents64, dir, buf, sizeof buf)) > 0)
		for (long at = 0; r == 0 && at < n;) {
			const struct dirent64 *entry = (const void *)(buf + at);
			int fd = 0;
			at += entry->d_reclen;
			for (const char *s = entry->d_name; *s >= '0' && *s <= '9'; s++)
				fd = fd * 10 + (*s - '0');
			r = fd < 3 ? 0 : mark(l, fd); /* "." and ".." read as 0 */
		}
	return r ? r : n < 0 ? n : 0;
}

/* Without /proc: every number that can be open. */
static long mark_numbers(struct fd_list *l)
{
	struct rlimit limit;
	long r = fx_syscall4(SYS_prlimit64, 0, RLIMIT_NOFILE, 0, &limit);
	for (int fd = 3; r >= 0 && fd < (int)(limit.rlim_cur < 1u << 20 ? limit.rlim_cur : 1u << 20); fd++)
		r = mark(l, fd);
	return r < 0 ? r : 0;
}

static long close_on_exec(struct fd_list *l)
{
	long dir = fx_syscall4(SYS_openat, AT_FDCWD, "/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	if (dir < 0)
		return mark_numbers(l);
	long r = mark_listed(l, dir);
	fx_syscall1(SYS_close, dir);
	return r;
}

/* The runtime makes its terminals and pipes non-blocking; most programs cannot live with that. */
unsigned fx_make_blocking(void)
{
	unsigned changed = 0;
	for (int fd = 0; fd < 3; fd++) {
		long flags = fx_syscall2(SYS_fcntl, fd, F_GETFL);
		if (flags >= 0 && flags & O_NONBLOCK &&
		    fx_syscall3(SYS_fcntl, fd, F_SETFL, flags & ~O_NONBLOCK) == 0)
			changed |= 1u << fd;
	}
	return changed;
}

static void make_nonblocking(unsigned which)
{
	for (int fd = 0; fd < 3; fd++)
		if (which & 1u << fd)
			fx_syscall3(SYS_fcntl, fd, F_SETFL, fx_syscall2(SYS_fcntl, fd, F_GETFL) | O_NONBLOCK);
}

/* Node marks its own 0 to 2 close-on-exec (uv_disable_stdio_inheritance); to the program they are open. */
static unsigned pass_on(void)
{
	unsigned changed = 0;
	for (int fd = 0; fd < 3; fd++) {
		long flags = fx_syscall2(SYS_fcntl, fd, F_GETFD);
		if (flags >= 0 && flags & FD_CLOEXEC && fx_syscall3(SYS_fcntl, fd, F_SETFD, 0) == 0)
			changed |= 1u << fd;
	}
	return changed;
}

static void keep_back(unsigned which)
{
	for (int fd = 0; fd < 3; fd++)
		if (which & 1u << fd)
			fx_syscall3(SYS_fcntl, fd, F_SETFD, FD_CLOEXEC);
}

/* Bit n-1: signal n was ignored. libc refuses its own two (32, 33): those it has in use, so they are not ignored. */
uint64_t fx_handle_ignored(void)
{
	uint64_t was = 0;
	struct sigaction act, empty;
	memset(&empty, 0, sizeof empty);
	empty.sa_handler = nothing;
	for (int sig = 1; sig <= 64; sig++)
		if (sigaction(sig, NULL, &act) == 0 && act.sa_handler == SIG_IGN && sigaction(sig, &empty, NULL) == 0)
			was |= 1ull << (sig - 1);
	return was;
}

static void ignore_again(uint64_t was)
{
	struct sigaction act;
	memset(&act, 0, sizeof act);
	act.sa_handler = SIG_IGN;
	for (int sig = 1; sig <= 64; sig++)
		if (was & 1ull << (sig - 1))
			sigaction(sig, &act, NULL);
}

extern char **environ;

static long run(const struct fx_step *s)
{
	char *const *env = s->arg[2].v.strs ? s->arg[2].v.strs : environ;
	if (s->op == FX_OP_EXECVE)
		return fx_syscall3(SYS_execve, s->arg[0].v.str, s->arg[1].v.strs, env);
	return fx_syscall5(SYS_execveat, s->arg[0].v.i, "", s->arg[1].v.strs, env, AT_EMPTY_PATH);
}

long fx_exec_self(const struct fx_step *step)
{
	struct fd_list open = { 0 };
	uint64_t none = 0, old;
	long r = close_on_exec(&open);
	if (r == 0) {
		unsigned nonblocking = fx_make_blocking();
		unsigned passed = pass_on();
		uint64_t ignored = fx_handle_ignored();
		fx_syscall4(SYS_rt_sigprocmask, SIG_SETMASK, &none, &old, sizeof none);
		r = run(step);
		fx_syscall4(SYS_rt_sigprocmask, SIG_SETMASK, &old, 0, sizeof old);
		ignore_again(ignored);
		keep_back(passed);
		make_nonblocking(nonblocking);
	}
	keep_open(&open);
	free(open.fd);
	return r;
}
