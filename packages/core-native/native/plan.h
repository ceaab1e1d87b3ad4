/* A checked plan: what decode.c makes of the wire, and all that the child trusts. */
#ifndef FX_PLAN_H
#define FX_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "ops.gen.h"
#include "wire.h"

union fx_value {
	int64_t i;
	uint64_t u;
	const char *str;       /* NUL-terminated, or NULL where the op allows it */
	const uint32_t *u32s;
	char *const *strs;     /* NULL-terminated; NULL stands for the caller's environment */
};

struct fx_arg {
	union fx_value v;
	uint64_t len; /* bytes of a string, entries of a list */
};

struct fx_step {
	uint32_t op;
	struct fx_arg arg[FX_MAX_ARGS];
};

struct fx_plan {
	uint64_t clone_flags;
	int cgroup_fd; /* or -1 */
	const char *cgroup_path; /* or NULL */
	uint32_t parents, children;
	const struct fx_step *parent, *child;
	uint32_t traits; /* of all child steps, FX_TRAIT_* */
	int guard_before_hold; /* a step with FX_TRAIT_GUARD stands before the hold */
	int new_userns;        /* at the clone, or unshared */
	int writes_own_proc;   /* a child step writes a file below /proc/self */
	int inherits_env;      /* a step takes the caller's environment */
	int starts_programs;   /* a parent step does */
};

/* Why a wire was refused; `at` is the record (parents first) or -1 for the header, `arg` the argument or -1. */
struct fx_refusal {
	const char *why;
	int at, arg;
};

/*
 * Checks `size` bytes and makes the plan in one block of memory from `alloc` that also holds what it points to, so
 * the wire itself may go away or change afterwards. The bytes are copied before anything is checked: they may lie in
 * memory that another thread writes to. NULL with `refusal` filled when they are not a plan or memory is short.
 */
struct fx_plan *fx_decode(const void *wire, size_t size, void *(*alloc)(size_t), void (*release)(void *),
			  struct fx_refusal *refusal);

#endif
