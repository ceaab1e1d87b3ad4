/* execve(2) for the process we live in. */
#ifndef FX_EXEC_SELF_H
#define FX_EXEC_SELF_H

#include <stdint.h>

#include "plan.h"

/*
 * Becomes the program of an execve or execveat step: descriptors from 3 on close, 0 to 2 block, every signal is at its default and none is blocked.
 * Returns only on failure, with a negated errno and everything as it was.
 */
long fx_exec_self(const struct fx_step *step);

/* 0 to 2 block; a bit for each that did not. */
unsigned fx_make_blocking(void);

/* Ignored signals get a handler that does nothing, which an exec turns into the default; bit n-1 for each signal n. */
uint64_t fx_handle_ignored(void);

/* exec_in_place.c: whether a plan takes no other process than this one. */
int fx_fits_in_place(const struct fx_plan *plan);

/*
 * Does all steps here and becomes the program. Returns only on failure, a negated errno and the step; FX_STEP_PREPARE: unshare(2), before the
 * first. The steps before are done then and stay so: the process is good for saying that, and for nothing else.
 */
long fx_exec_in_place(const struct fx_plan *plan, uint32_t *step, uint32_t *call);

#endif
