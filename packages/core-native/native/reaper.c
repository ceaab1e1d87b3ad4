/*
 * See reaper.h. A watch in the set is armed once (EPOLLONESHOT): an epoll entry outlives close(2) while any child of
 * ours still holds a copy of the descriptor between clone and exec, and must not fire a second time for a freed watch.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "children.h"
#include "lock.h"
#include "pipe_end.h"
#include "reaper.h"
#include "syscall.h"
#include "thread.h"

#define P_PIDFD_ 3 /* Linux 5.4 */
#define BATCH 64
#define LOOK_AGAIN_MS 10

/* EARLY: it ended before the watch was armed, and the set has said so. */
enum watch_state { ADDED, EARLY, ARMED, CANCELLED, OVER };

static struct {
	uint32_t lock, running; /* `lock`: states, and the lists below */
	int epoll;
	struct fx_watch *cancelled; /* to be freed when no fetched event can name them */
	struct fx_watch *stalled;   /* dead but not to be waited for yet: somebody else traces them (ptrace(2)) */
} R;

struct fx_watch *fx_watch_new(struct fx_owner *owner, uint32_t id)
{
	struct fx_watch *w = calloc(1, sizeof *w);
	if (!w)
		return NULL;
	fx_owner_ref(owner);
	w->event = (struct fx_event){ .kind = FX_EVENT_EXIT, .id = id, .owner = owner };
	w->pidfd = -1;
	return w;
}

void fx_watch_free(struct fx_watch *w)
{
	fx_owner_unref(w->event.owner);
	free(w);
}

static int64_t us(struct timeval t) { return (int64_t)t.tv_sec * 1000000 + t.tv_usec; }

/* The raw call: libc's waitid hides the fifth argument. */
static long wait_for(int pidfd, int flags, struct fx_exit *e, int *pid)
{
	siginfo_t info;
	struct rusage ru;
	long r;
	memset(&info, 0, sizeof info);
	memset(&ru, 0, sizeof ru);
	while ((r = fx_syscall5(SYS_waitid, P_PIDFD_, pidfd, &info, WEXITED | __WALL | flags, &ru)) == -EINTR)
		;
	if (r < 0)
		return r;
	if (info.si_pid == 0)
		return -EAGAIN;
	*pid = info.si_pid;
	*e = (struct fx_exit){ .code = info.si_code, .status = info.si_status, .user_us = us(ru.ru_utime),
			       .system_us = us(ru.ru_stime), .max_rss_kb = ru.ru_maxrss,
			       .minor_faults = ru.ru_minflt, .major_faults = ru.ru_majflt,
			       .in_blocks = ru.ru_inblock, .out_blocks = ru.ru_oublock,
			       .voluntary_switches = ru.ru_nvcsw, .involuntary_switches = ru.ru_nivcsw };
	return 0;
}

long fx_reap(int pidfd, int wait, struct fx_exit *e)
{
	int pid;
	return wait_for(pidfd, wait ? 0 : WNOHANG, e, &pid);
}

long fx_take_exit(int pidfd, int wait, struct fx_exit *e)
{
	struct fx_exit same;
	int pid;
	long r = wait_for(pidfd, WNOWAIT | (wait ? 0 : WNOHANG), e, &pid);
	if (r == 0 && fx_children_is_ours(pid) && wait_for(pidfd, WNOHANG, &same, &pid) == 0)
		fx_children_reaped(pid, e); /* else another of our threads was faster */
	return r;
}

void fx_watch_post(struct fx_watch *w)
{
	struct fx_owner *owner = w->event.owner;
	int pidfd = w->pidfd;
	if (!fx_owner_post(owner, &w->event)) {
		fx_syscall1(SYS_close, pidfd);
		free(w);
	}
	fx_owner_unref(owner);
}

/* Its status, or what is remembered of it where somebody else of ours has taken it. */
static long take(struct fx_watch *w)
{
	long r = w->ours ? fx_reap(w->pidfd, 0, &w->exit) : fx_take_exit(w->pidfd, 0, &w->exit);
	if (r == -ECHILD && w->pid)
		fx_children_recall(w->pid, &w->exit);
	if (r != -EAGAIN && w->ours)
		fx_children_reaped(w->pid, &w->exit);
	return r;
}

