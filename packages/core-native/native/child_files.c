/*
 * The child's table of descriptors. Where the kernel can, it is the parent's own until this, the child's first system call:
 * copying a table of thousands takes longer than the rest of the launch (docs/decisions/shared-descriptor-table.md). Until then
 * nothing may be opened, closed or moved here, for it would be in the parent. The rules of child.c hold here as well.
 */
#include <asm/errno.h>
#include <linux/fcntl.h>
#include <stddef.h>
#include <sys/socket.h>

#include "child.h"
#include "syscall.h"

#define FUTEX_WAKE_SHARED 1

#ifndef CLOSE_RANGE_UNSHARE
#define CLOSE_RANGE_UNSHARE 2 /* Linux 5.9 */
#endif

/* The files of `as`, sent by the parent before the clone, in that order: unix(7), SCM_RIGHTS. */
static long take(struct fx_child *c)
{
	struct fx_table *t = &c->table;
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(FX_HANDED * sizeof(int))];
	} control;
	char byte;
	struct iovec one = { &byte, 1 };
	struct msghdr message; /* field by field: for `= { 0 }` some compilers call memset */
	message.msg_name = NULL;
	message.msg_namelen = 0;
	message.msg_iov = &one;
	message.msg_iovlen = 1;
	message.msg_control = &control;
	message.msg_controllen = sizeof control;
	message.msg_flags = 0;
	long r = fx_syscall3(SYS_recvmsg, t->socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
	if (r < 0)
		return r;
	/* Some may have been withheld: no room below RLIMIT_NOFILE, or a security module. */
	if (message.msg_controllen < CMSG_LEN(t->handed * sizeof(int)) || (message.msg_flags & MSG_CTRUNC))
		return -EMFILE;
	const int *got = (const int *)CMSG_DATA(&control.head);
	for (uint32_t i = 0; i < t->handed; i++)
		t->as[i].to = got[i];
	__atomic_store_n(&c->shared->taken, 1, __ATOMIC_RELEASE);
	fx_syscall3(SYS_futex, &c->shared->taken, FUTEX_WAKE_SHARED, 1);
	return 0;
}

int fx_child_fd(const struct fx_child *c, int fd)
{
	for (uint32_t i = 0; i < c->table.handed; i++)
		if (c->table.as[i].from == fd)
			return c->table.as[i].to;
	return fd;
}

long fx_child_own_table(struct fx_child *c)
{
	const struct fx_table *t = &c->table;
	if (t->keep == 0)
		return 0;
	long r = fx_syscall3(SYS_close_range, t->keep, ~0u, CLOSE_RANGE_UNSHARE);
	if (r >= 0 && t->handed)
		r = take(c);
	if (r < 0)
		return r;
	int parent = fx_child_fd(c, c->parent_fd);
	c->parent_fd = parent != c->parent_fd || parent < t->keep ? parent : -1;
	return 0;
}
