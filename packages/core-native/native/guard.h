/*
 * The dumpable guard. A child that changes ids or capabilities while it shares our memory may be traced by someone who
 * must not read it, and its credential change clears our own dumpable flag (kernel.md 1). So: undumpable before the
 * first such child, the old value back after the last one has exec'd or died. One guard for the whole process,
 * whichever copies of this file are loaded.
 */
#ifndef FX_GUARD_H
#define FX_GUARD_H

#include <stdint.h>

void fx_guard_enter(void);
void fx_guard_leave(void);

/*
 * /proc/PID/uid_map of our children belongs to root while we are undumpable. Where no guarded child is in flight this
 * returns 1 and keeps it so until fx_guard_unblock; otherwise 0, and `*count` is the futex word to wait on.
 */
int fx_guard_block(uint32_t **count, uint32_t *value);
void fx_guard_unblock(void);

#endif
