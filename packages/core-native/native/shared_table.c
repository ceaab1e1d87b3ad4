/*
 * See shared_table.h, and docs/decisions/shared-descriptor-table.md for why it is right. The child keeps the numbers below `keep`.
 * Copying the few that are there costs less than anything else; a descriptor with a high number, though, would make the kernel
 * copy all that are below: it is sent through a socket whose receiving end has a low number.
 */
#define FX_OP_TABLE
#include <errno.h>
#include <linux/futex.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "lock.h"
#include "ops.gen.h"
#include "shared_table.h"
#include "syscall.h"

#define LOW 64 /* the kernel's smallest table, NR_OPEN_DEFAULT */
#define MOST 4096 /* a table that reaches so far is as well copied by the clone */
#define WAIT_NS 500000 /* about what copying 5,000 descriptors takes */

static struct {
	uint32_t lock;
	int made;
	struct {
		int receive, send;
		struct fx_launch *owner; /* whose message is in it, or was taken out already */
	} pair[FX_PAIRS];
} T;

void fx_table_init(void)
{
	int ends[2];
	while (T.made < FX_PAIRS &&
	       fx_syscall4(SYS_socketpair, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) == 0) {
		T.pair[T.made].receive = ends[0];
		T.pair[T.made++].send = ends[1];
	}
}

static int is_free(int i)
{
	const struct fx_launch *owner = T.pair[i].owner;
	return !owner || __atomic_load_n(&owner->child.shared->taken, __ATOMIC_ACQUIRE);
}

/* A pair, or -1 with the word to wait for. */
static int claim(struct fx_launch *l, uint32_t **word)
{
	int found = -1;
	fx_lock(&T.lock);
	for (int i = 0; i < T.made && found < 0; i++)
		if (is_free(i))
			found = i;
	if (found >= 0)
		T.pair[found].owner = l;
	else
		*word = T.made ? &T.pair[0].owner->child.shared->taken : NULL;
	fx_unlock(&T.lock);
	return found;
}

/* Children take what was sent to them at once, unless they are frozen, or wait for a CPU. */
static int claim_soon(struct fx_launch *l)
{
	uint64_t until = fx_now() + WAIT_NS;
	for (;;) {
		uint32_t *word = NULL;
		int found = claim(l, &word);
		if (found >= 0 || !word || fx_now() >= until)
			return found;
		struct timespec some = { 0, WAIT_NS / 4 };
		fx_syscall4(SYS_futex, word, FUTEX_WAIT, 0, &some);
	}
}

void fx_table_fds(int *to)
{
	for (int i = 0; i < FX_PAIRS; i++) {
		*to++ = i < T.made ? T.pair[i].receive : -1;
		*to++ = i < T.made ? T.pair[i].send : -1;
	}
}

/* Nobody has taken them. Received by nobody, not closed by us: close(2) would end our locks on the file, fcntl_locking(2). */
static void discard(int i)
{
	char byte;
	fx_syscall6(SYS_recvfrom, T.pair[i].receive, (long)&byte, 1, MSG_DONTWAIT, 0, 0);
}

void fx_table_done(struct fx_launch *l)
{
	if (!l->child.table.handed)
		return;
	fx_lock(&T.lock);
	for (int i = 0; i < T.made; i++)
		if (T.pair[i].owner == l) {
			if (!__atomic_load_n(&l->child.shared->taken, __ATOMIC_ACQUIRE))
				discard(i);
			T.pair[i].owner = NULL;
		}
	fx_unlock(&T.lock);
	l->child.table.handed = 0;
}

static int send_files(int i, const struct fx_table *t)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(FX_HANDED * sizeof(int))];
	} control;
	char byte = 0;
	struct iovec one = { &byte, 1 };
	struct msghdr message = { .msg_iov = &one, .msg_iovlen = 1, .msg_control = &control };
	memset(&control, 0, sizeof control);
	message.msg_controllen = CMSG_SPACE(t->handed * sizeof(int));
	control.head.cmsg_level = SOL_SOCKET;
	control.head.cmsg_type = SCM_RIGHTS;
	control.head.cmsg_len = CMSG_LEN(t->handed * sizeof(int));
	for (uint32_t k = 0; k < t->handed; k++)
		((int *)CMSG_DATA(&control.head))[k] = t->as[k].from;
	return fx_syscall3(SYS_sendmsg, T.pair[i].send, &message, MSG_DONTWAIT | MSG_NOSIGNAL) == 1;
}

