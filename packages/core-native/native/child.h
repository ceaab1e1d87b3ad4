/* What the child is given, and the words through which it speaks. */
#ifndef FX_CHILD_H
#define FX_CHILD_H

#include <stdint.h>

#include "caller.h"
#include "plan.h"

enum fx_state {
	FX_STATE_STARTED = 0,
	FX_STATE_READY,   /* all steps but the last are done: what follows is the program's own life */
	FX_STATE_FAILED,  /* `step`, `call` and `err` say how */
	FX_STATE_ABORTED, /* the parent said so, or is gone */
};

enum fx_release { FX_HOLD = 0, FX_GO, FX_ABORT };

/* `alive` before it is cleared. FX_WAITING: it waits for the parent, having done what stands before. */
enum fx_alive { FX_DEAD = 0, FX_ALIVE, FX_WAITING };

/* A step before the first: the child's own descriptors could not be moved out of the plan's way. */
#define FX_STEP_PREPARE UINT32_MAX

/* Its calls. src/native.ts has their names. */
enum fx_prepare_call {
	FX_PREPARE_FCNTL = 0,
	FX_PREPARE_HOLD = 1,   /* and 2: the calls of the op `hold` */
	FX_PREPARE_TABLE = 3,
	FX_PREPARE_CALLER = 4, /* to 6: enum fx_caller_call */
};

/*
 * Lies in MAP_SHARED memory, so that a child that shares no memory with us (plain fork) speaks through it as well; the
 * futexes in it are the non-private kind for the same reason. One cache line per launch.
 */
struct fx_shared {
	uint32_t state;
	uint32_t step; /* the child step being done */
	uint32_t call; /* which of the op's system calls failed */
	int32_t err;
	uint32_t release; /* futex: enum fx_release */
	uint32_t alive;   /* futex: FX_ALIVE until the kernel clears it at exec or exit, CLONE_CHILD_CLEARTID */
	uint32_t heir;    /* pid of the process that the child has left the rest to, by the kernel (CLONE_PARENT_SETTID), or 0 */
	/* The same of a program that the parent runs for this child: newidmap.h. */
	uint32_t program_call;
	int32_t program_err;
	uint32_t taken; /* futex: the child has what it was sent */
	uint32_t pad[6];
};

#define FX_HANDED 16   /* descriptors sent to a child, at the most */
#define FX_PAIRS 4     /* of sockets to send them through */
#define FX_INTERNAL (6 + 2 * FX_PAIRS)

/* What a child keeps of the parent's descriptors where it shares their table at first: shared_table.c, child_files.c. */
struct fx_table {
	int keep;        /* those below this number; 0: the clone has copied the table, and it has all */
	int socket;      /* where the files of `as` come from, or -1 */
	uint32_t handed; /* how many */
	struct {
		int from, to; /* their numbers in the plan, and here */
	} as[FX_HANDED];
	const int *pidfd; /* its own, which the clone has put into the shared table */
};

/* When a forked child makes itself undumpable. */
enum fx_hide { FX_HIDE_NEVER, FX_HIDE_FIRST, FX_HIDE_AFTER_HOLD };

struct fx_child {
	const struct fx_plan *plan;
	struct fx_shared *shared;
	char *const *env; /* the caller's */
	int parent_fd;  /* a pidfd of the parent, or -1 */
	int parent_pid; /* where there is none */
	int status_fd;  /* closes at exec or death where `alive` cannot tell, or -1 */
	int internal[FX_INTERNAL]; /* more of the launcher's own, of no use to the child, or -1 */
	const struct fx_caller *caller; /* whose scheduling it takes on, or NULL: it has it from the clone */
	int gate;       /* wait for the parent before the first step */
	int announce;   /* say so when it waits */
	struct fx_table table;
	enum fx_hide hide; /* a plain fork's copy of our memory that others must not read */
};

/* Runs in the child, on its own stack, and does not return. */
void fx_child_main(void *child) __attribute__((noreturn));

/* The steps from `from` on. */
void fx_child_go_on(struct fx_child *c, uint32_t from) __attribute__((noreturn));

/* One step: 0, or a negated errno with `*call` naming the system call of the op. */
long fx_child_step(struct fx_child *c, const struct fx_step *s, uint32_t *call);

/* Waits for the parent's word; exits when it is FX_ABORT or when there is no parent any more. */
long fx_child_hold(struct fx_child *c, uint32_t *call);

/* Whether the process that cloned us is gone. */
int fx_child_orphaned(const struct fx_child *c);

/* child_files.c: 0, or a negated errno. The first thing that the child does. */
long fx_child_own_table(struct fx_child *c);
/* The child's number of a descriptor that the plan names by the parent's. */
int fx_child_fd(const struct fx_child *c, int fd);
/* child_init.c: the step after this one is the first that a child of ours does; returns only when we cannot stay as its init. */
long fx_child_init(struct fx_child *c, uint32_t *call);

/* child_ops.c: the ops that are more than one system call. */
long fx_write_file(const struct fx_step *s, uint32_t *call);
long fx_add_caps(uint64_t caps, uint32_t *call);
long fx_set_inheritable(uint64_t caps, uint32_t *call);
long fx_drop_bounding(uint64_t caps);
long fx_securebits(uint32_t set, uint32_t clear);
long fx_nice(int increment, uint32_t *call);
long fx_cloexec_from(unsigned first, uint32_t *call);
long fx_reset_signals(void);
long fx_set_blocking(int fd);
long fx_execve_search(char *const *paths, char **argv, char *const *env);
long fx_ignore_signals(uint64_t mask);

#endif
