/*
 * The decoder: the border between bytes and what the child trusts. Every number is hostile until checked here: a wire
 * may come from a program with a bug, from another version, or from an attacker who got hold of the addon. After this
 * file, pointers are inside the block, strings end, lists end with NULL, and the last child step does not return.
 *
 * Two passes: one checks the private copy and counts the pointers that its lists need, one builds. Lists get a table
 * of their own behind the copy; the copy is never written to, so no check can be undone by a later record.
 */
#include <linux/sched.h>
#include <string.h>

#define FX_OP_TABLE
#include "ops.gen.h"
#include "plan.h"

#define MAX_STEPS 65536u   /* of either side: more than any descriptor table needs */
#define MAX_POINTERS (1u << 20)
#define MAX_GROUPS 65536u  /* NGROUPS_MAX, setgroups(2) */
/* NEWTIME is not in clone(2)'s flag word, and the rest is the launcher's own business. */
#define CLONE_ALLOWED 0x7e020000ull /* NEWCGROUP|NEWUTS|NEWIPC|NEWUSER|NEWPID|NEWNET, NEWNS */

_Static_assert(sizeof(struct fx_wire_header) == 40 && sizeof(struct fx_wire_record) == 48, "as src/encode.ts writes");

struct reader {
	const uint8_t *base;
	uint64_t size, arena; /* where the arena begins */
	uint64_t pointers;
	struct fx_refusal *refusal;
};

static int refuse(struct reader *r, const char *why)
{
	r->refusal->why = why;
	return -1;
}

static inline uint64_t ref_offset(uint64_t ref) { return ref & 0xffffffffu; }
static inline uint64_t ref_length(uint64_t ref) { return ref >> 32; }

static int check_str(struct reader *r, uint64_t ref)
{
	uint64_t at = ref_offset(ref), len = ref_length(ref);
	if (at < r->arena || at + len >= r->size)
		return refuse(r, "string outside the arena");
	if (r->base[at + len] != 0 || memchr(r->base + at, 0, len))
		return refuse(r, "string without its NUL, or with one inside");
	return 0;
}

static int check_strs(struct reader *r, uint64_t ref)
{
	uint64_t at = ref_offset(ref), count = ref_length(ref);
	if (at < r->arena || at > r->size)
		return refuse(r, "string list outside the arena");
	if (count > MAX_POINTERS || r->pointers + count + 1 > MAX_POINTERS)
		return refuse(r, "too many strings");
	r->pointers += count + 1;
	for (; count; count--) {
		const uint8_t *end = at < r->size ? memchr(r->base + at, 0, r->size - at) : NULL;
		if (!end)
			return refuse(r, "string list without its end");
		at = (uint64_t)(end - r->base) + 1;
	}
	return 0;
}

static int check_u32s(struct reader *r, uint64_t ref)
{
	uint64_t at = ref_offset(ref), count = ref_length(ref);
	if (at < r->arena || at % 4 || count > MAX_GROUPS || at + 4 * count > r->size)
		return refuse(r, "number list outside the arena");
	return 0;
}

static int check_arg(struct reader *r, enum fx_kind kind, uint64_t v)
{
	switch (kind) {
	case FX_KIND_NONE:
		return v ? refuse(r, "argument that the op does not take") : 0;
	case FX_KIND_INT:
		return (int64_t)v < INT32_MIN || (int64_t)v > INT32_MAX ? refuse(r, "not a 32-bit number") : 0;
	case FX_KIND_FD:
		return v > INT32_MAX ? refuse(r, "not a descriptor") : 0;
	case FX_KIND_U32:
		return v > UINT32_MAX ? refuse(r, "not an unsigned 32-bit number") : 0;
	case FX_KIND_U64:
		return 0;
	case FX_KIND_BOOL:
		return v > 1 ? refuse(r, "not a boolean") : 0;
	case FX_KIND_STR_NULL:
		return v == FX_NULL_REF ? 0 : check_str(r, v);
	case FX_KIND_STR:
		return check_str(r, v);
	case FX_KIND_BYTES:
		return ref_offset(v) < r->arena || ref_offset(v) + ref_length(v) > r->size
			       ? refuse(r, "bytes outside the arena") : 0;
	case FX_KIND_STRS_NULL:
		return v == FX_NULL_REF ? 0 : check_strs(r, v);
	case FX_KIND_STRS:
		return check_strs(r, v);
	case FX_KIND_STRS2:
		return ref_length(v) < 2 ? refuse(r, "fewer than two strings") : check_strs(r, v);
	case FX_KIND_U32S:
		return check_u32s(r, v);
	}
	return refuse(r, "unknown kind");
}

