/*
 * See pipe_end.h: reading and writing. What is read goes into one growing buffer; a small output fits its memory exactly, by way of
 * a scratch, a large one is read right into its place. SIGPIPE never arises where it would be seen: the reaper thread blocks it
 * (thread.c), and the caller's thread writes only while the other end is our own.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/uio.h>

#include "lock.h"
#include "pipe_end.h"
#include "syscall.h"

#define SCRATCH 65536
#define EXACT 4096
#define CHUNK 65536
#define ROUNDS 4 /* then it is the others' turn: 256 KiB, with pipes of the usual size */

/* 0: no memory. */
static int grow(struct fx_bytes *b, size_t more)
{
	if (b->room - b->size >= more)
		return 1;
	size_t room = b->room < EXACT ? b->size + more : 2 * b->room;
	if (room < b->size + more)
		room = b->size + more;
	uint8_t *data = realloc(b->data, room);
	if (!data)
		return 0;
	b->data = data;
	b->room = room;
	return 1;
}

static int append(struct fx_pipe_end *p, const uint8_t *data, size_t size)
{
	if (!grow(&p->bytes, size))
		return 0;
	memcpy(p->bytes.data + p->bytes.size, data, size);
	p->bytes.size += size;
	return 1;
}

/* In the order in which the thread reads: as near to the order of writing as two pipes allow. */
static void copy_to_all(struct fx_pipe_end *p, const uint8_t *data, size_t size)
{
	if (!p->all || !size)
		return;
	fx_lock(&p->all->lock);
	if (!append(p->all, data, size))
		p->all->truncated = 1;
	fx_unlock(&p->all->lock);
}

/* `direct` bytes were read into their place, `size - direct` lie in the scratch. */
static void accept(struct fx_pipe_end *p, size_t direct, const uint8_t *scratch, size_t size)
{
	size_t room = p->limit > p->bytes.size + direct ? p->limit - p->bytes.size - direct : 0;
	size_t rest = size - direct, keep = p->collects && rest > room ? room : rest;
	copy_to_all(p, p->bytes.data + p->bytes.size, direct);
	p->bytes.size += direct;
	copy_to_all(p, scratch, keep);
	if (keep && !append(p, scratch, keep)) {
		p->truncated = 1;
		fx_pipe_end_with(p, ENOMEM);
	}
	if (keep < rest)
		p->over = 1;
}

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/* Sets `asked`, to 0 where what waits is to stay in the pipe. The result of readv(2); whatever it is, it has been acted on. */
static long read_once(struct fx_pipe_end *p, uint8_t *scratch, size_t size, int keep, size_t *asked)
{
	struct fx_bytes *b = &p->bytes;
	size_t left = p->limit > b->size ? p->limit - b->size : 0, direct = least(b->room - b->size, left);
	*asked = direct + size;
	if (!p->collects && !keep)
		*asked = least(*asked, left);
	if (!*asked)
		return 0;
	struct iovec to[] = { { b->data + b->size, direct }, { scratch, *asked - direct } };
	long n;
	while ((n = fx_syscall3(SYS_readv, p->fd, direct ? to : to + 1, direct ? 2 : 1)) == -EINTR)
		;
	if (n > 0)
		accept(p, least((size_t)n, direct), scratch, (size_t)n);
	else if (n != -EAGAIN)
		fx_pipe_end_with(p, (int)-n);
	return n;
}

void fx_pipe_read(struct fx_pipe_end *p, uint8_t *scratch, size_t size, int rounds)
{
	size_t asked;
	while (rounds-- > 0 && !p->ended) {
		long n = read_once(p, scratch, size, 0, &asked);
		if (!asked)
			fx_pipe_unserve(p); /* until there is room: the kernel would not stop telling */
		if (n < (long)asked || !asked)
			return; /* empty, and the kernel says when that changes */
	}
}

