/*
 * The dumpable guard. A child that changes ids or capabilities while it shares our memory may be traced by someone who
 * must not read it, and its credential change clears our own dumpable flag (kernel.md 1). So: undumpable before the
 * first such child, the old value back after the last one has exec'd or died. One guard for the whole process,
 * whichever copies of this file are loaded.
 */
#ifndef FX_GUARD_H
#define FX_GUARD_H

#include <stdint.h>

/*
 * Two kinds of launch exclude each other. Guarded ones need us undumpable until they have exec'd or died. The other kind
 * needs us dumpable: while we are not, the files of /proc/PID of our children (and of /proc/self of those that share our
 * memory) are root's, and nobody else can write the id maps. Many of one kind at a time, never both. 1: entered; 0: not
 * now, and `*seq` is what fx_guard_word() held when that was found out: it changes when it is worth trying again.
 */
int fx_guard_try_enter(uint32_t *seq);
void fx_guard_leave(void);
int fx_guard_try_block(uint32_t *seq);
void fx_guard_unblock(void);

/* A futex word. */
uint32_t *fx_guard_word(void);

#endif
