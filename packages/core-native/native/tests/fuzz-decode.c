/*
 * The decoder under libFuzzer (or fuzz-driver.c where there is none). What keeps inputs from ever getting past the
 * header is put right first, so that a corpus outlives the table of ops it was made from; inputs with the highest bit
 * of that field set keep what they have, so that those checks are met as well.
 */
#include <stdlib.h>
#include <string.h>

#include "../ops.gen.h"
#include "plan-text.h"

#define KEEP 0x80000000u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct text text;
	struct fx_refusal refusal;
	uint8_t *wire = malloc(size ? size : 1);
	if (!wire)
		return 0;
	memcpy(wire, data, size);
	if (size >= sizeof(struct fx_wire_header)) {
		struct fx_wire_header h;
		memcpy(&h, wire, sizeof h);
		h.magic = h.magic & KEEP ? h.magic : FX_WIRE_MAGIC;
		h.ops_hash = h.ops_hash & KEEP ? h.ops_hash : FX_OPS_HASH;
		h.size = h.size & KEEP ? h.size : (uint32_t)size;
		memcpy(wire, &h, sizeof h);
	}
	struct fx_plan *plan = decode_hostile(wire, size, &refusal);
	free(wire);
	if (plan)
		plan_text(&text, plan);
	else if (!refusal.why)
		abort();
	free_hostile(plan);
	return 0;
}
