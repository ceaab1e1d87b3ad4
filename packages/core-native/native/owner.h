/* A JavaScript environment as the threads see it: a list of things that happened, and a bell. */
#ifndef FX_OWNER_H
#define FX_OWNER_H

#include <stdint.h>

enum fx_event_kind { FX_EVENT_LAUNCH, FX_EVENT_EXIT, FX_EVENT_TRACE, FX_EVENT_PIPE };

/* Part of what it tells of, so that telling cannot fail for want of memory. */
struct fx_event {
	struct fx_event *next;
	enum fx_event_kind kind;
	uint32_t id;
	struct fx_owner *owner;
};

struct fx_owner {
	uint32_t lock, refs;
	int closed, rung;
	struct fx_event *head, **tail;
	void (*ring)(void *); /* called with the lock held */
	void *arg;
};

struct fx_owner *fx_owner_new(void (*ring)(void *), void *arg);
void fx_owner_ref(struct fx_owner *o);
void fx_owner_unref(struct fx_owner *o);

/* Takes the event over and rings. 0 when the environment is gone: then the event is still the caller's. */
int fx_owner_post(struct fx_owner *o, struct fx_event *e);

/* No more than a glance: it may be closed right after. */
int fx_owner_is_closed(struct fx_owner *o);

/* All that has happened since the last call, oldest first. */
struct fx_event *fx_owner_take(struct fx_owner *o);

/* After this nothing is posted and nobody rings; returns what was never taken. */
struct fx_event *fx_owner_close(struct fx_owner *o);

#endif
