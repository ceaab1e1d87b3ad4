/* System calls that JavaScript asks for, outside of any launch. */
#include <asm/errno.h>
#include <asm/ioctls.h>
#include <signal.h>

#include "calls.h"
#include "syscall.h"

long fx_landlock_create_ruleset(const void *attr, size_t size, uint32_t flags)
{
	return fx_syscall3(SYS_landlock_create_ruleset, attr, size, flags);
}

long fx_landlock_add_rule(int ruleset, int type, const void *attr, size_t size)
{
	if (size < (type == 1 /* LANDLOCK_RULE_PATH_BENEATH */ ? 12 : 16))
		return -EINVAL;
	return fx_syscall4(SYS_landlock_add_rule, ruleset, type, attr, 0);
}

long fx_capget(void *header, void *data) { return fx_syscall2(SYS_capget, header, data); }

long fx_tcgetpgrp(int fd)
{
	int pgid = 0;
	long r = fx_syscall3(SYS_ioctl, fd, TIOCGPGRP, &pgid);
	return r < 0 ? r : pgid;
}

/*
 * The kernel stops a background process that changes the foreground group, unless it blocks or ignores SIGTTOU (tcsetpgrp(3)):
 * with it blocked on this thread no signal is sent at all (drivers/tty/tty_jobctrl.c, __tty_check_change). So none is pending when
 * the old mask comes back.
 */
long fx_tcsetpgrp(int fd, int pgid)
{
	uint64_t ttou = 1ULL << (SIGTTOU - 1), old = 0;
	long r = fx_syscall4(SYS_rt_sigprocmask, SIG_BLOCK, &ttou, &old, sizeof ttou);
	if (r < 0)
		return r;
	r = fx_syscall3(SYS_ioctl, fd, TIOCSPGRP, &pgid);
	fx_syscall4(SYS_rt_sigprocmask, SIG_SETMASK, &old, 0, sizeof old);
	return r;
}
