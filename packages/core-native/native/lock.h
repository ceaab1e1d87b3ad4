/* A small futex lock: pthread_cond_* has two versions in glibc and none that a libc-neutral binary can name safely. */
#ifndef FX_LOCK_H
#define FX_LOCK_H

#include <linux/futex.h>
#include <stdint.h>

#include "syscall.h"

static inline void fx_futex_wait(uint32_t *word, uint32_t value)
{
	fx_syscall4(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, 0);
}

static inline void fx_futex_wake(uint32_t *word, int many)
{
	fx_syscall3(SYS_futex, word, FUTEX_WAKE_PRIVATE, many);
}

/* 0 free, 1 taken, 2 taken and waited for (Drepper, "Futexes are tricky", mutex 2). */
static inline void fx_lock(uint32_t *lock)
{
	uint32_t free = 0;
	if (__atomic_compare_exchange_n(lock, &free, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		return;
	while (__atomic_exchange_n(lock, 2, __ATOMIC_ACQUIRE))
		fx_futex_wait(lock, 2);
}

static inline void fx_unlock(uint32_t *lock)
{
	if (__atomic_exchange_n(lock, 0, __ATOMIC_RELEASE) == 2)
		fx_futex_wake(lock, 1);
}

#endif
