/* See files.h. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>

#include "files.h"
#include "syscall.h"

#define PIDFD_SIGNAL_PROCESS_GROUP_ 4 /* Linux 6.9 */

long fx_open_file(const char *path, int flags, int mode)
{
	long fd;
	while ((fd = fx_syscall4(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, mode)) == -EINTR)
		;
	return fd;
}

long fx_null_fd(void)
{
	static int null_fd = -1;
	int known = __atomic_load_n(&null_fd, __ATOMIC_ACQUIRE), none = -1;
	if (known >= 0)
		return known;
	long fd = fx_open_file("/dev/null", O_RDWR, 0);
	if (fd < 0 || __atomic_compare_exchange_n(&null_fd, &none, (int)fd, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
		return fd;
	fx_syscall1(SYS_close, fd);
	return none;
}

long fx_signal_group(int pidfd, int pid, int signal)
{
	long r = fx_syscall4(SYS_pidfd_send_signal, pidfd, signal, 0, PIDFD_SIGNAL_PROCESS_GROUP_);
	if (r != -EINVAL)
		return r;
	/* Older: by number, while the leader is there, whose number the group's is. */
	r = fx_syscall4(SYS_pidfd_send_signal, pidfd, 0, 0, 0);
	return r < 0 ? r : fx_syscall2(SYS_kill, -pid, signal);
}
