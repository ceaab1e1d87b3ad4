/*
 * See thread.h. All signals are blocked on our threads but those by which libc speaks to every thread of a process: for
 * setuid(2) and its like each thread must take on the new ids, and the caller waits until it has (nptl(7); musl's
 * synccall). A thread that blocked them would hang process.setuid() for ever. Around a clone they are blocked as well, for
 * the child must run no handler.
 */
#include <pthread.h>
#include <signal.h>

#include "caller.h"
#include "syscall.h"
#include "thread.h"

/* glibc: 32 (cancellation), 33 (ids). musl: 32 (timers), 33 (cancellation), 34 (ids). */
#define LIBC_SIGNALS (7ull << 31)
/*
 * A child's SIGCHLD goes to the thread that cloned it. Where nobody handles it the kernel drops it on the spot, unless
 * that thread blocks it (sig_ignored): then it wakes some innocent thread only to be dropped there.
 */
#define CHILD_SIGNAL (1ull << (SIGCHLD - 1))
#define THREAD_MASK (~(LIBC_SIGNALS | CHILD_SIGNAL))

static uint64_t set_mask(uint64_t mask)
{
	uint64_t old = 0;
	fx_syscall4(SYS_rt_sigprocmask, SIG_SETMASK, &mask, &old, sizeof mask);
	return old;
}

uint64_t fx_block_signals(void) { return set_mask(~0ull); }

void fx_restore_signals(uint64_t mask) { set_mask(mask); }

static void *begin(void *run)
{
	set_mask(THREAD_MASK);
	fx_caller_give_way();
	return ((void *(*)(void *))run)(NULL);
}

static void *begin_call(void *call)
{
	struct fx_thread_call c = *(struct fx_thread_call *)call;
	set_mask(THREAD_MASK);
	c.run(c.arg);
	return NULL;
}

static long create(void *(*entry)(void *), void *arg)
{
	pthread_t thread;
	uint64_t old = fx_block_signals(); /* the new thread starts with them blocked */
	int r = pthread_create(&thread, NULL, entry, arg);
	fx_restore_signals(old);
	return r == 0 ? -pthread_detach(thread) : -r;
}

long fx_thread_start(void *(*run)(void *)) { return create(begin, (void *)run); }

long fx_thread_call(struct fx_thread_call *call) { return create(begin_call, call); }
