/* A child that is given input and whose output is collected, on the calling thread, until it is over: talk.c. */
#ifndef FX_TALK_H
#define FX_TALK_H

#include <stddef.h>
#include <stdint.h>

#include "reaper.h"

struct fx_stream {
	int fd;  /* our end, a stream socket; -1 when it is closed */
	int reads; /* what the child writes is wanted */
	int writes; /* it is given `input`, and then its end */
	const char *input;
	size_t length, written;
	char *output; /* malloc'ed */
	size_t size, room;
};

struct fx_talk {
	int pid, pidfd; /* a child of ours */
	struct fx_stream *stream;
	struct pollfd *poll; /* room for count + 1 */
	size_t count;
	double most_output; /* of all streams together, in bytes; 0: no limit */
	int64_t deadline;   /* of CLOCK_MONOTONIC, nanoseconds; 0: none */
	int kill_signal;    /* when there is too much of either */
	int error, stream_error; /* negated errnos, the first of each */
	int kill_error;	    /* the child could not even be killed */
	struct fx_exit exit;
	double total;
	int over;
};

/* `ms` from now as a deadline; at the latest in some centuries. */
int64_t fx_deadline(double ms);

/*
 * Returns when the child is reaped, and either all other ends of the streams are closed, or it had to be killed
 * (ETIMEDOUT, ENOBUFS, ENOMEM, what poll says). Then all `fd` are closed, and `output` is the caller's.
 */
void fx_talk_until_over(struct fx_talk *t);

#endif
