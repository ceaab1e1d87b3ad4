/*
 * See pipe_end.h. An epoll entry outlives close(2) while a child that is between clone and exec holds a copy of the descriptor:
 * so an end is taken out of the set before it is closed, always, and what is closed is freed by the thread between two of its
 * epoll_pwaits, when no fetched event can name it any more.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "lock.h"
#include "pipe_end.h"
#include "reaper.h"
#include "syscall.h"

static struct {
	uint32_t lock;
	struct fx_pipe_end *first;
} closed;

static void close_fd(int *fd)
{
	if (*fd >= 0)
		fx_syscall1(SYS_close, *fd);
	*fd = -1;
}

void fx_pipe_unref(struct fx_pipe_end *p)
{
	if (__atomic_sub_fetch(&p->refs, 1, __ATOMIC_ACQ_REL))
		return;
	if (p->all)
		fx_pipe_unref(p->all);
	fx_owner_unref(p->event.owner);
	free(p->bytes.data);
	free(p);
}

long fx_pipe_start_serving(struct fx_pipe_end *p)
{
	/* The lowest bit tells it from a watch of the reaper's. */
	struct epoll_event e = { .events = p->writes ? EPOLLOUT : EPOLLIN, .data.u64 = (uintptr_t)p | 1 };
	if (p->served || p->fd < 0)
		return 0;
	long r = fx_syscall4(SYS_epoll_ctl, fx_reaper_fd(), EPOLL_CTL_ADD, p->fd, &e);
	p->served = r == 0;
	return r;
}

void fx_pipe_unserve(struct fx_pipe_end *p)
{
	if (p->served)
		fx_syscall4(SYS_epoll_ctl, fx_reaper_fd(), EPOLL_CTL_DEL, p->fd, 0);
	p->served = 0;
}

void fx_pipe_end_with(struct fx_pipe_end *p, int err)
{
	fx_pipe_unserve(p);
	close_fd(&p->fd);
	p->ended = 1;
	p->err = err;
}

/* Whether its owner wants to hear of what it is now. */
static int is_news(const struct fx_pipe_end *p)
{
	if (p->writes)
		return !p->closes && (p->ended || p->bytes.size == p->written);
	return (p->over && p->tell == FX_TELL_LIMIT) || (p->ended && p->tell >= FX_TELL_END) ||
	       (p->bytes.size && p->tell == FX_TELL_DATA);
}

void fx_pipe_notify(struct fx_pipe_end *p)
{
	if (p->posted || !is_news(p))
		return;
	p->posted = 1;
	__atomic_add_fetch(&p->refs, 1, __ATOMIC_RELAXED);
	if (fx_owner_post(p->event.owner, &p->event))
		return;
	p->posted = 0; /* nobody left to be told */
	__atomic_sub_fetch(&p->refs, 1, __ATOMIC_RELAXED);
}

void fx_pipe_told(struct fx_event *e)
{
	struct fx_pipe_end *p = (struct fx_pipe_end *)e;
	fx_lock(&p->lock);
	p->posted = 0;
	fx_unlock(&p->lock);
	fx_pipe_unref(p);
}

void fx_pipe_drop(struct fx_event *e) { fx_pipe_unref((struct fx_pipe_end *)e); }

void fx_pipes_free_closed(void)
{
	if (!__atomic_load_n(&closed.first, __ATOMIC_ACQUIRE))
		return;
	fx_lock(&closed.lock);
	struct fx_pipe_end *list = closed.first;
	__atomic_store_n(&closed.first, NULL, __ATOMIC_RELEASE);
	fx_unlock(&closed.lock);
	while (list) {
		struct fx_pipe_end *next = list->next;
		fx_pipe_unref(list);
		list = next;
	}
}

void fx_pipe_close(struct fx_pipes *all, struct fx_pipe_end *p)
{
	all->at[p->event.id] = NULL;
	fx_lock(&p->lock);
	if (!p->ended)
		fx_pipe_end_with(p, 0);
	close_fd(&p->peer);
	p->tell = FX_TELL_LIMIT;
	p->closes = 1;
	free(p->bytes.data);
	p->bytes = (struct fx_bytes){ 0 };
	fx_unlock(&p->lock);
	fx_lock(&closed.lock);
	p->next = closed.first;
	__atomic_store_n(&closed.first, p, __ATOMIC_RELEASE);
	fx_unlock(&closed.lock);
}

