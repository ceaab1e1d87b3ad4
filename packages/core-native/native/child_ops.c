/* The child's ops that take more than one system call. The rules of child.c hold here as well. */
#include <asm/errno.h>
#include <linux/capability.h>
#include <linux/fcntl.h>
#include <linux/prctl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/resource.h>

#include "child.h"
#include "ops.gen.h"
#include "syscall.h"

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC 4 /* Linux 5.11 */
#endif

long fx_write_file(const struct fx_step *s, uint32_t *call)
{
	*call = FX_CALL_WRITE_FILE_OPEN;
	/* O_NOCTTY: a session leader that opens a terminal must not get it as its own by accident (open(2)) */
	long fd = fx_syscall4(SYS_openat, AT_FDCWD, s->arg[0].v.str, O_WRONLY | O_CLOEXEC | O_NOCTTY, 0);
	if (fd < 0)
		return fd == -ENOENT && s->arg[2].v.u ? 0 : fd;
	*call = FX_CALL_WRITE_FILE_WRITE;
	long r = fx_syscall3(SYS_write, fd, s->arg[1].v.str, s->arg[1].len);
	long closed = fx_syscall1(SYS_close, fd);
	if (r < 0)
		return r;
	if ((uint64_t)r != s->arg[1].len) /* the files of /proc take all or nothing */
		return -EIO;
	*call = FX_CALL_WRITE_FILE_CLOSE;
	return closed;
}

long fx_add_caps(uint64_t caps, uint32_t *call)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2] = { { 0, 0, 0 }, { 0, 0, 0 } };
	*call = FX_CALL_ADD_CAPS_CAPGET;
	long r = fx_syscall2(SYS_capget, &head, data);
	if (r < 0)
		return r;
	for (int i = 0; i < 2; i++) {
		uint32_t word = (uint32_t)(caps >> (32 * i));
		data[i].permitted |= word;
		data[i].inheritable |= word;
	}
	*call = FX_CALL_ADD_CAPS_CAPSET;
	return fx_syscall2(SYS_capset, &head, data);
}

long fx_set_inheritable(uint64_t caps, uint32_t *call)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2] = { { 0, 0, 0 }, { 0, 0, 0 } };
	*call = FX_CALL_SET_INHERITABLE_CAPGET;
	long r = fx_syscall2(SYS_capget, &head, data);
	if (r < 0)
		return r;
	for (int i = 0; i < 2; i++)
		data[i].inheritable = (uint32_t)(caps >> (32 * i));
	*call = FX_CALL_SET_INHERITABLE_CAPSET;
	return fx_syscall2(SYS_capset, &head, data);
}

/* One that is not in the set is not dropped: that would need CAP_SETPCAP, too (PR_CAPBSET_DROP(2const)). */
long fx_drop_bounding(uint64_t caps)
{
	for (int cap = 0; cap < 64; cap++) {
		if (!(caps >> cap & 1))
			continue;
		long r = fx_syscall2(SYS_prctl, PR_CAPBSET_READ, cap);
		if (r == -EINVAL) /* newer than the kernel */
			return 0;
		if (r < 0)
			return r;
		if (r > 0 && (r = fx_syscall2(SYS_prctl, PR_CAPBSET_DROP, cap)) < 0)
			return r;
	}
	return 0;
}

long fx_securebits(uint32_t set, uint32_t clear)
{
	long r = fx_syscall1(SYS_prctl, PR_GET_SECUREBITS);
	if (r < 0)
		return r;
	return fx_syscall2(SYS_prctl, PR_SET_SECUREBITS, (r & ~(long)clear) | set);
}

/* The call itself returns 20 - niceness, so that nothing is negative: getpriority(2), "C library/kernel differences". */
long fx_nice(int increment, uint32_t *call)
{
	*call = FX_CALL_NICE_GETPRIORITY;
	long r = fx_syscall2(SYS_getpriority, 0 /* PRIO_PROCESS */, 0);
	if (r < 0)
		return r;
	*call = FX_CALL_NICE_SETPRIORITY;
	return fx_syscall3(SYS_setpriority, 0, 0, 20 - r + increment);
}

static long set_cloexec(unsigned fd)
{
	long r = fx_syscall3(SYS_fcntl, fd, F_SETFD, FD_CLOEXEC);
	return r == -EBADF ? 0 : r;
}

struct dirent64 {
	uint64_t ino, off;
	uint16_t reclen;
	uint8_t type;
	char name[];
};

