/* What JavaScript asks of the C core: bytes and numbers in, numbers out. */
#ifndef FX_REQUESTS_H
#define FX_REQUESTS_H

#include <stddef.h>
#include <stdint.h>

#include "launch.h"
#include "owner.h"
#include "plan.h"
#include "reaper.h"
#include "trace.h"

extern char **environ;

/* Results: 0 or a negated errno, or FX_REFUSED with `why` filled where bytes come in. */
#define FX_REFUSED 1

/* `out`: end, pid, pidfd, step, call, err (struct fx_outcome), the length of a text, and its bytes: FX_SAID at the most. */
#define FX_OUTCOME 6
void fx_put_outcome(const struct fx_outcome *o, int32_t *to);
uint32_t fx_put_said(const struct fx_launch *l, void *to);
long fx_launch_and_wait(struct fx_owner *home, const void *wire, size_t size, int32_t *out,
			struct fx_refusal *why);
long fx_launch_for(struct fx_owner *owner, uint32_t id, const void *wire, size_t size, struct fx_refusal *why);

long fx_watch_for(struct fx_owner *owner, uint32_t id, int pid, int pidfd, struct fx_watch **watch);

/* The plan's only child step, execve or execveat, for this process. */
long fx_exec_plan(const void *wire, size_t size, struct fx_refusal *why);

/* The same with all steps of the plan, done by this process: exec_self.h. Which step failed, and which of its calls, in `out`. */
long fx_exec_plan_in_place(const void *wire, size_t size, int32_t out[2], struct fx_refusal *why);

/*
 * An event as numbers, at most 64 of them, the last 48 of which are bytes of a text; frees it. The 64-bit words of a system call
 * stand there as their bits.
 */
void fx_event_record(struct fx_event *e, double *to);
/* What an exit holds, and leaves to whoever is told; -1 for all others. */
int fx_record_pidfd(const double *record);
/* The 11 numbers of an exit: code, status, user_us, system_us, max_rss_kb, faults, blocks, switches. */
void fx_exit_record(const struct fx_exit *e, double *to);
/* Events that nobody will be told of: what they hold is let go. */
void fx_event_drop(struct fx_event *all);

void fx_refusal_text(const struct fx_refusal *why, char *text, size_t size);
uint32_t fx_ops_hash(void);

/* Descriptors to be closed with the environment that opened them. */
struct fx_fds {
	int *fd;
	size_t n, room;
};
/* Gives `fd` back, or a negated errno with it closed; a negated errno in its place just passes. */
long fx_fds_keep(struct fx_fds *l, long fd);
void fx_fds_forget(struct fx_fds *l, int fd);
void fx_fds_close(struct fx_fds *l);

long fx_pidfd_open(int pid);
long fx_pidfd_send_signal(int pidfd, int signal);
long fx_close(int fd);

#endif