/* Read under the parent's number; every other descriptor of a step is a place in the child's table (child.c: fx_child_fd). */
static int is_source(uint32_t op, int arg)
{
	return arg == 0 && (op == FX_OP_DUP3 || op == FX_OP_FOREGROUND || op == FX_OP_EXECVEAT ||
			    op == FX_OP_LANDLOCK_RESTRICT_SELF);
}

/* Ours, though the plan names its number: the child is to find none there. */
static int is_internal(const struct fx_child *c, int fd)
{
	for (int i = 0; i < FX_INTERNAL; i++)
		if (c->internal[i] == fd)
			return 1;
	return 0;
}

struct wanted {
	int keep;    /* above all places, and all sources that are low */
	int highest; /* of the others */
	int many;
	int sweeps;  /* the plan lets no descriptor through that it does not name */
	int orphans; /* the child will look for its parent */
};

static void want(struct fx_table *t, struct wanted *w, int fd)
{
	if (fd < w->keep)
		return;
	w->highest = fd > w->highest ? fd : w->highest;
	for (uint32_t i = 0; i < t->handed; i++)
		if (t->as[i].from == fd)
			return;
	if (t->handed < FX_HANDED)
		t->as[t->handed++].from = fd;
	else
		w->many = 1;
}

/* `sources` 0: what must be below `keep`. 1: the sources that are not. */
static void look(struct fx_launch *l, struct wanted *w, int sources)
{
	/* A cgroup: clone3 may fail, and then the child waits for us to put it there. */
	w->orphans |= l->child.gate || l->cgroup_fd >= 0 || (l->plan->traits & FX_TRAIT_HOLD);
	for (uint32_t i = 0; i < l->plan->children; i++) {
		const struct fx_step *s = &l->plan->child[i];
		w->orphans |= s->op == FX_OP_RAISE_IF_ORPHANED;
		w->sweeps |= s->op == FX_OP_CLOEXEC_FROM;
		for (int a = 0; a < FX_MAX_ARGS; a++) {
			int fd = (int)s->arg[a].v.i, high = is_source(s->op, a) && fd >= LOW;
			if (fx_op_specs[s->op].kinds[a] != FX_KIND_FD)
				continue;
			if (!sources && !high && fd >= w->keep)
				w->keep = fd < MOST ? fd + 1 : MOST;
			if (sources && high && !is_internal(&l->child, fd))
				want(&l->child.table, w, fd);
		}
	}
}

static int hand_over(struct fx_launch *l, struct wanted *w)
{
	struct fx_table *t = &l->child.table;
	int i = w->many ? -1 : claim_soon(l);
	if (i < 0)
		return 0;
	t->socket = T.pair[i].receive;
	if (t->socket < w->highest && send_files(i, t)) {
		if (t->socket >= w->keep)
			w->keep = t->socket + 1;
		return 1;
	}
	fx_table_done(l);
	return 0;
}

void fx_table_arrange(struct fx_launch *l)
{
	struct fx_table *t = &l->child.table;
	struct wanted w = { .keep = 3, .highest = -1 };
	*t = (struct fx_table){ .keep = 0, .socket = -1, .pidfd = &l->pidfd };
	if (!fx_kernel()->shares_table || l->whole_table || l->status_fd >= 0 || (l->plan->traits & FX_TRAIT_TRACE))
		return;
	int parent = l->child.parent_fd;
	look(l, &w, 0);
	if (!w.sweeps || w.keep == MOST)
		return;
	if (w.orphans && parent >= w.keep && parent < LOW)
		w.keep = parent + 1;
	look(l, &w, 1);
	if (w.orphans && parent >= 0)
		want(t, &w, parent);
	if (t->handed && !hand_over(l, &w)) {
		t->handed = 0;
		w.keep = w.highest + 1;
	}
	t->keep = w.keep;
}