void fx_pipes_close(struct fx_pipes *all)
{
	for (uint32_t i = 0; i < all->n; i++)
		if (all->at[i])
			fx_pipe_close(all, all->at[i]);
	free(all->at);
	*all = (struct fx_pipes){ 0 };
}

void fx_pipe_hand_over(struct fx_pipe_end *p)
{
	fx_lock(&p->lock);
	close_fd(&p->peer);
	fx_unlock(&p->lock);
}

static long slot_for(struct fx_pipes *all)
{
	for (uint32_t i = 0; i < all->n; i++)
		if (!all->at[i])
			return i;
	uint32_t n = all->n ? 2 * all->n : 8;
	struct fx_pipe_end **more = realloc(all->at, n * sizeof *more);
	if (!more)
		return -ENOMEM;
	memset(more + all->n, 0, (n - all->n) * sizeof *more);
	uint32_t slot = all->n;
	all->at = more;
	all->n = n;
	return slot;
}

/* Ours does not block; the child's does, as it would be from a shell: the flag is one of each end's own, pipe(7). */
static long open_pipe(struct fx_pipe_end *p, const struct fx_pipe_wish *wish, enum fx_pipe_call *call)
{
	int fds[2];
	*call = FX_PIPE_CALL_PIPE2;
	long r = fx_syscall2(SYS_pipe2, fds, O_CLOEXEC);
	if (r < 0)
		return r;
	p->fd = fds[wish->writes ? 1 : 0];
	p->peer = fds[wish->writes ? 0 : 1];
	*call = FX_PIPE_CALL_FCNTL;
	r = fx_syscall3(SYS_fcntl, p->fd, F_SETFL, O_NONBLOCK);
	if (r >= 0 && wish->size)
		r = fx_syscall3(SYS_fcntl, p->fd, F_SETPIPE_SZ, wish->size);
	return r < 0 ? r : 0;
}

long fx_pipe_make(struct fx_pipes *all, struct fx_owner *owner, const struct fx_pipe_wish *wish, enum fx_pipe_call *call)
{
	*call = FX_PIPE_CALL_PTHREAD;
	long r = fx_reaper_start();
	if (r < 0)
		return r;
	*call = FX_PIPE_CALL_MALLOC;
	long slot = slot_for(all);
	struct fx_pipe_end *p = slot < 0 ? NULL : calloc(1, sizeof *p);
	if (!p)
		return -ENOMEM;
	fx_owner_ref(owner);
	p->event = (struct fx_event){ .kind = FX_EVENT_PIPE, .id = (uint32_t)slot, .owner = owner };
	p->refs = 1;
	p->fd = p->peer = -1;
	p->writes = wish->writes;
	p->collects = !wish->writes;
	p->limit = wish->limit;
	all->at[slot] = p;
	if (!wish->no_pipe && (r = open_pipe(p, wish, call)) < 0) {
		fx_pipe_close(all, p);
		return r;
	}
	return slot;
}

void fx_pipe_join(struct fx_pipe_end *p, struct fx_pipe_end *all)
{
	__atomic_add_fetch(&all->refs, 1, __ATOMIC_RELAXED);
	fx_lock(&p->lock);
	p->all = all;
	fx_unlock(&p->lock);
}

int fx_pipe_state(struct fx_pipe_end *p, int *err)
{
	fx_lock(&p->lock);
	int bits = (p->ended ? FX_PIPE_ENDED : 0) | (p->bytes.size > p->written ? FX_PIPE_HAS_DATA : 0) |
		   (p->over ? FX_PIPE_OVER : 0) | (p->truncated ? FX_PIPE_TRUNCATED : 0);
	if (err)
		*err = p->err;
	fx_unlock(&p->lock);
	return bits;
}
