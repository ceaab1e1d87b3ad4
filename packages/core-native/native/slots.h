/* What a launch in flight needs besides its plan: shared words and a guarded stack. A fixed pool, made once. */
#ifndef FX_SLOTS_H
#define FX_SLOTS_H

#include "child.h"

#define FX_SLOTS 128
#define FX_STACK_SIZE (16u << 10)

/* 0, or a negated errno when the pool cannot be made. Safe to call often and from any thread. */
long fx_slots_init(void);

/* A free slot or -1. */
int fx_slot_take(void);
void fx_slot_put(int slot);

struct fx_shared *fx_slot_shared(int slot);
void *fx_slot_stack(int slot); /* its lowest usable address; FX_STACK_SIZE bytes */
/* Its highest, for a clone: the function and its argument lie where the child finds them (syscall_x64.h). */
void *fx_slot_top(int slot, void (*fn)(void *), void *arg);

#endif
