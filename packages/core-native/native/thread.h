/* Our own threads, and the signals they let through. */
#ifndef FX_THREAD_H
#define FX_THREAD_H

#include <stdint.h>

/* Starts a detached thread: 0 or a negated errno. No handler of the runtime runs on it. */
long fx_thread_start(void *(*run)(void *));

/* The same with an argument. The call must stay where it is until `run` begins. */
struct fx_thread_call {
	void (*run)(void *);
	void *arg;
};
long fx_thread_call(struct fx_thread_call *call);

/* Blocks all 64, and gives the mask that was; puts a mask back. Raw: libc would leave its own signals open. */
uint64_t fx_block_signals(void);
void fx_restore_signals(uint64_t mask);

#endif
