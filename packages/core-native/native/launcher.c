/*
 * The launcher thread. It lives as long as the process, so that what the kernel binds to the thread that cloned
 * (PR_SET_PDEATHSIG, ptrace) means "the process". It never waits for one child alone: it sleeps on its queue and on
 * all children in flight at once, by futex_waitv on the words the kernel clears at exec or exit, or by ppoll on pipes
 * where there is no futex_waitv or no shared memory.
 */
#include <errno.h>
#include <linux/futex.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <time.h>

#include "guard.h"
#include "launch.h"
#include "lock.h"
#include "newidmap.h"
#include "ops.gen.h"
#include "slots.h"
#include "syscall.h"
#include "thread.h"
#include "trace.h"

#define IN_FLIGHT 120 /* futex_waitv takes 128 words: these, the queue's, and the guard's */

#define FUTEX2_U32_SHARED 2 /* FUTEX2_SIZE_U32, or FUTEX_32 in older headers */
#define FUTEX2_U32_PRIVATE (2 | 128)

struct waitv { /* struct futex_waitv, 5.16 */
	uint64_t val, uaddr;
	uint32_t flags, reserved;
};

static struct {
	uint32_t lock, running;
	uint32_t bell;  /* futex: grows with each submission */
	uint32_t sleeps; /* or is about to: only then it has to be woken */
	int event_fd;   /* the same for ppoll, or -1 */
	struct fx_launch *inbox; /* newest first, pushed by any thread */
	/* the thread's own from here on */
	struct fx_launch *queue, **queue_end;
	struct fx_launch *flying[IN_FLIGHT];
	int in_flight;
	int guard_waits; /* a launch of ours waits for the guard, whose word was `guard_seq` */
	uint32_t guard_seq;
	uint64_t mask; /* the thread's own, while its signals are `blocked` */
	int blocked;
} L;

static void take_inbox(void)
{
	struct fx_launch *newest = __atomic_exchange_n(&L.inbox, NULL, __ATOMIC_ACQUIRE), *oldest = NULL;
	while (newest) {
		struct fx_launch *next = newest->next;
		newest->next = oldest;
		oldest = newest;
		newest = next;
	}
	*L.queue_end = oldest;
	while (*L.queue_end)
		L.queue_end = &(*L.queue_end)->next;
}

static void enqueue(struct fx_launch *l)
{
	l->next = NULL;
	*L.queue_end = l;
	L.queue_end = &l->next;
}

static void wait_for_guard(const struct fx_launch *l)
{
	L.guard_waits = 1;
	L.guard_seq = l->guard_seq;
}

static void release(struct fx_launch *l)
{
	int r = fx_launch_release(l);
	l->coming = r < 0;
	if (r == 0 && l->waits)
		wait_for_guard(l);
}

/* Around the clones of one turn, however many there are. */
static void block_signals(void)
{
	if (!L.blocked)
		L.mask = fx_block_signals();
	L.blocked = 1;
}

static void restore_signals(void)
{
	if (L.blocked)
		fx_restore_signals(L.mask);
	L.blocked = 0;
}

/* Starts what may start: in order, as slots are free, and not past one that the guard keeps waiting: it would starve. */
static uint64_t start(void)
{
	uint64_t wake = UINT64_MAX, now = 0;
	struct fx_launch **at = &L.queue;
	while (*at && L.in_flight < IN_FLIGHT && !L.guard_waits) {
		struct fx_launch *l = *at;
		if (l->not_before) {
			now = now ? now : fx_now();
			if (l->not_before > now) {
				wake = l->not_before < wake ? l->not_before : wake;
				at = &l->next;
				continue;
			}
		}
		if ((l->slot = fx_slot_take()) < 0)
			return fx_now() + 1000000; /* all with calls in place: they are short */
		enum fx_mode mode = fx_launch_mode(l, 0);
		if (!fx_launch_prepare(l, mode)) {
			fx_slot_put(l->slot);
			wait_for_guard(l);
			break;
		}
		*at = l->next;
		if (!*at)
			L.queue_end = at;
		l->by_launcher = 1;
		block_signals();
		if (fx_launch_begin(l, mode)) {
			fx_deliver(l);
			continue;
		}
		L.flying[L.in_flight++] = l;
		if (l->held) {
			restore_signals(); /* the parent's steps may take longer than a clone */
			release(l);
		}
	}
	return wake;
}

/* Ends what has ended. Whether anything did. */
static int settle(void)
{
	int changed = 0;
	for (int i = 0; i < L.in_flight;) {
		struct fx_launch *l = L.flying[i];
		if (l->held && (l->mapper || ((l->waits || l->coming) && !fx_launch_is_over(l))))
			release(l);
		/* One that a thread of its own is busy with is that thread's, dead or alive. */
		if (fx_mapper_is_busy(l) || !fx_launch_is_over(l)) {
			i++;
			continue;
		}
		L.flying[i] = L.flying[--L.in_flight];
		changed = 1;
		if (fx_launch_end(l))
			fx_deliver(l);
		else
			enqueue(l);
	}
	return changed;
}

static struct timespec *timeout(uint64_t until, int relative, struct timespec *t)
{
	if (until == UINT64_MAX)
		return NULL;
	if (relative) {
		uint64_t now = fx_now();
		until = until > now ? until - now : 0;
	}
	*t = (struct timespec){ (time_t)(until / 1000000000u), (long)(until % 1000000000u) };
	return t;
}

