/*
 * Our end of a pipe whose other end a child has. The reaper thread reads it or writes it, whenever the kernel says that it can;
 * JavaScript takes what was read, and gives what is to be written. One lock for each: both threads come here.
 */
#ifndef FX_PIPE_END_H
#define FX_PIPE_END_H

#include <stddef.h>
#include <stdint.h>

#include "owner.h"

/* Of what a reader's owner wants to hear; DATA for good: in pieces. A writer's hears of the end of each write. */
enum fx_pipe_tell { FX_TELL_LIMIT, FX_TELL_END, FX_TELL_DATA };

/* What is known of one: bits. src/pipe-end.ts has the same. */
enum {
	FX_PIPE_ENDED = 1,     /* nothing comes any more; a writer: nobody reads, or an error */
	FX_PIPE_HAS_DATA = 2,  /* a reader: something to take; a writer: something still to be written */
	FX_PIPE_OVER = 4,      /* more came than the limit, and was thrown away */
	FX_PIPE_TRUNCATED = 8, /* given up before its end */
};

struct fx_bytes {
	uint8_t *data;
	size_t size, room;
};

struct fx_pipe_end {
	struct fx_event event; /* first; its id is the slot */
	struct fx_pipe_end *next;
	uint32_t lock, refs;
	int fd;   /* ours, not blocking; -1 once closed */
	int peer; /* the child's, until it is handed over; -1 */
	int writes;
	int collects; /* a reader: what is beyond the limit is thrown away. Else it stays in the pipe until there is room */
	int served;   /* in the epoll set */
	int posted, tell;
	int ended, over, truncated, err;
	int closes; /* a writer: closed by itself when all is written */
	size_t limit, written;
	struct fx_bytes bytes;       /* read and not taken, or to be written */
	struct fx_pipe_end *all;     /* also gets what is read, in the order in which it comes; it has no pipe itself */
};

/* All of an environment. */
struct fx_pipes {
	struct fx_pipe_end **at;
	uint32_t n;
};

/* src/pipe-end.ts has the same. */
enum fx_pipe_call { FX_PIPE_CALL_PIPE2, FX_PIPE_CALL_FCNTL, FX_PIPE_CALL_MALLOC, FX_PIPE_CALL_PTHREAD };

struct fx_pipe_wish {
	int writes;
	int size;       /* of the pipe, fcntl(2) F_SETPIPE_SZ; 0: the kernel's */
	int no_pipe;    /* only what others put in */
	size_t limit;
};

/* The slot, or a negated errno with `call` set. */
long fx_pipe_make(struct fx_pipes *all, struct fx_owner *owner, const struct fx_pipe_wish *wish, enum fx_pipe_call *call);
/* What both read goes to `all`, too. */
void fx_pipe_join(struct fx_pipe_end *p, struct fx_pipe_end *all);
/* The child has its end, or never will. */
void fx_pipe_hand_over(struct fx_pipe_end *p);
/*
 * Wants to hear of that from now on, and of what has happened before. Until the first call a reader is left alone: what a short-lived
 * child writes fits the pipe, and fx_pipe_finish takes it without a word from the thread.
 */
void fx_pipe_tell(struct fx_pipe_end *p, enum fx_pipe_tell tell);
/* What was read and not taken, with the lock held until fx_pipe_taken, or fx_pipe_leave: it stays there. */
const struct fx_bytes *fx_pipe_take(struct fx_pipe_end *p);
/* Somebody else frees the bytes. */
void fx_pipe_detach(struct fx_pipe_end *p);
void fx_pipe_taken(struct fx_pipe_end *p);
void fx_pipe_leave(struct fx_pipe_end *p);
/*
 * Reads what is in the pipe now, whatever the limit, on the caller's thread: the program has ended, and so that is all that it wrote.
 * With `give_up` this is the end, also where somebody else still has the other end. Bits.
 */
int fx_pipe_finish(struct fx_pipe_end *p, int give_up);
/* 1 written, 0 will be told, or a negated errno. `last`: to be closed behind it. The bytes are copied if need be. */
long fx_pipe_write(struct fx_pipe_end *p, const void *data, size_t size, int last);
int fx_pipe_state(struct fx_pipe_end *p, int *err);
void fx_pipe_close(struct fx_pipes *all, struct fx_pipe_end *p);
/* The environment ends. */
void fx_pipes_close(struct fx_pipes *all);

/* The reaper thread's side: something happened to the pipe; and, when no fetched event can name one of those, free what is closed. */
void fx_pipe_serve(struct fx_pipe_end *p);
void fx_pipes_free_closed(void);
/* An event that was told or never will be. */
void fx_pipe_told(struct fx_event *e);
void fx_pipe_drop(struct fx_event *e);

/* Others of pipe_end*.c, with the lock held. */
void fx_pipe_unserve(struct fx_pipe_end *p);
long fx_pipe_start_serving(struct fx_pipe_end *p);
void fx_pipe_end_with(struct fx_pipe_end *p, int err);
void fx_pipe_notify(struct fx_pipe_end *p);
void fx_pipe_unref(struct fx_pipe_end *p);
/* Reads until the pipe is empty, the limit is reached, or it is somebody else's turn. */
void fx_pipe_read(struct fx_pipe_end *p, uint8_t *scratch, size_t size, int rounds);
/* Writes what is left, or as much as fits. */
void fx_pipe_flush(struct fx_pipe_end *p);

#endif
