/* See children.h. Numbers are safe as keys: one that is ours is not given to another process before we have reaped it. */
#include <stdint.h>
#include <stdlib.h>

#include "children.h"
#include "lock.h"
#include "reaper.h"

#define BUCKETS 512
#define REMEMBERED 64

static uint32_t lock;
static struct fx_place *buckets[BUCKETS];
static struct {
	int pid;
	struct fx_exit exit;
} recent[REMEMBERED]; /* a ring */
static unsigned newest;

static struct fx_place **find(int pid)
{
	struct fx_place **at = &buckets[(unsigned)pid % BUCKETS];
	while (*at && (*at)->pid != pid)
		at = &(*at)->next;
	return at;
}

void fx_children_add(struct fx_place *place, int pid)
{
	fx_lock(&lock);
	struct fx_place **at = find(pid);
	struct fx_place *stale = *at; /* somebody else has reaped the one that had the number */
	place->pid = pid;
	place->next = stale ? stale->next : NULL;
	*at = place;
	fx_unlock(&lock);
	free(stale);
}

int fx_children_is_ours(int pid)
{
	fx_lock(&lock);
	int ours = *find(pid) != NULL;
	fx_unlock(&lock);
	return ours;
}

void fx_children_reaped(int pid, const struct fx_exit *e)
{
	fx_lock(&lock);
	struct fx_place **at = find(pid), *place = *at;
	if (place)
		*at = place->next;
	if (e->code) {
		newest = (newest + 1) % REMEMBERED;
		recent[newest].pid = pid;
		recent[newest].exit = *e;
	}
	fx_unlock(&lock);
	free(place);
}

int fx_children_recall(int pid, struct fx_exit *e)
{
	int found = 0;
	fx_lock(&lock);
	for (unsigned i = 0; i < REMEMBERED && !found; i++) {
		unsigned at = (newest + REMEMBERED - i) % REMEMBERED;
		found = recent[at].pid == pid;
		if (found)
			*e = recent[at].exit;
	}
	fx_unlock(&lock);
	return found;
}
