/*
 * See launcher_sleep.h. By futex_waitv on the words that the kernel clears at exec or exit, or by ppoll on pipes where there is no
 * futex_waitv (5.16) or no shared memory.
 */
#include <errno.h>
#include <linux/futex.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <time.h>

#include "guard.h"
#include "launcher_sleep.h"
#include "lock.h"
#include "newidmap.h"
#include "syscall.h"

#define FUTEX2_U32_SHARED 2 /* FUTEX2_SIZE_U32, or FUTEX_32 in older headers */
#define FUTEX2_U32_PRIVATE (2 | 128)

#define SOON 1000000 /* ns */

struct waitv { /* struct futex_waitv, 5.16 */
	uint64_t val, uaddr;
	uint32_t flags, reserved;
};

static struct {
	uint32_t strokes; /* futex */
	uint32_t sleeps;  /* or is about to: only then it has to be woken */
	int fd;           /* the same for ppoll, or -1 */
} bell = { 0, 0, -1 };

long fx_bell_hang(void)
{
	const struct fx_kernel *k = fx_kernel();
	bell.fd = -1;
	if (k->mode != FX_MODE_FORK && k->waitv)
		return 0;
	long fd = fx_syscall2(SYS_eventfd2, 0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (fd < 0)
		return fd;
	bell.fd = (int)fd;
	return 0;
}

void fx_bell_take_down(void)
{
	if (bell.fd >= 0)
		fx_syscall1(SYS_close, bell.fd);
	bell.fd = -1;
}

int fx_bell_fd(void) { return bell.fd; }

uint32_t fx_bell_strokes(void) { return __atomic_load_n(&bell.strokes, __ATOMIC_ACQUIRE); }

void fx_launcher_ring(void)
{
	__atomic_add_fetch(&bell.strokes, 1, __ATOMIC_SEQ_CST);
	if (!__atomic_load_n(&bell.sleeps, __ATOMIC_SEQ_CST))
		return;
	if (bell.fd < 0) {
		fx_futex_wake(&bell.strokes, 1);
		return;
	}
	uint64_t one = 1;
	while (fx_syscall3(SYS_write, bell.fd, &one, sizeof one) == -EINTR)
		;
}

static struct timespec *timeout(uint64_t until, int relative, struct timespec *t)
{
	if (until == UINT64_MAX)
		return NULL;
	if (relative) {
		uint64_t now = fx_now();
		until = until > now ? until - now : 0;
	}
	*t = (struct timespec){ (time_t)(until / 1000000000u), (long)(until % 1000000000u) };
	return t;
}

static void sleep_on_futexes(uint32_t strokes, const struct fx_flying *f, uint64_t until)
{
	struct waitv v[FX_IN_FLIGHT + 2];
	struct timespec t;
	unsigned n = 0;
	v[n++] = (struct waitv){ strokes, (uintptr_t)&bell.strokes, FUTEX2_U32_PRIVATE, 0 };
	if (f->guard_seq)
		v[n++] = (struct waitv){ *f->guard_seq, (uintptr_t)fx_guard_word(), FUTEX2_U32_PRIVATE, 0 };
	for (int i = 0; i < f->count; i++) { /* the kernel's wake at exec is the non-private kind */
		const struct fx_launch *l = f->launches[i];
		if (!fx_mapper_is_busy(l))
			v[n++] = (struct waitv){ l->coming || !l->first ? FX_ALIVE : FX_WAITING,
						 (uintptr_t)&l->child.shared->alive, FUTEX2_U32_SHARED, 0 };
	}
	fx_syscall5(SYS_futex_waitv, v, n, 0, timeout(until, 0, &t), CLOCK_MONOTONIC);
}

static void sleep_on_pipes(const struct fx_flying *f, uint64_t until)
{
	struct pollfd p[FX_IN_FLIGHT + 1];
	struct timespec t;
	unsigned n = 0;
	uint64_t count;
	int unpollable = f->guard_seq != NULL; /* words cannot be polled: look again soon */
	p[n++] = (struct pollfd){ bell.fd, POLLIN, 0 };
	for (int i = 0; i < f->count; i++) {
		const struct fx_launch *l = f->launches[i];
		unpollable |= l->coming;
		if (!fx_mapper_is_busy(l))
			p[n++] = (struct pollfd){ l->status_fd, POLLIN, 0 };
	}
	if (unpollable && until > fx_now() + SOON)
		until = fx_now() + SOON;
	fx_syscall5(SYS_ppoll, p, n, timeout(until, 1, &t), 0, 0);
	fx_syscall3(SYS_read, bell.fd, &count, sizeof count);
}

/*
 * Whoever rings makes `strokes` grow and then looks at `sleeps`; here it is the other way round. So a ringing hand sees that it has
 * to wake us, or we see that there are more strokes than there were.
 */
void fx_launcher_sleep(uint32_t strokes, const struct fx_flying *f, uint64_t until)
{
	__atomic_store_n(&bell.sleeps, 1, __ATOMIC_SEQ_CST);
	if (__atomic_load_n(&bell.strokes, __ATOMIC_SEQ_CST) == strokes) {
		if (bell.fd >= 0)
			sleep_on_pipes(f, until);
		else
			sleep_on_futexes(strokes, f, until);
	}
	__atomic_store_n(&bell.sleeps, 0, __ATOMIC_SEQ_CST);
}
