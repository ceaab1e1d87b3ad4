/* See plan-text.h. Strings are written as hex, numbers as decimal text, a NULL as null. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FX_OP_TABLE
#include "../ops.gen.h"
#include "plan-text.h"

#define EXPECT(what) ((what) ? (void)0 : broken(#what))

static void broken(const char *what)
{
	fprintf(stderr, "broken promise: %s\n", what);
	abort();
}

static void put(struct text *t, const char *s, size_t len)
{
	if (t->size + len + 1 > t->room) {
		t->room = 2 * (t->size + len + 1);
		t->at = realloc(t->at, t->room);
		EXPECT(t->at);
	}
	memcpy(t->at + t->size, s, len);
	t->size += len;
	t->at[t->size] = 0;
}

static void print(struct text *t, const char *format, ...)
{
	char buf[128];
	va_list args;
	va_start(args, format);
	int n = vsnprintf(buf, sizeof buf, format, args);
	va_end(args);
	EXPECT(n >= 0 && (size_t)n < sizeof buf);
	put(t, buf, (size_t)n);
}

static void put_hex(struct text *t, const char *s, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	put(t, "\"", 1);
	for (size_t i = 0; i < len; i++) {
		char hex[2] = { digits[(unsigned char)s[i] >> 4], digits[(unsigned char)s[i] & 15] };
		put(t, hex, 2);
	}
	put(t, "\"", 1);
}

static void put_str(struct text *t, const struct fx_arg *a)
{
	EXPECT(strlen(a->v.str) == a->len);
	put_hex(t, a->v.str, a->len);
}

static void put_strs(struct text *t, const struct fx_arg *a)
{
	put(t, "[", 1);
	for (uint64_t i = 0; i < a->len; i++) {
		if (i)
			put(t, ",", 1);
		EXPECT(a->v.strs[i]);
		put_hex(t, a->v.strs[i], strlen(a->v.strs[i]));
	}
	EXPECT(!a->v.strs[a->len]);
	put(t, "]", 1);
}

static void put_u32s(struct text *t, const struct fx_arg *a)
{
	EXPECT((uintptr_t)a->v.u32s % sizeof(uint32_t) == 0);
	put(t, "[", 1);
	for (uint64_t i = 0; i < a->len; i++)
		print(t, i ? ",\"%u\"" : "\"%u\"", a->v.u32s[i]);
	put(t, "]", 1);
}

static void put_arg(struct text *t, enum fx_kind kind, const struct fx_arg *a)
{
	switch (kind) {
	case FX_KIND_NONE:
		EXPECT(a->v.u == 0 && a->len == 0);
		return;
	case FX_KIND_INT:
		EXPECT(a->v.i >= INT32_MIN && a->v.i <= INT32_MAX);
		print(t, ",\"%lld\"", (long long)a->v.i);
		return;
	case FX_KIND_FD:
		EXPECT(a->v.u <= INT32_MAX);
		print(t, ",\"%llu\"", (unsigned long long)a->v.u);
		return;
	case FX_KIND_U32:
		EXPECT(a->v.u <= UINT32_MAX);
		print(t, ",\"%llu\"", (unsigned long long)a->v.u);
		return;
	case FX_KIND_U64:
		print(t, ",\"%llu\"", (unsigned long long)a->v.u);
		return;
	case FX_KIND_BOOL:
		EXPECT(a->v.u <= 1);
		print(t, a->v.u ? ",true" : ",false");
		return;
	case FX_KIND_STR_NULL:
	case FX_KIND_STR:
	case FX_KIND_BYTES:
	case FX_KIND_STRS:
	case FX_KIND_STRS_NULL:
	case FX_KIND_STRS2:
	case FX_KIND_U32S:
		break;
	}
	put(t, ",", 1);
	if (!a->v.str) {
		EXPECT((kind == FX_KIND_STR_NULL || kind == FX_KIND_STRS_NULL) && a->len == 0);
		put(t, "null", 4);
	} else if (kind == FX_KIND_BYTES) {
		put_hex(t, a->v.str, a->len);
	} else if (kind == FX_KIND_STRS || kind == FX_KIND_STRS_NULL || kind == FX_KIND_STRS2) {
		EXPECT(kind != FX_KIND_STRS2 || a->len >= 2);
		put_strs(t, a);
	} else if (kind == FX_KIND_U32S) {
		put_u32s(t, a);
	} else {
		put_str(t, a);
	}
}

static void put_step(struct text *t, const struct fx_step *s, unsigned side, int last)
{
	EXPECT(s->op > 0 && s->op < FX_OP_COUNT);
	const struct fx_op_spec *spec = &fx_op_specs[s->op];
	EXPECT(spec->side & side);
	if (side == FX_SIDE_CHILD)
		EXPECT(!(spec->traits & FX_TRAIT_LAST) == !last);
	print(t, "[\"%s\"", spec->name);
	for (int i = 0; i < FX_MAX_ARGS; i++)
		put_arg(t, (enum fx_kind)spec->kinds[i], &s->arg[i]);
	put(t, "]", 1);
}

static void put_steps(struct text *t, const char *name, const struct fx_step *s, uint32_t n, unsigned side)
{
	print(t, ",\"%s\":[", name);
	for (uint32_t i = 0; i < n; i++) {
		if (i)
			put(t, ",", 1);
		put_step(t, &s[i], side, i + 1 == n);
	}
	put(t, "]", 1);
}

static uint32_t traits_of(const struct fx_plan *p)
{
	uint32_t traits = 0;
	for (uint32_t i = 0; i < p->children; i++)
		traits |= fx_op_specs[p->child[i].op].traits;
	return traits;
}

void plan_text(struct text *t, const struct fx_plan *p)
{
	t->size = 0;
	EXPECT(p->children > 0 && p->child == p->parent + p->parents);
	EXPECT(p->traits == traits_of(p));
	print(t, "{\"flags\":\"%llu\",\"cgroupFd\":%d,\"cgroupPath\":", (unsigned long long)p->clone_flags,
	      p->cgroup_fd);
	if (p->cgroup_path)
		put_hex(t, p->cgroup_path, strlen(p->cgroup_path));
	else
		print(t, "null");
	put_steps(t, "parent", p->parent, p->parents, FX_SIDE_PARENT);
	put_steps(t, "child", p->child, p->children, FX_SIDE_CHILD);
	print(t, ",\"inheritsEnv\":%s,\"guardBeforeHold\":%s}", p->inherits_env ? "true" : "false",
	      p->guard_before_hold ? "true" : "false");
}

static struct {
	uint8_t *wire;
	size_t size;
	int allocations, live;
} hostile;

/* The second allocation comes after the checks and before the building: whoever owns the wire may write to it then. */
static void *alloc(size_t size)
{
	if (++hostile.allocations == 2)
		memset(hostile.wire, 0xa5, hostile.size);
	hostile.live++;
	return malloc(size);
}

static void release(void *block)
{
	hostile.live--;
	free(block);
}

struct fx_plan *decode_hostile(const void *wire, size_t size, struct fx_refusal *refusal)
{
	hostile.wire = malloc(size ? size : 1);
	hostile.size = size;
	hostile.allocations = hostile.live = 0;
	EXPECT(hostile.wire);
	memcpy(hostile.wire, wire, size);
	struct fx_plan *plan = fx_decode(hostile.wire, size, alloc, release, refusal);
	EXPECT(hostile.live == (plan != NULL));
	free(hostile.wire);
	return plan;
}

void free_hostile(struct fx_plan *plan) { free(plan); }
