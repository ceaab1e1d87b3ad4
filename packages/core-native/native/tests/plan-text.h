/* A decoded plan as JSON, for tests: every byte that it points to is read, every promise of plan.h is checked. */
#ifndef FX_TESTS_PLAN_TEXT_H
#define FX_TESTS_PLAN_TEXT_H

#include <stddef.h>

#include "../plan.h"

struct text {
	char *at;
	size_t size, room;
};

/* Aborts where a promise of plan.h is broken. Starts `t` anew; t->at is to be freed by the caller, once. */
void plan_text(struct text *t, const struct fx_plan *plan);

/* Decodes from memory of just that size, which is overwritten between the decoder's two passes. */
struct fx_plan *decode_hostile(const void *wire, size_t size, struct fx_refusal *refusal);
void free_hostile(struct fx_plan *plan);

#endif
