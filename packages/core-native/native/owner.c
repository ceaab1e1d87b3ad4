/* See owner.h. The lock is held while ringing, so that close() cannot free the bell under a ringing hand. */
#include <stdlib.h>

#include "lock.h"
#include "owner.h"

struct fx_owner *fx_owner_new(void (*ring)(void *), void *arg)
{
	struct fx_owner *o = malloc(sizeof *o);
	if (!o)
		return NULL;
	*o = (struct fx_owner){ .refs = 1, .ring = ring, .arg = arg };
	o->tail = &o->head;
	return o;
}

void fx_owner_ref(struct fx_owner *o) { __atomic_add_fetch(&o->refs, 1, __ATOMIC_RELAXED); }

void fx_owner_unref(struct fx_owner *o)
{
	if (__atomic_sub_fetch(&o->refs, 1, __ATOMIC_ACQ_REL) == 0)
		free(o);
}

int fx_owner_post(struct fx_owner *o, struct fx_event *e)
{
	fx_lock(&o->lock);
	int open = !o->closed;
	if (open) {
		e->next = NULL;
		*o->tail = e;
		o->tail = &e->next;
		if (!o->rung) {
			o->rung = 1;
			o->ring(o->arg);
		}
	}
	fx_unlock(&o->lock);
	return open;
}

int fx_owner_is_closed(struct fx_owner *o)
{
	fx_lock(&o->lock);
	int closed = o->closed;
	fx_unlock(&o->lock);
	return closed;
}

static struct fx_event *take(struct fx_owner *o)
{
	struct fx_event *all = o->head;
	o->head = NULL;
	o->tail = &o->head;
	o->rung = 0;
	return all;
}

struct fx_event *fx_owner_take(struct fx_owner *o)
{
	fx_lock(&o->lock);
	struct fx_event *all = take(o);
	fx_unlock(&o->lock);
	return all;
}

struct fx_event *fx_owner_close(struct fx_owner *o)
{
	fx_lock(&o->lock);
	o->closed = 1;
	struct fx_event *all = take(o);
	fx_unlock(&o->lock);
	return all;
}
