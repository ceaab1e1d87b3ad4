/*
 * Which processes are ours to reap, and how those ended that were reaped lately. Whoever opens a process by its number may
 * wait for any child of this process; but the status of one that somebody else started (the runtime's own, another
 * addon's) is looked at and left, or its owner would never hear of its end.
 */
#ifndef FX_CHILDREN_H
#define FX_CHILDREN_H

struct fx_exit;

/* A place in the list, made before the clone, so that a child that runs cannot be forgotten for want of memory. */
struct fx_place {
	struct fx_place *next;
	int pid;
};

/* Takes the place over. */
void fx_children_add(struct fx_place *place, int pid);
int fx_children_is_ours(int pid);

/* Not ours any more; how it ended is remembered for a while, for those that wait for it too. */
void fx_children_reaped(int pid, const struct fx_exit *e);
int fx_children_recall(int pid, struct fx_exit *e);

#endif
