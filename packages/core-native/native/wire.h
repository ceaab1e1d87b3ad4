/*
 * The plan as bytes: header, fixed-size records, arena. Written by src/encode.ts, checked by decode.c.
 *
 * All numbers are little-endian. An offset counts from the start of the wire. A reference is
 * `offset | (uint64_t)length << 32`: a string's length is without its NUL, a list's is its number of entries (the
 * entries of a string list stand one behind the other, each with its NUL).
 */
#ifndef FX_WIRE_H
#define FX_WIRE_H

#include <stdint.h>

#define FX_WIRE_MAGIC 0x31505846u /* "FXP1" */
#define FX_WIRE_MAX (16u << 20)   /* execve(2) takes 6 MiB at the most */
#define FX_MAX_ARGS 5
#define FX_NULL_REF UINT64_MAX

struct fx_wire_header {
	uint32_t magic;
	uint32_t ops_hash; /* of the table both sides were made from: ops.gen.h */
	uint32_t size;     /* of the whole wire */
	uint32_t parent;   /* number of parent records */
	uint32_t child;    /* number of child records, behind them */
	int32_t cgroup_fd; /* or -1 */
	uint64_t clone_flags;
	uint64_t cgroup_path; /* a string, or FX_NULL_REF */
};

struct fx_wire_record {
	uint32_t op;
	uint32_t zero;
	uint64_t arg[FX_MAX_ARGS];
};

#endif