static void sleep_on_futexes(uint32_t bell, uint64_t until)
{
	struct waitv v[IN_FLIGHT + 2];
	struct timespec t;
	unsigned n = 0;
	v[n++] = (struct waitv){ bell, (uintptr_t)&L.bell, FUTEX2_U32_PRIVATE, 0 };
	if (L.guard_waits)
		v[n++] = (struct waitv){ L.guard_seq, (uintptr_t)fx_guard_word(), FUTEX2_U32_PRIVATE, 0 };
	for (int i = 0; i < L.in_flight; i++) /* the kernel's wake at exec is the non-private kind */
		if (!fx_mapper_is_busy(L.flying[i]))
			v[n++] = (struct waitv){ L.flying[i]->coming || !L.flying[i]->first ? FX_ALIVE : FX_WAITING,
						 (uintptr_t)&L.flying[i]->child.shared->alive, FUTEX2_U32_SHARED, 0 };
	fx_syscall5(SYS_futex_waitv, v, n, 0, timeout(until, 0, &t), CLOCK_MONOTONIC);
}

static void sleep_on_pipes(uint64_t until)
{
	struct pollfd p[IN_FLIGHT + 1];
	struct timespec t;
	unsigned n = 0;
	uint64_t count;
	p[n++] = (struct pollfd){ L.event_fd, POLLIN, 0 };
	for (int i = 0; i < L.in_flight; i++)
		if (!fx_mapper_is_busy(L.flying[i]))
			p[n++] = (struct pollfd){ L.flying[i]->status_fd, POLLIN, 0 };
	int unpollable = L.guard_waits; /* words cannot be polled: look again soon */
	for (int i = 0; i < L.in_flight; i++)
		unpollable |= L.flying[i]->coming;
	if (unpollable && until > fx_now() + 1000000)
		until = fx_now() + 1000000;
	fx_syscall5(SYS_ppoll, p, n, timeout(until, 1, &t), 0, 0);
	fx_syscall3(SYS_read, L.event_fd, &count, sizeof count);
}

/*
 * Whoever rings makes `bell` grow and then looks at `sleeps`; here it is the other way round. So a ringing hand sees that it has
 * to wake us, or we see that the bell is no longer what it was.
 */
static void go_to_sleep(uint32_t bell, uint64_t until)
{
	__atomic_store_n(&L.sleeps, 1, __ATOMIC_SEQ_CST);
	if (__atomic_load_n(&L.bell, __ATOMIC_SEQ_CST) == bell) {
		if (L.event_fd >= 0)
			sleep_on_pipes(until);
		else
			sleep_on_futexes(bell, until);
	}
	__atomic_store_n(&L.sleeps, 0, __ATOMIC_SEQ_CST);
}

static void *launcher(void *unused)
{
	(void)unused;
	fx_caller_note_launcher();
	for (;;) {
		uint32_t bell = __atomic_load_n(&L.bell, __ATOMIC_ACQUIRE);
		take_inbox();
		fx_caller_turn();
		fx_trace_turn();
		L.guard_waits = 0;
		settle();
		uint64_t until = start();
		restore_signals();
		if (settle()) /* a VFORK child is over by the time it has begun */
			continue;
		go_to_sleep(bell, until);
	}
	return NULL;
}

static long begin(void)
{
	const struct fx_kernel *k = fx_kernel();
	L.queue_end = &L.queue;
	L.event_fd = -1;
	if (k->mode == FX_MODE_FORK || !k->waitv) {
		long fd = fx_syscall2(SYS_eventfd2, 0, EFD_CLOEXEC | EFD_NONBLOCK);
		if (fd < 0)
			return fd;
		L.event_fd = (int)fd;
	}
	fx_caller_note_maker();
	long r = fx_thread_start(launcher);
	if (r < 0 && L.event_fd >= 0)
		fx_syscall1(SYS_close, L.event_fd);
	return r;
}

int fx_launcher_is_running(void) { return (int)__atomic_load_n(&L.running, __ATOMIC_ACQUIRE); }

static long ensure_running(void)
{
	if (fx_launcher_is_running())
		return 0;
	fx_lock(&L.lock);
	long r = L.running ? 0 : begin();
	if (r == 0)
		__atomic_store_n(&L.running, 1, __ATOMIC_RELEASE);
	fx_unlock(&L.lock);
	return r;
}

int fx_launcher_fd(void) { return fx_launcher_is_running() ? L.event_fd : -1; }

void fx_launcher_ring(void)
{
	__atomic_add_fetch(&L.bell, 1, __ATOMIC_SEQ_CST);
	if (!__atomic_load_n(&L.sleeps, __ATOMIC_SEQ_CST))
		return;
	if (L.event_fd < 0) {
		fx_futex_wake(&L.bell, 1);
		return;
	}
	uint64_t one = 1;
	while (fx_syscall3(SYS_write, L.event_fd, &one, sizeof one) == -EINTR)
		;
}

long fx_launcher_submit(struct fx_launch *l)
{
	long r = ensure_running();
	if (r)
		return r;
	l->next = __atomic_load_n(&L.inbox, __ATOMIC_RELAXED);
	while (!__atomic_compare_exchange_n(&L.inbox, &l->next, l, 1, __ATOMIC_RELEASE, __ATOMIC_RELAXED))
		;
	fx_launcher_ring();
	return 0;
}
