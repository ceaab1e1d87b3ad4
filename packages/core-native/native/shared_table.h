/* Which of the parent's descriptors a child gets that shares the parent's table until its first system call. */
#ifndef FX_SHARED_TABLE_H
#define FX_SHARED_TABLE_H

#include "launch.h"

/* Makes what descriptors are handed over with, at the first launch: then their numbers are low. */
void fx_table_init(void);

/*
 * Fills `child.table`, sending ahead what the child cannot keep under its number. With `keep` 0 the child is to be given a copy
 * of the table by the clone.
 */
void fx_table_arrange(struct fx_launch *l);

/* The numbers of its own descriptors, 2 * FX_PAIRS of them, -1 for none. */
void fx_table_fds(int *to);

/* The child is over, its slot still ours, or there was none. */
void fx_table_done(struct fx_launch *l);

#endif
