/* The parent's steps: files of /proc and of a cgroup, and programs that write the id maps, while the child waits. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "guard.h"
#include "launch.h"
#include "lock.h"
#include "newidmap.h"
#include "ops.gen.h"
#include "syscall.h"

#define PID_PREFIX "/proc/<pid>/"

char *fx_put_number(char *to, unsigned n)
{
	char digits[12];
	int i = 0;
	do
		digits[i++] = (char)('0' + n % 10);
	while (n /= 10);
	while (i)
		*to++ = digits[--i];
	return to;
}

static long write_all(long fd, const char *data, uint64_t len, uint32_t *call, uint32_t write_call, uint32_t close_call)
{
	long r;
	*call = write_call;
	while ((r = fx_syscall3(SYS_write, fd, data, len)) == -EINTR)
		;
	long closed = fx_syscall1(SYS_close, fd);
	if (r < 0)
		return r;
	if ((uint64_t)r != len)
		return -EIO;
	*call = close_call;
	return closed;
}

/* "/proc/<pid>/x" names the child's directory: its number cannot be another's, for nobody has reaped it. */
static long write_file(const struct fx_launch *l, const struct fx_step *s, uint32_t *call)
{
	char path[64];
	const char *name = s->arg[FX_ARG_WRITE_FILE_PATH].v.str;
	size_t len = s->arg[FX_ARG_WRITE_FILE_PATH].len;
	*call = FX_CALL_WRITE_FILE_OPEN;
	if (len >= sizeof PID_PREFIX - 1 && !memcmp(name, PID_PREFIX, sizeof PID_PREFIX - 1)) {
		if (len > 32)
			return -ENAMETOOLONG;
		memcpy(path, "/proc/", 6);
		char *end = fx_put_number(path + 6, (unsigned)l->pid);
		memcpy(end, name + sizeof PID_PREFIX - 2, len - (sizeof PID_PREFIX - 2) + 1);
		name = path;
	}
	long fd;
	while ((fd = fx_syscall4(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CLOEXEC | O_NOCTTY, 0)) == -EINTR)
		;
	if (fd < 0)
		return fd == -ENOENT && s->arg[FX_ARG_WRITE_FILE_OPTIONAL].v.u ? 0 : fd;
	const struct fx_arg *data = &s->arg[FX_ARG_WRITE_FILE_DATA];
	return write_all(fd, data->v.str, data->len, call, FX_CALL_WRITE_FILE_WRITE, FX_CALL_WRITE_FILE_CLOSE);
}

static long join_cgroup(const struct fx_launch *l, int dir, uint32_t *call)
{
	char number[12];
	char *end = fx_put_number(number, (unsigned)l->pid);
	long fd;
	*call = FX_CALL_JOIN_CGROUP_OPENAT;
	while ((fd = fx_syscall4(SYS_openat, dir, "cgroup.procs", O_WRONLY | O_CLOEXEC, 0)) == -EINTR)
		;
	if (fd < 0)
		return fd;
	return write_all(fd, number, (uint64_t)(end - number), call, FX_CALL_JOIN_CGROUP_WRITE,
			 FX_CALL_JOIN_CGROUP_CLOSE);
}

static long run(struct fx_launch *l, const struct fx_step *s, uint32_t *call)
{
	if (s->op == FX_OP_WRITE_FILE)
		return write_file(l, s, call);
	if (s->op == FX_OP_JOIN_CGROUP)
		return join_cgroup(l, (int)s->arg[FX_ARG_JOIN_CGROUP_FD].v.i, call);
	if (s->op == FX_OP_NEWIDMAP)
		return fx_newidmap(l, s, call);
	return -ENOSYS; /* the decoder lets no other through */
}

/* newuidmap needs no such thing: as root's it may write the files of an undumpable process too. */
static long run_alone(struct fx_launch *l, const struct fx_step *s, uint32_t *call)
{
	uint32_t seq;
	if (s->op == FX_OP_NEWIDMAP)
		return run(l, s, call);
	while (!fx_guard_try_block(&seq))
		fx_futex_wait(fx_guard_word(), seq);
	long r = run(l, s, call);
	fx_guard_unblock();
	return r;
}

/* A positive `r` is how a program ended. */
static int fail(struct fx_launch *l, uint32_t step, uint32_t call, long r)
{
	l->out = (struct fx_outcome){ .end = r > 0 ? FX_END_PROGRAM : FX_END_PARENT, .pid = -1, .pidfd = -1, .step = step,
				      .call = call, .err = r > 0 ? (int)r : (int)-r };
	return -1;
}

int fx_parent_steps(struct fx_launch *l, int alone)
{
	uint32_t call = 0;
	long r;
	if (l->cgroup_fd >= 0 && (l->joins || l->child.gate)) { /* clone3 could not: step 0 stands for the join itself */
		r = join_cgroup(l, l->cgroup_fd, &call);
		if (r < 0)
			return fail(l, UINT32_MAX, call, r);
	}
	for (uint32_t i = 0; i < l->plan->parents; i++) {
		r = (alone ? run_alone : run)(l, &l->plan->parent[i], &call);
		if (r)
			return fail(l, i, call, r);
	}
	return 0;
}
