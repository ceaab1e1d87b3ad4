/* What the launcher thread sleeps on: a bell that any thread rings (fx_launcher_ring, launch.h), and all children in flight at once. */
#ifndef FX_LAUNCHER_SLEEP_H
#define FX_LAUNCHER_SLEEP_H

#include "launch.h"

#define FX_IN_FLIGHT 120 /* futex_waitv takes 128 words: these, the bell's, and the guard's */

/* Before there is a launcher. 0, or a negated errno of eventfd2. */
long fx_bell_hang(void);
void fx_bell_take_down(void);
/* Its eventfd, or -1. */
int fx_bell_fd(void);

/* To be read before one looks for work; sleep() then returns at once if it was rung since. */
uint32_t fx_bell_strokes(void);

struct fx_flying {
	struct fx_launch *const *launches;
	int count;
	const uint32_t *guard_seq; /* NULL, or what fx_guard_word() was when a launch began to wait for it */
};

/* Until the bell rings, a child is over or about to ask, the guard's word changes, or it is `until` (CLOCK_MONOTONIC, ns). */
void fx_launcher_sleep(uint32_t strokes, const struct fx_flying *f, uint64_t until);

#endif
