/* What JavaScript is told, as numbers: src/native.ts and src/trace-event.ts have the same layout. */
#include <stdlib.h>
#include <string.h>

#include "newidmap.h"
#include "pipe_end.h"
#include "requests.h"
#include "trace.h"

void fx_put_outcome(const struct fx_outcome *o, int32_t *to)
{
	to[0] = (int32_t)o->end;
	to[1] = o->pid;
	to[2] = o->pidfd;
	to[3] = (int32_t)o->step;
	to[4] = (int32_t)o->call;
	to[5] = o->err;
}

/* What a program of the parent's steps wrote, where that is the reason: its length. */
uint32_t fx_put_said(const struct fx_launch *l, void *to)
{
	if (l->out.end != FX_END_PROGRAM || !l->mapper)
		return 0;
	memcpy(to, l->mapper->text, l->mapper->said);
	return l->mapper->said;
}

void fx_exit_record(const struct fx_exit *e, double *to)
{
	const double numbers[] = { e->code, e->status, e->user_us, e->system_us, e->max_rss_kb, e->minor_faults,
				   e->major_faults, e->in_blocks, e->out_blocks, e->voluntary_switches,
				   e->involuntary_switches };
	memcpy(to, numbers, sizeof numbers);
}

#define RECORD_PIDFD 13 /* behind the kind, the id, and an exit's numbers */
#define RECORD_TEXT 16  /* bytes, FX_SAID at the most */

static void put_stop(struct fx_event *e, double *to)
{
	struct fx_stop stop;
	fx_trace_take(e, &stop);
	to[0] = stop.what;
	to[1] = (double)stop.number;
	to[2] = stop.arch;
	memcpy(to + 3, stop.words, sizeof stop.words);
}

void fx_event_record(struct fx_event *e, double *to)
{
	to[0] = e->kind;
	to[1] = e->id;
	if (e->kind == FX_EVENT_TRACE) {
		put_stop(e, to + 2);
		return;
	}
	if (e->kind == FX_EVENT_PIPE) { /* no more than that there is something to look at */
		fx_pipe_told(e);
		return;
	}
	if (e->kind == FX_EVENT_EXIT) {
		fx_exit_record(&((struct fx_watch *)e)->exit, to + 2);
		to[RECORD_PIDFD] = ((struct fx_watch *)e)->pidfd;
		free(e); /* its reference on the owner went with the posting */
		return;
	}
	struct fx_launch *l = (struct fx_launch *)e;
	int32_t out[FX_OUTCOME];
	fx_put_outcome(&l->out, out);
	for (int i = 0; i < FX_OUTCOME; i++)
		to[2 + i] = out[i];
	to[2 + FX_OUTCOME] = fx_put_said(l, to + RECORD_TEXT);
	fx_launch_free(l);
}

int fx_record_pidfd(const double *record) { return record[0] == FX_EVENT_EXIT ? (int)record[RECORD_PIDFD] : -1; }

void fx_event_drop(struct fx_event *all)
{
	while (all) {
		struct fx_event *next = all->next;
		if (all->kind == FX_EVENT_EXIT) {
			fx_close(((struct fx_watch *)all)->pidfd);
			free(all);
		} else if (all->kind == FX_EVENT_TRACE) {
			struct fx_stop stop;
			fx_trace_take(all, &stop);
		} else if (all->kind == FX_EVENT_PIPE) {
			fx_pipe_drop(all);
		} else {
			fx_launch_free((struct fx_launch *)all);
		}
		all = next;
	}
}