/* Every number that the directory /proc/self/fd lists from `first` on. */
static long walk_fds(long dir, unsigned first, uint32_t *call)
{
	char buf[2048] __attribute__((aligned(8)));
	for (;;) {
		*call = FX_CALL_CLOEXEC_FROM_GETDENTS64;
		long n = fx_syscall3(SYS_getdents64, dir, buf, sizeof buf);
		if (n <= 0)
			return n;
		*call = FX_CALL_CLOEXEC_FROM_FCNTL;
		for (long at = 0; at < n; at += ((struct dirent64 *)(buf + at))->reclen) {
			const char *s = ((struct dirent64 *)(buf + at))->name;
			unsigned fd = 0;
			for (; *s >= '0' && *s <= '9'; s++)
				fd = fd * 10 + (unsigned)(*s - '0');
			if (*s || fd < first) /* "." and ".." */
				continue;
			long r = set_cloexec(fd);
			if (r < 0)
				return r;
		}
	}
}

/* Without /proc: every number that could be open. A limit of millions is no loop for a child: then it is an error. */
static long try_all(unsigned first, long why, uint32_t *call)
{
	struct rlimit limit;
	*call = FX_CALL_CLOEXEC_FROM_OPEN;
	if (fx_syscall4(SYS_prlimit64, 0, RLIMIT_NOFILE, 0, &limit) < 0 || limit.rlim_max > 1u << 20)
		return why;
	*call = FX_CALL_CLOEXEC_FROM_FCNTL;
	for (unsigned fd = first; fd < limit.rlim_max; fd++) {
		long r = set_cloexec(fd);
		if (r < 0)
			return r;
	}
	return 0;
}

long fx_cloexec_from(unsigned first, uint32_t *call)
{
	*call = FX_CALL_CLOEXEC_FROM_CLOSE_RANGE;
	long r = fx_syscall3(SYS_close_range, first, ~0u, CLOSE_RANGE_CLOEXEC);
	if (r != -ENOSYS && r != -EINVAL && r != -EPERM) /* EPERM: old container profiles' word for "unknown" */
		return r;
	*call = FX_CALL_CLOEXEC_FROM_OPEN;
	long dir = fx_syscall4(SYS_openat, AT_FDCWD, "/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	if (dir < 0)
		return try_all(first, dir, call);
	r = walk_fds(dir, first, call);
	fx_syscall1(SYS_close, dir);
	return r;
}

long fx_set_blocking(int fd)
{
	long flags = fx_syscall3(SYS_fcntl, fd, F_GETFL, 0);
	if (flags < 0 || !(flags & O_NONBLOCK))
		return flags < 0 ? flags : 0;
	return fx_syscall3(SYS_fcntl, fd, F_SETFL, flags & ~O_NONBLOCK);
}

/*
 * For a file without a known format the shell takes the path where the program's own name stood. The list is this launch's
 * alone (decode.c made it, with two entries at least), and has its name back before anybody else looks: the next path, or
 * the next attempt after ETXTBSY.
 */
static long try_program(const char *path, char **argv, char *const *env)
{
	long r = fx_syscall3(SYS_execve, path, argv + 1, env);
	if (r != -ENOEXEC)
		return r;
	char *name = argv[1];
	argv[1] = (char *)path;
	r = fx_syscall3(SYS_execve, argv[0], argv, env);
	argv[1] = name;
	return r;
}

/* The errors after which execvp(3) of glibc looks on: posix/execvpe.c. */
static int is_elsewhere(long r)
{
	return r == -ENOENT || r == -ENOTDIR || r == -EACCES || r == -ESTALE || r == -ENODEV || r == -ETIMEDOUT;
}

long fx_execve_search(char *const *paths, char **argv, char *const *env)
{
	long r = -ENOENT;
	int denied = 0;
	for (; *paths; paths++) {
		r = try_program(*paths, argv, env);
		if (!is_elsewhere(r))
			return r;
		denied |= r == -EACCES;
	}
	return denied ? -EACCES : r;
}

/* The kernel's own struct sigaction: libc's is another one. Where asm/signal.h has SA_RESTORER there is a field for it. */
struct kernel_sigaction {
	void (*handler)(int);
	unsigned long flags;
#if defined(__x86_64__) || defined(__aarch64__)
	void (*restorer)(void);
#endif
	uint64_t mask;
};

static long set_dispositions(void (*handler)(int), uint64_t which)
{
	struct kernel_sigaction action = { .handler = handler };
	for (int sig = 1; sig <= 64; sig++) {
		if (!(which >> (sig - 1) & 1))
			continue;
		long r = fx_syscall4(SYS_rt_sigaction, sig, &action, 0, sizeof action.mask);
		if (r < 0)
			return r;
	}
	return 0;
}

long fx_reset_signals(void)
{
	uint64_t fixed = 1ull << (SIGKILL - 1) | 1ull << (SIGSTOP - 1);
	return set_dispositions(SIG_DFL, ~fixed);
}

long fx_ignore_signals(uint64_t mask) { return set_dispositions(SIG_IGN, mask); }