void fx_pipe_flush(struct fx_pipe_end *p)
{
	while (p->written < p->bytes.size && !p->ended) {
		long n = fx_syscall3(SYS_write, p->fd, p->bytes.data + p->written, p->bytes.size - p->written);
		if (n == -EINTR)
			continue;
		if (n == -EAGAIN)
			return;
		if (n < 0)
			fx_pipe_end_with(p, (int)-n);
		else
			p->written += (size_t)n;
	}
	fx_pipe_unserve(p);
	if (p->closes && !p->ended)
		fx_pipe_end_with(p, 0);
}

void fx_pipe_serve(struct fx_pipe_end *p)
{
	static uint8_t scratch[SCRATCH]; /* the reaper thread's */
	fx_lock(&p->lock);
	if (p->served) {
		if (p->writes)
			fx_pipe_flush(p);
		else
			fx_pipe_read(p, scratch, sizeof scratch, ROUNDS);
		fx_pipe_notify(p);
	}
	fx_unlock(&p->lock);
}

void fx_pipe_tell(struct fx_pipe_end *p, enum fx_pipe_tell tell)
{
	fx_lock(&p->lock);
	p->tell = tell;
	if (tell == FX_TELL_DATA) { /* taken in pieces from now on: what nobody takes waits in the pipe */
		p->collects = 0;
		p->limit = CHUNK;
	}
	if (!p->ended && !p->served && (p->collects || p->bytes.size < p->limit)) {
		long r = fx_pipe_start_serving(p);
		if (r < 0)
			fx_pipe_end_with(p, (int)-r);
	}
	fx_pipe_notify(p);
	fx_unlock(&p->lock);
}

const struct fx_bytes *fx_pipe_take(struct fx_pipe_end *p)
{
	fx_lock(&p->lock);
	return &p->bytes;
}

void fx_pipe_detach(struct fx_pipe_end *p) { p->bytes = (struct fx_bytes){ 0 }; }

void fx_pipe_leave(struct fx_pipe_end *p) { fx_unlock(&p->lock); }

void fx_pipe_taken(struct fx_pipe_end *p)
{
	p->bytes.size = 0;
	long r = p->ended ? 0 : fx_pipe_start_serving(p);
	if (r < 0)
		fx_pipe_end_with(p, (int)-r);
	fx_unlock(&p->lock);
}

/* What is in the pipe now and no more: somebody else may go on writing for ever. */
static void drain(struct fx_pipe_end *p)
{
	uint8_t scratch[16384];
	size_t asked;
	int left = 0;
	long n;
	fx_syscall3(SYS_ioctl, p->fd, FIONREAD, &left);
	do {
		n = read_once(p, scratch, sizeof scratch, 1, &asked);
		left -= n > 0 ? (int)n : 0;
	} while (n > 0 && left >= 0 && !p->ended);
}

int fx_pipe_finish(struct fx_pipe_end *p, int give_up)
{
	fx_lock(&p->lock);
	if (!p->ended && p->fd >= 0) {
		drain(p);
		if (give_up && !p->ended) {
			p->truncated = 1;
			fx_pipe_end_with(p, 0);
		}
		fx_pipe_notify(p);
	}
	fx_unlock(&p->lock);
	return fx_pipe_state(p, NULL);
}

static long keep_rest(struct fx_pipe_end *p, const uint8_t *data, size_t size)
{
	p->written = p->bytes.size = 0;
	if (!append(p, data, size))
		return -ENOMEM;
	return fx_pipe_start_serving(p);
}

long fx_pipe_write(struct fx_pipe_end *p, const void *data, size_t size, int last)
{
	const uint8_t *rest = data;
	long r = 1;
	fx_lock(&p->lock);
	if (!p->ended && p->peer >= 0) {
		long n = size ? fx_syscall3(SYS_write, p->fd, rest, size) : 0;
		rest += n > 0 ? n : 0;
		size -= n > 0 ? (size_t)n : 0;
	}
	p->closes = last;
	if (p->ended)
		r = p->err ? -p->err : -EPIPE;
	else if (size)
		r = keep_rest(p, rest, size);
	else if (last)
		fx_pipe_end_with(p, 0);
	fx_unlock(&p->lock);
	return r;
}
