/*
 * See talk.h. Dangers: a child that fills one pipe while we wait for another (so nothing here blocks but poll); one that is
 * gone while we write (MSG_NOSIGNAL: whoever has loaded us may not ignore SIGPIPE); one that ends while its own children
 * keep the pipes (so its end and theirs are waited for apart); its status taken by others (children.h). When it ends is
 * asked of its pidfd: no signal is needed. The order of all things, and what is an error, is that of Node's spawnSync.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "children.h"
#include "requests.h"
#include "syscall.h"
#include "talk.h"

/* libuv reads that much at once, and Node fills its blocks with it: where output is cut off depends on it. */
#define BLOCK ((size_t)65536)
/* Reads of one stream before the others have their turn. */
#define READS 32
#define SECOND 1000000000LL

static int64_t now(void)
{
	struct timespec t;
	fx_syscall2(SYS_clock_gettime, CLOCK_MONOTONIC, &t);
	return t.tv_sec * SECOND + t.tv_nsec;
}

int64_t fx_deadline(double ms)
{
	double ns = ms * 1e6;
	return now() + (ns < 4e18 ? (int64_t)ns : (int64_t)4e18);
}

static void close_stream(struct fx_stream *s)
{
	if (s->fd != -1)
		fx_close(s->fd);
	s->fd = -1;
}

/* Of the child, unless it is over, and of all talk with it: its children's ends of the pipes are not waited for either. */
static void end(struct fx_talk *t, long why)
{
	if (!t->error)
		t->error = (int)why;
	if (!t->over) {
		long r = fx_pidfd_send_signal(t->pidfd, t->kill_signal);
		if (r < 0 && r != -ESRCH)
			r = fx_pidfd_send_signal(t->pidfd, SIGKILL);
		if (r < 0 && r != -ESRCH)
			t->kill_error = (int)r;
	}
	for (size_t i = 0; i < t->count; i++)
		close_stream(&t->stream[i]);
	t->deadline = 0;
}

static void stream_error(struct fx_talk *t, long why)
{
	if (!t->stream_error)
		t->stream_error = (int)why;
}

/* As much of the input as the socket takes; then nothing more will come. */
static void give(struct fx_talk *t, struct fx_stream *s)
{
	while (s->written < s->length) {
		long n = fx_syscall6(SYS_sendto, s->fd, (long)(s->input + s->written), (long)(s->length - s->written),
				     MSG_NOSIGNAL | MSG_DONTWAIT, 0, 0);
		if (n == -EAGAIN)
			return;
		if (n == -EINTR)
			continue;
		if (n < 0) {
			stream_error(t, n);
			break;
		}
		s->written += (size_t)n;
	}
	s->writes = 0;
	fx_syscall2(SYS_shutdown, s->fd, SHUT_WR);
}

static long grow(struct fx_stream *s, size_t more)
{
	if (s->room - s->size >= more)
		return 0;
	/* What is small stays small; what is large is moved by changing page tables, not by copying. */
	size_t room = s->room ? 2 * s->room : more;
	if (room < s->size + more)
		room = s->size + more;
	char *larger = realloc(s->output, room);
	if (!larger)
		return -ENOMEM;
	s->output = larger;
	s->room = room;
	return 0;
}

/* One read, the first block by way of the stack: most programs say little. */
static long take_some(struct fx_stream *s)
{
	char first[BLOCK];
	size_t want = BLOCK - s->size % BLOCK;
	int small = s->size < BLOCK;
	long n = small ? 0 : grow(s, want);
	if (n < 0)
		return n;
	char *to = small ? first : s->output + s->size;
	while ((n = fx_syscall6(SYS_recvfrom, s->fd, (long)to, (long)want, MSG_DONTWAIT, 0, 0)) == -EINTR)
		;
	if (n <= 0)
		return n;
	if (small) {
		if (grow(s, (size_t)n) < 0)
			return -ENOMEM;
		memcpy(s->output + s->size, first, (size_t)n);
	}
	s->size += (size_t)n;
	return n;
}

static void take(struct fx_talk *t, struct fx_stream *s)
{
	for (int i = 0; i < READS && s->reads && s->fd != -1; i++) {
		long n = take_some(s);
		if (n == -EAGAIN)
			return;
		if (n == -ENOMEM)
			return end(t, n);
		if (n < 0)
			stream_error(t, n);
		if (n <= 0)
			s->reads = 0;
		else
			t->total += (double)n;
		if (t->most_output > 0 && t->total > t->most_output)
			end(t, -ENOBUFS);
		if (s->size % BLOCK)
			return; /* it was all there is */
	}
}

/*
 * Waits. Where its pidfd says that it is dead that takes no time, unless another process traces it, which has to let it go first
 * (ptrace(2)); a time limit could do nothing about that.
 */
static void take_status(struct fx_talk *t)
{
	long r = fx_take_exit(t->pidfd, 1, &t->exit);
	t->over = 1;
	if (r < 0 && !fx_children_recall(t->pid, &t->exit)) {
		t->exit.code = 0;
		stream_error(t, r);
	}
}

/* The place of a stream in `poll` is its own. How many there is still something to do for. */
static size_t ask(struct fx_talk *t)
{
	size_t open = 0;
	for (size_t i = 0; i < t->count; i++) {
		struct fx_stream *s = &t->stream[i];
		short events = (short)((s->reads ? POLLIN : 0) | (s->writes ? POLLOUT : 0));
		int busy = s->fd != -1 && events;
		t->poll[i] = (struct pollfd){ .fd = busy ? s->fd : -1, .events = events };
		open += (size_t)busy;
	}
	t->poll[t->count] = (struct pollfd){ .fd = t->over ? -1 : t->pidfd, .events = POLLIN };
	return open;
}

/* 0 when the time is up. */
static int sleep_until_something(struct fx_talk *t)
{
	struct timespec left, *limit = NULL;
	if (t->deadline) {
		int64_t ns = t->deadline - now();
		if (ns <= 0)
			return 0;
		left = (struct timespec){ .tv_sec = ns / SECOND, .tv_nsec = ns % SECOND };
		limit = &left;
	}
	long r = fx_syscall5(SYS_ppoll, t->poll, t->count + 1, limit, 0, 8);
	if (r >= 0)
		return 1;
	for (size_t i = 0; i <= t->count; i++)
		t->poll[i].revents = 0;
	if (r != -EINTR)
		end(t, r);
	return 1;
}

static void turn(struct fx_talk *t)
{
	if (!sleep_until_something(t))
		return end(t, -ETIMEDOUT);
	for (size_t i = 0; i < t->count; i++) {
		struct fx_stream *s = &t->stream[i];
		if (s->fd != -1 && t->poll[i].revents && s->writes)
			give(t, s);
		if (s->fd != -1 && t->poll[i].revents && s->reads)
			take(t, s);
	}
	if (!t->over && t->poll[t->count].revents)
		take_status(t);
}

void fx_talk_until_over(struct fx_talk *t)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->stream[i].writes)
			give(t, &t->stream[i]);
	for (;;) {
		size_t open = ask(t);
		if (open == 0 && t->over)
			break;
		if (open == 0 && !t->deadline)
			take_status(t);
		else
			turn(t);
	}
	for (size_t i = 0; i < t->count; i++)
		close_stream(&t->stream[i]);
}