/* 0: its status is not to be had yet. */
static int settle(struct fx_watch *w)
{
	if (take(w) == -EAGAIN)
		return 0;
	fx_syscall4(SYS_epoll_ctl, R.epoll, EPOLL_CTL_DEL, w->pidfd, 0);
	fx_watch_post(w);
	return 1;
}

/* Whether the watch is ours to settle: it may have been cancelled after the kernel handed out its event. */
static int claim(struct fx_watch *w)
{
	fx_lock(&R.lock);
	int mine = w->state == ARMED;
	if (mine)
		w->state = OVER;
	else if (w->state == ADDED)
		w->state = EARLY;
	fx_unlock(&R.lock);
	return mine;
}

static void retry_stalled(void)
{
	struct fx_watch *list = R.stalled;
	R.stalled = NULL;
	while (list) {
		struct fx_watch *w = list;
		list = w->next;
		if (settle(w))
			continue;
		w->next = R.stalled;
		R.stalled = w;
	}
}

static void free_cancelled(void)
{
	fx_lock(&R.lock);
	struct fx_watch *list = R.cancelled;
	R.cancelled = NULL;
	fx_unlock(&R.lock);
	while (list) {
		struct fx_watch *next = list->next;
		fx_watch_free(list);
		list = next;
	}
}

static void *reaper(void *unused)
{
	struct epoll_event events[BATCH];
	(void)unused;
	for (;;) {
		free_cancelled();
		fx_pipes_free_closed();
		long n = fx_syscall6(SYS_epoll_pwait, R.epoll, (long)events, BATCH, R.stalled ? LOOK_AGAIN_MS : -1, 0, 8);
		for (long i = 0; i < n; i++) {
			if (events[i].data.u64 & 1) { /* a pipe's end: pipe_end.c */
				fx_pipe_serve((struct fx_pipe_end *)(uintptr_t)(events[i].data.u64 & ~1ull));
				continue;
			}
			struct fx_watch *w = events[i].data.ptr;
			if (claim(w) && !settle(w)) {
				w->next = R.stalled;
				R.stalled = w;
			}
		}
		retry_stalled();
	}
	return NULL;
}

static long begin(void)
{
	long fd = fx_syscall1(SYS_epoll_create1, EPOLL_CLOEXEC);
	if (fd < 0)
		return fd;
	R.epoll = (int)fd;
	long r = fx_thread_start(reaper);
	if (r < 0)
		fx_syscall1(SYS_close, fd);
	return r;
}

long fx_reaper_start(void)
{
	if (__atomic_load_n(&R.running, __ATOMIC_ACQUIRE))
		return 0;
	fx_lock(&R.lock);
	long r = R.running ? 0 : begin();
	if (r == 0)
		__atomic_store_n(&R.running, 1, __ATOMIC_RELEASE);
	fx_unlock(&R.lock);
	return r;
}

int fx_reaper_fd(void) { return __atomic_load_n(&R.running, __ATOMIC_ACQUIRE) ? R.epoll : -1; }

long fx_watch_add(struct fx_watch *w, int pidfd)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLONESHOT, .data.ptr = w };
	w->pidfd = pidfd;
	return fx_syscall4(SYS_epoll_ctl, R.epoll, EPOLL_CTL_ADD, pidfd, &event);
}

void fx_watch_arm(struct fx_watch *w)
{
	struct epoll_event again = { .events = EPOLLIN | EPOLLONESHOT, .data.ptr = w };
	int pidfd = w->pidfd;
	fx_lock(&R.lock);
	int early = w->state == EARLY;
	if (early || w->state == ADDED)
		w->state = ARMED;
	/* Under the lock: the moment it is armed the thread may settle and free it, and the number may be reused. */
	if (early)
		fx_syscall4(SYS_epoll_ctl, R.epoll, EPOLL_CTL_MOD, pidfd, &again);
	fx_unlock(&R.lock);
}

int fx_watch_cancel(struct fx_watch *w)
{
	fx_lock(&R.lock);
	int mine = w->state != OVER;
	if (mine) {
		w->state = CANCELLED;
		fx_syscall4(SYS_epoll_ctl, R.epoll, EPOLL_CTL_DEL, w->pidfd, 0);
		w->next = R.cancelled;
		R.cancelled = w;
	}
	fx_unlock(&R.lock);
	return mine;
}
