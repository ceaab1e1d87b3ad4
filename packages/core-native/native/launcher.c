/*
 * The launcher thread. It lives as long as the process, so that what the kernel binds to the thread that cloned
 * (PR_SET_PDEATHSIG, ptrace) means "the process". It never waits for one child alone (launcher_sleep.h).
 */
#include "launch.h"
#include "launcher_sleep.h"
#include "lock.h"
#include "newidmap.h"
#include "slots.h"
#include "thread.h"
#include "trace.h"

static struct {
	uint32_t lock, running;
	struct fx_launch *inbox; /* newest first, pushed by any thread */
	/* the thread's own from here on */
	struct fx_launch *queue, **queue_end;
	struct fx_launch *flying[FX_IN_FLIGHT];
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
	while (*at && L.in_flight < FX_IN_FLIGHT && !L.guard_waits) {
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

static void *launcher(void *unused)
{
	(void)unused;
	fx_caller_note_launcher();
	for (;;) {
		uint32_t strokes = fx_bell_strokes();
		take_inbox();
		fx_caller_turn();
		fx_trace_turn();
		L.guard_waits = 0;
		settle();
		uint64_t until = start();
		restore_signals();
		if (settle()) /* a VFORK child is over by the time it has begun */
			continue;
		struct fx_flying flying = { L.flying, L.in_flight, L.guard_waits ? &L.guard_seq : NULL };
		fx_launcher_sleep(strokes, &flying, until);
	}
	return NULL;
}

static long begin(void)
{
	L.queue_end = &L.queue;
	long r = fx_bell_hang();
	if (r < 0)
		return r;
	fx_caller_note_maker();
	r = fx_thread_start(launcher);
	if (r < 0)
		fx_bell_take_down();
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

int fx_launcher_fd(void) { return fx_launcher_is_running() ? fx_bell_fd() : -1; }

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
