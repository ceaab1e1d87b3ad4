/* Descriptors to be closed with the environment that opened them: a worker that is terminated runs no finalizer. */
#include <errno.h>
#include <stdlib.h>

#include "requests.h"

long fx_fds_keep(struct fx_fds *l, long fd)
{
	if (fd < 0)
		return fd;
	if (l->n == l->room) {
		size_t room = l->room ? 2 * l->room : 16;
		int *more = realloc(l->fd, room * sizeof *more);
		if (!more) {
			fx_close((int)fd);
			return -ENOMEM;
		}
		l->fd = more;
		l->room = room;
	}
	l->fd[l->n++] = (int)fd;
	return fd;
}

void fx_fds_forget(struct fx_fds *l, int fd)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->fd[i] == fd) {
			l->fd[i] = l->fd[--l->n];
			return;
		}
}

void fx_fds_close(struct fx_fds *l)
{
	while (l->n)
		fx_close(l->fd[--l->n]);
	free(l->fd);
}