static int check_record(struct reader *r, const struct fx_wire_record *rec, unsigned side, int last)
{
	if (rec->op == 0 || rec->op >= FX_OP_COUNT || rec->zero)
		return refuse(r, "no such op");
	const struct fx_op_spec *spec = &fx_op_specs[rec->op];
	if (!(spec->side & side))
		return refuse(r, "op on the wrong side");
	if (side == FX_SIDE_CHILD && !(spec->traits & FX_TRAIT_LAST) != !last)
		return refuse(r, last ? "last step returns" : "step behind one that does not return");
	for (int i = 0; i < FX_MAX_ARGS; i++) {
		r->refusal->arg = i;
		if (check_arg(r, (enum fx_kind)spec->kinds[i], rec->arg[i]))
			return -1;
	}
	r->refusal->arg = -1;
	return 0;
}

static const struct fx_wire_record *records(const struct reader *r)
{
	return (const struct fx_wire_record *)(r->base + sizeof(struct fx_wire_header));
}

static int check(struct reader *r)
{
	const struct fx_wire_header *h = (const void *)r->base;
	if (h->magic != FX_WIRE_MAGIC || h->size != r->size)
		return refuse(r, "not a plan");
	if (h->ops_hash != FX_OPS_HASH)
		return refuse(r, "written for another version's table of ops");
	if (h->parent > MAX_STEPS || h->child > MAX_STEPS || !h->child)
		return refuse(r, "bad number of steps");
	if (h->clone_flags & ~CLONE_ALLOWED)
		return refuse(r, "clone flag that is not a namespace");
	if (h->cgroup_fd < -1)
		return refuse(r, "bad cgroup descriptor");
	uint64_t n = (uint64_t)h->parent + h->child;
	r->arena = sizeof *h + n * sizeof(struct fx_wire_record);
	if (r->arena > r->size)
		return refuse(r, "records outside the wire");
	if (h->cgroup_path != FX_NULL_REF && h->cgroup_fd >= 0)
		return refuse(r, "two cgroups");
	if (h->cgroup_path != FX_NULL_REF && check_str(r, h->cgroup_path))
		return -1;
	int heirs = 0, inits = 0, tracees = 0;
	for (uint64_t i = 0; i < n; i++) {
		r->refusal->at = (int)i;
		if (check_record(r, &records(r)[i], i < h->parent ? FX_SIDE_PARENT : FX_SIDE_CHILD, i + 1 == n))
			return -1;
		unsigned traits = fx_op_specs[records(r)[i].op].traits;
		tracees |= traits & FX_TRAIT_TRACE;
		if (traits & FX_TRAIT_HEIR && heirs++)
			return refuse(r, "a second heir");
		if (traits & FX_TRAIT_INIT && inits++)
			return refuse(r, "a second init");
	}
	r->refusal->at = -1;
	if (heirs && tracees)
		return refuse(r, "a traced heir");
	if (heirs && inits) /* the heir's exec would be taken for the program's */
		return refuse(r, "an heir with an init");
	if (inits && tracees) /* it would be the tracer */
		return refuse(r, "a traced child of an init");
	return 0;
}

static char *const *build_strs(struct reader *r, uint64_t ref, char ***table)
{
	char **list = *table;
	const uint8_t *s = r->base + ref_offset(ref);
	for (uint64_t left = ref_length(ref); left; left--) {
		*(*table)++ = (char *)s;
		s = (const uint8_t *)memchr(s, 0, (size_t)(r->base + r->size - s)) + 1;
	}
	*(*table)++ = NULL;
	return list;
}

