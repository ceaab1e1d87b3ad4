/*
 * What this process may use of its kernel, found out once, by trying it: versions say little (containers filter clone3, user-mode
 * emulators drop CLONE_VM in silence).
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <sys/wait.h>

#include "kernel_version.h"
#include "launch.h"
#include "lock.h"
#include "shared_table.h"
#include "slots.h"
#include "syscall.h"
#include "thread.h"

#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x00001000
#endif
#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC 4
#endif
#ifndef CLOSE_RANGE_UNSHARE
#define CLOSE_RANGE_UNSHARE 2
#endif

extern char **environ;
static struct fx_kernel kernel;

static void probe_child(void *word)
{
	*(volatile uint32_t *)word = 1;
	for (;;)
		fx_syscall1(SYS_exit_group, 0);
}

/* word[0]: 1 if it got rid of descriptor word[1] in a table of its own. */
static void probe_table(void *words)
{
	volatile uint32_t *word = words;
	long r = fx_syscall3(SYS_close_range, word[1], word[1], CLOSE_RANGE_UNSHARE);
	word[0] = r == 0 && fx_syscall2(SYS_fcntl, word[1], F_GETFD) == -EBADF ? 1 : 2;
	for (;;)
		fx_syscall1(SYS_exit_group, 0);
}

/*
 * Whether scheduling may be changed: a service's filter often kills whoever tries (systemd.exec(5), SystemCallFilter=~@resources). So a
 * child tries it first, without a core file, and not where its core would be ours.
 */
static void probe_scheduling(void *word)
{
	uint64_t none[2] = { 0, 0 };
	struct fx_sched s;
	int ioprio = (int)fx_syscall2(SYS_ioprio_get, 1 /* IOPRIO_WHO_PROCESS */, 0);
	unsigned char cpus[1024];
	fx_syscall4(SYS_prlimit64, 0, 4 /* RLIMIT_CORE */, none, 0);
	long bytes = fx_syscall3(SYS_sched_getaffinity, 0, sizeof cpus, cpus);
	int refused = fx_syscall4(SYS_sched_getattr, 0, &s, sizeof s, 0) < 0 || fx_syscall3(SYS_sched_setattr, 0, &s, 0) < 0;
	refused |= bytes < 0 || fx_syscall3(SYS_sched_setaffinity, 0, bytes, cpus) < 0;
	refused |= ioprio >= 0 && fx_syscall3(SYS_ioprio_set, 1, 0, ioprio & ~7) < 0; /* a level of "no class" is refused */
	*(volatile uint32_t *)word = refused ? 2 : 1;
	for (;;)
		fx_syscall1(SYS_exit_group, 0);
}

/* Clones a child that writes one private word and ends. Returns the clone's result. */
static long try_clone(unsigned long flags, int slot, void (*child)(void *), uint32_t *word)
{
	int pidfd = -1;
	*word = 0;
	long pid = fx_clone_raw(flags | SIGCHLD, fx_slot_top(slot, child, word), &pidfd, NULL);
	if (pid <= 0)
		return pid;
	while (fx_syscall4(SYS_wait4, pid, 0, __WALL, 0) == -EINTR)
		;
	if (pidfd >= 0)
		fx_syscall1(SYS_close, pidfd);
	return pid;
}

/* FORKEXEC_CHILD=vfork|vm|fork: for tests and for finding faults. What cannot work here is not forced. */
static void force_mode(struct fx_kernel *k)
{
	static const char *const settings[] = { "FORKEXEC_CHILD=vfork", "FORKEXEC_CHILD=vm", "FORKEXEC_CHILD=fork" };
	for (char **e = environ; e && *e; e++)
		for (int i = 0; i < 3; i++) {
			size_t len = strlen(settings[i]);
			if (strlen(*e) != len || memcmp(*e, settings[i], len))
				continue;
			k->forced = 1;
			if (k->shares_memory || i == FX_MODE_FORK)
				k->mode = (enum fx_mode)i;
		}
}

