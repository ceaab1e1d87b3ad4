/*
 * Parent steps that start a program: newuidmap(1) and newgidmap(1), which write the id maps that an ordinary user may not.
 * The launcher thread waits for no one, so such a launch has all of its parent steps done on a thread of its own, which ends
 * with them. Until then the launch is that thread's: the launcher neither ends it nor frees it.
 */
#ifndef FX_NEWIDMAP_H
#define FX_NEWIDMAP_H

#include "launch.h"
#include "thread.h"

#define FX_SAID 384 /* bytes that are kept of what a program wrote */

enum fx_mapper_state { FX_MAPPER_IDLE = 0, FX_MAPPER_BUSY, FX_MAPPER_DONE };

struct fx_mapper {
	uint32_t state;
	int alone, failed;
	int child_gone; /* the child died meanwhile: that is then the reason, not what came of it */
	struct fx_thread_call call;
	char pid[12]; /* what stands for "<pid>" */
	uint32_t said;
	char text[FX_SAID];
};

/* Begins the launch's parent steps, or finds that they are done: 1, with `abandoned` set if one of them failed. */
int fx_mapper_steps(struct fx_launch *l, int alone);
static inline int fx_mapper_is_busy(const struct fx_launch *l)
{
	return l->mapper && __atomic_load_n(&l->mapper->state, __ATOMIC_ACQUIRE) == FX_MAPPER_BUSY;
}

/* The step: 0, a negated errno with `*call` naming the system call, or how the program ended (FX_END_PROGRAM's `err`). */
long fx_newidmap(struct fx_launch *l, const struct fx_step *s, uint32_t *call);

/* parent.c: writes a decimal number and returns its end; no NUL. */
char *fx_put_number(char *to, unsigned n);

/* newidmap_child.c: what the program's process is given. */
struct fx_program {
	const char *path;
	char *const *argv, *const *env;
	int input, output; /* descriptors for 0, and for 1 and 2 */
	int parent_pid;
	const struct fx_caller *caller;
	struct fx_shared *shared;
};

/* Runs in that process, and does not return. */
void fx_program_main(void *program) __attribute__((noreturn));

#endif
