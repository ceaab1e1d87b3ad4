/*
 * Decodes what stands on standard input, frame by frame (u32 length, bytes), and writes a line for each: the plan as
 * JSON, or ["why", record, argument] for a refusal. `--quiet` writes "plan" for a plan: its text is made all the same.
 * `--starve` lets each of the decoder's allocations fail in turn, which it must tell by refusing without a reason.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan-text.h"

static int fail_at, calls;

static void *starving_alloc(size_t size) { return calls++ == fail_at ? NULL : malloc(size); }

static void starve(const void *wire, size_t size)
{
	for (fail_at = 0;; fail_at++) {
		struct fx_refusal refusal;
		calls = 0;
		struct fx_plan *plan = fx_decode(wire, size, starving_alloc, free, &refusal);
		free(plan);
		if (calls <= fail_at) /* it asked for no more: nothing failed */
			return;
		if (plan || refusal.why) {
			fprintf(stderr, "allocation %d failed unnoticed\n", fail_at);
			abort();
		}
	}
}

static void decode(struct text *text, const void *wire, size_t size, int quiet)
{
	struct fx_refusal refusal;
	struct fx_plan *plan = decode_hostile(wire, size, &refusal);
	if (!plan) {
		printf("[\"%s\",%d,%d]\n", refusal.why ? refusal.why : "no memory", refusal.at, refusal.arg);
		return;
	}
	plan_text(text, plan);
	puts(quiet ? "plan" : text->at);
	free_hostile(plan);
}

int main(int argc, char **argv)
{
	int quiet = argc > 1 && !strcmp(argv[1], "--quiet");
	int starving = argc > 1 && !strcmp(argv[1], "--starve");
	struct text text = { 0 };
	uint32_t size;
	while (fread(&size, sizeof size, 1, stdin) == 1) {
		void *wire = malloc(size ? size : 1);
		if (!wire || fread(wire, 1, size, stdin) != size) {
			fputs("dump-plan: cut off frame\n", stderr);
			return 2;
		}
		if (starving)
			starve(wire, size);
		decode(&text, wire, size, quiet);
		free(wire);
	}
	free(text.at);
	return 0;
}