/* We are no child of ours: ECHILD is the answer of a kernel that knows the question. */
static int waitid_error(int self_fd)
{
	siginfo_t info;
	long r = self_fd < 0 ? 0 : fx_syscall5(SYS_waitid, 3 /* P_PIDFD */, self_fd, &info, WEXITED | WNOHANG, 0);
	return r == -ECHILD ? 0 : (int)-r;
}

/* Whether a child can leave a table that it shares with us (close_range, 5.9) without a change of ours. */
static int shares_table(int slot, int fd)
{
	static uint32_t word[2];
	long copy = fd < 0 ? -1 : fx_syscall3(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 0);
	if (copy < 0)
		return 0;
	word[1] = (uint32_t)copy;
	long pid = try_clone(CLONE_VM | CLONE_VFORK | CLONE_FILES, slot, probe_table, word);
	int works = pid > 0 && word[0] == 1 && fx_syscall2(SYS_fcntl, copy, F_GETFD) >= 0;
	fx_syscall1(SYS_close, copy);
	return works;
}

static int may_schedule(const struct fx_kernel *k, int slot)
{
	static uint32_t word;
	if (fx_syscall2(SYS_prctl, PR_GET_SECCOMP, 0) <= 0)
		return 1;
	return !k->core_kills_parent && try_clone(CLONE_VM | CLONE_VFORK, slot, probe_scheduling, &word) > 0 && word == 1;
}

static void probe(struct fx_kernel *k)
{
	static uint32_t word;
	struct utsname name;
	int slot = fx_slot_take();

	k->self_fd = (int)fx_syscall2(SYS_pidfd_open, fx_syscall0(SYS_getpid), 0);
	k->waitid_error = waitid_error(k->self_fd);
	k->waitv = fx_syscall5(SYS_futex_waitv, 0, 0, 0, 0, 0) == -EINVAL;
	k->close_range = fx_syscall3(SYS_close_range, ~0u, ~0u, CLOSE_RANGE_CLOEXEC) == 0; /* no descriptor is that high */
	k->clone3 = fx_syscall2(SYS_clone3, 0, 0) == -EINVAL;
	int named = fx_syscall1(SYS_uname, &name) == 0;
	k->core_kills_parent = named && fx_kernel_older_than(name.release, 5, 16);
	uint64_t mask = fx_block_signals();
	k->clone_pidfd = try_clone(CLONE_VM | CLONE_VFORK | CLONE_PIDFD, slot, probe_child, &word) > 0;
	if (!k->clone_pidfd)
		try_clone(CLONE_VM | CLONE_VFORK, slot, probe_child, &word);
	k->shares_memory = word == 1 && try_clone(CLONE_VM, slot, probe_child, &word) > 0;
	k->shares_table = k->shares_memory && k->clone_pidfd && named && fx_kernel_unshares_well(name.release) &&
			  shares_table(slot, k->self_fd);
	k->sched = may_schedule(k, slot);
	fx_restore_signals(mask);
	fx_slot_put(slot);
	k->mode = k->shares_memory ? FX_MODE_VFORK : FX_MODE_FORK;
	force_mode(k);
	if (k->shares_table && k->mode != FX_MODE_FORK)
		fx_table_init();
}

static uint32_t known;

const struct fx_kernel *fx_kernel_if_known(void) { return __atomic_load_n(&known, __ATOMIC_ACQUIRE) ? &kernel : NULL; }

const struct fx_kernel *fx_kernel(void)
{
	static uint32_t lock;
	if (fx_kernel_if_known())
		return &kernel;
	fx_lock(&lock);
	if (!known && fx_slots_init() == 0) {
		probe(&kernel);
		__atomic_store_n(&known, 1, __ATOMIC_RELEASE);
	}
	fx_unlock(&lock);
	return fx_kernel_if_known();
}
