/* Who tells when a process ends: one thread, one epoll set of pidfds, no SIGCHLD. */
#ifndef FX_REAPER_H
#define FX_REAPER_H

#include <stdint.h>

#include "owner.h"

/* How a process ended, waitid(2). `code` 0: nobody knows (somebody else took the status, or it was no child of ours). */
struct fx_exit {
	int code;   /* CLD_EXITED, CLD_KILLED, CLD_DUMPED, or 0 */
	int status; /* exit status or signal */
	int64_t user_us, system_us, max_rss_kb, minor_faults, major_faults, in_blocks, out_blocks;
	int64_t voluntary_switches, involuntary_switches;
};

struct fx_watch {
	struct fx_event event; /* first */
	struct fx_watch *next;
	int pid; /* 0: not told */
	int pidfd;
	int ours; /* we have started it, and nobody else waits for it */
	uint32_t state; /* enum watch_state in reaper.c */
	struct fx_exit exit;
};

/* With a reference on the owner. NULL when memory is short. */
struct fx_watch *fx_watch_new(struct fx_owner *owner, uint32_t id);
void fx_watch_free(struct fx_watch *w);

/* Makes the thread: 0 or a negated errno. To be called before the first arm, where an error can still be told. */
long fx_reaper_start(void);
/* Its epoll set, or -1. */
int fx_reaper_fd(void);

/* Puts `pidfd` into the set; nothing is told yet. All that can fail does so here. 0 or a negated errno. */
long fx_watch_add(struct fx_watch *w, int pidfd);

/*
 * From now on the end of the process is waited for, its status taken, and the event posted; an owner that is gone by
 * then is no reason not to take it. The pidfd stays open until whoever took the event closes it (this thread does where
 * nobody takes it).
 */
void fx_watch_arm(struct fx_watch *w);

/* Tells of an end that is in `exit` already. The watch is not in the set; it and the pidfd go as after any end. */
void fx_watch_post(struct fx_watch *w);

/*
 * 1: no event after this, the thread frees the watch, and the pidfd is the caller's again. 0: too late, the event is
 * posted or about to be.
 */
int fx_watch_cancel(struct fx_watch *w);

/*
 * How a child ended: 0, -EAGAIN when it still runs and `wait` is 0, -ECHILD when it is no child of ours or was reaped
 * before. Reaps it if we have started it, and leaves it otherwise (children.h).
 */
long fx_take_exit(int pidfd, int wait, struct fx_exit *e);
/* Reaps one of ours, whatever the list of them says. */
long fx_reap(int pidfd, int wait, struct fx_exit *e);

#endif
