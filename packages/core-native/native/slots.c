/*
 * The pool of slots. The shared words lie in MAP_SHARED memory (child.h says why). Each stack has a page below it that
 * no one may touch, so that an overflow of the child is a fault and not a write into the parent's heap.
 */
#include <stddef.h>
#include <sys/mman.h>

#include "lock.h"
#include "slots.h"
#include "syscall.h"

#define PAGE 65536u /* the largest page size of the architectures we know: a guard of a multiple of it is one always */
#define STRIDE (PAGE + PAGE)

_Static_assert(FX_STACK_SIZE <= PAGE, "a stack fits in its half of the stride");

static struct fx_shared *words;
static char *stacks;
static uint32_t lock;
static uint64_t used[FX_SLOTS / 64];

static long map(size_t size, int prot, int flags)
{
	return fx_syscall6(SYS_mmap, 0, (long)size, prot, flags, -1, 0);
}

static long make(void)
{
	long shared = map(FX_SLOTS * sizeof *words, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS);
	if (shared < 0 && shared >= -4095)
		return shared;
	/* Inaccessible as a whole; each stack is opened, its guard page stays as it is. */
	long all = map((size_t)FX_SLOTS * STRIDE + PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE);
	if (all < 0 && all >= -4095) {
		fx_syscall2(SYS_munmap, shared, FX_SLOTS * sizeof *words);
		return all;
	}
	char *base = (char *)(((uintptr_t)all + PAGE - 1) & ~(uintptr_t)(PAGE - 1));
	for (int i = 0; i < FX_SLOTS; i++) {
		char *stack = base + (size_t)i * STRIDE + PAGE;
		long r = fx_syscall3(SYS_mprotect, stack, FX_STACK_SIZE, PROT_READ | PROT_WRITE);
		if (r < 0) {
			fx_syscall2(SYS_munmap, all, (size_t)FX_SLOTS * STRIDE + PAGE);
			fx_syscall2(SYS_munmap, shared, FX_SLOTS * sizeof *words);
			return r;
		}
	}
	stacks = base;
	__atomic_store_n(&words, (struct fx_shared *)shared, __ATOMIC_RELEASE);
	return 0;
}

long fx_slots_init(void)
{
	if (__atomic_load_n(&words, __ATOMIC_ACQUIRE))
		return 0;
	fx_lock(&lock);
	long r = words ? 0 : make();
	fx_unlock(&lock);
	return r;
}

int fx_slot_take(void)
{
	for (int w = 0; w < FX_SLOTS / 64; w++) {
		uint64_t bits = __atomic_load_n(&used[w], __ATOMIC_RELAXED);
		while (~bits) {
			int bit = __builtin_ctzll(~bits);
			if (__atomic_compare_exchange_n(&used[w], &bits, bits | 1ull << bit, 0, __ATOMIC_ACQUIRE,
							__ATOMIC_RELAXED))
				return w * 64 + bit;
		}
	}
	return -1;
}

void fx_slot_put(int slot)
{
	__atomic_and_fetch(&used[slot / 64], ~(1ull << slot % 64), __ATOMIC_RELEASE);
}

struct fx_shared *fx_slot_shared(int slot) { return &words[slot]; }

void *fx_slot_stack(int slot) { return stacks + (size_t)slot * STRIDE + PAGE; }

void *fx_slot_top(int slot, void (*fn)(void *), void *arg)
{
	void **top = (void **)((char *)fx_slot_stack(slot) + FX_STACK_SIZE);
	top[-1] = arg;
	top[-2] = (void *)fn;
	return top - 2;
}