static void build_arg(struct reader *r, struct fx_arg *arg, enum fx_kind kind, uint64_t v, char ***table)
{
	switch (kind) {
	case FX_KIND_NONE:
	case FX_KIND_INT:
	case FX_KIND_FD:
	case FX_KIND_U32:
	case FX_KIND_U64:
	case FX_KIND_BOOL:
		arg->v.u = v;
		return;
	case FX_KIND_STR_NULL:
	case FX_KIND_STR:
	case FX_KIND_BYTES:
	case FX_KIND_U32S:
		arg->v.str = v == FX_NULL_REF ? NULL : (const char *)r->base + ref_offset(v);
		arg->len = v == FX_NULL_REF ? 0 : ref_length(v);
		return;
	case FX_KIND_STRS_NULL:
	case FX_KIND_STRS:
	case FX_KIND_STRS2:
		arg->v.strs = v == FX_NULL_REF ? NULL : build_strs(r, v, table);
		arg->len = v == FX_NULL_REF ? 0 : ref_length(v);
		return;
	}
}

static int is_below(const struct fx_arg *path, const char *dir)
{
	size_t len = strlen(dir);
	return path->len >= len && !memcmp(path->v.str, dir, len);
}

/* What the launcher has to know of the plan as a whole. */
static void note(struct fx_plan *plan, const struct fx_step *step)
{
	unsigned traits = fx_op_specs[step->op].traits;
	if (traits & FX_TRAIT_HOLD && plan->traits & FX_TRAIT_GUARD)
		plan->guard_before_hold = 1;
	plan->traits |= traits;
	if (step->op == FX_OP_WRITE_FILE && is_below(&step->arg[FX_ARG_WRITE_FILE_PATH], "/proc/self/"))
		plan->writes_own_proc = 1;
	if (step->op == FX_OP_UNSHARE && step->arg[FX_ARG_UNSHARE_FLAGS].v.u & CLONE_NEWUSER)
		plan->new_userns = 1;
	if ((step->op == FX_OP_EXECVE || step->op == FX_OP_EXECVEAT || step->op == FX_OP_EXECVE_SEARCH) &&
	    !step->arg[FX_ARG_EXECVE_ENV].v.strs)
		plan->inherits_env = 1;
}

static void build_step(struct reader *r, struct fx_step *step, const struct fx_wire_record *rec, char ***table)
{
	step->op = rec->op;
	for (int i = 0; i < FX_MAX_ARGS; i++)
		build_arg(r, &step->arg[i], (enum fx_kind)fx_op_specs[rec->op].kinds[i], rec->arg[i], table);
}

struct fx_plan *fx_decode(const void *wire, size_t size, void *(*alloc)(size_t), void (*release)(void *),
			  struct fx_refusal *refusal)
{
	*refusal = (struct fx_refusal){ "not a plan", -1, -1 };
	if (size < sizeof(struct fx_wire_header) || size > FX_WIRE_MAX)
		return NULL;
	uint8_t *copy = alloc(size);
	if (!copy) {
		refusal->why = NULL;
		return NULL;
	}
	memcpy(copy, wire, size);
	struct reader r = { .base = copy, .size = size, .refusal = refusal };
	if (check(&r)) {
		release(copy);
		return NULL;
	}
	const struct fx_wire_header *h = (const void *)copy;
	size_t n = (size_t)h->parent + h->child;
	size_t steps = sizeof(struct fx_plan) + n * sizeof(struct fx_step);
	size_t table = steps + (size_t)r.pointers * sizeof(char *);
	uint8_t *block = alloc(table + size);
	if (!block) {
		release(copy);
		refusal->why = NULL;
		return NULL;
	}
	memset(block, 0, steps);
	memcpy(block + table, copy, size);
	release(copy);
	r.base = block + table;
	h = (const void *)r.base;

	struct fx_plan *plan = (void *)block;
	struct fx_step *step = (void *)(plan + 1);
	char **next = (void *)(block + steps);
	*plan = (struct fx_plan){ .clone_flags = h->clone_flags, .cgroup_fd = h->cgroup_fd, .parents = h->parent,
				  .children = h->child, .parent = step, .child = step + h->parent };
	if (h->cgroup_path != FX_NULL_REF)
		plan->cgroup_path = (const char *)r.base + ref_offset(h->cgroup_path);
	plan->new_userns = (h->clone_flags & CLONE_NEWUSER) != 0;
	for (size_t i = 0; i < n; i++) {
		build_step(&r, &step[i], &records(&r)[i], &next);
		if (i >= h->parent)
			note(plan, &step[i]);
		else if (step[i].op == FX_OP_NEWIDMAP)
			plan->starts_programs = 1;
	}
	return plan;
}
