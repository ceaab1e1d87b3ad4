/*
 * See guard.h. The state lies in a private mapping of a memfd, so that a second copy of the addon (another version, a
 * bundled one) finds it by its name in /proc/self/maps and shares it: two guards that each put back "the old value"
 * would open the window for each other's children. The search runs in a constructor: the dynamic loader and the
 * runtime both run those one at a time.
 */
#include <fcntl.h>
#include <linux/memfd.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include "guard.h"
#include "lock.h"
#include "syscall.h"

#define NAME "forkexec-guard-1" /* the number is that of struct state's layout */
#define MAGIC 0x64726167u

struct state {
	uint32_t magic;
	uint32_t lock;
	uint32_t guarded;  /* launches in flight that need us undumpable */
	uint32_t blocking; /* launches in flight that need us as we are */
	uint32_t saved;    /* PR_GET_DUMPABLE before the first guarded one */
	uint32_t euid, egid; /* ours, at that moment */
	uint32_t seq;      /* futex: grows when the last of a kind has left */
};

static struct state fallback = { .magic = MAGIC }; /* no memfd or no /proc: one copy is all there is to guard */
static struct state *guard = &fallback;

/* The address of a mapping by our name: lines of "start-end perms offset dev inode   path" (proc_pid_maps(5)). */
static struct state *parse_line(const char *line, size_t len)
{
	static const char name[] = "/memfd:" NAME;
	uintptr_t start = 0;
	size_t i = 0;
	for (; i < len && line[i] != '-'; i++) {
		char c = line[i];
		start = start * 16 + (uintptr_t)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	for (; i + sizeof name - 1 <= len; i++)
		if (line[i] == '/')
			return memcmp(line + i, name, sizeof name - 1) ? NULL : (struct state *)start;
	return NULL;
}

static struct state *find(void)
{
	char buf[8192];
	size_t have = 0;
	long fd = fx_syscall4(SYS_openat, AT_FDCWD, "/proc/self/maps", O_RDONLY | O_CLOEXEC, 0);
	struct state *found = NULL;
	if (fd < 0)
		return NULL;
	while (!found) {
		long n = fx_syscall3(SYS_read, fd, buf + have, sizeof buf - have);
		if (n <= 0)
			break;
		have += (size_t)n;
		char *line = buf, *end;
		while (!found && (end = memchr(line, '\n', (size_t)(buf + have - line)))) {
			found = parse_line(line, (size_t)(end - line));
			line = end + 1;
		}
		have = (size_t)(buf + have - line);
		if (have == sizeof buf) /* no path is that long: proc_pid_maps(5) ends at PATH_MAX */
			have = 0;
		memmove(buf, line, have);
	}
	fx_syscall1(SYS_close, fd);
	return found && found->magic == MAGIC ? found : NULL;
}

__attribute__((constructor)) static void attach(void)
{
	struct state *s = find();
	if (s) {
		guard = s;
		return;
	}
	long fd = fx_syscall2(SYS_memfd_create, NAME, MFD_CLOEXEC);
	if (fd < 0)
		return;
	if (fx_syscall2(SYS_ftruncate, fd, sizeof *s) == 0) {
		long at = fx_syscall6(SYS_mmap, 0, sizeof *s, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
		if (at > 0 || at < -4095) {
			guard = (struct state *)at;
			guard->magic = MAGIC;
		}
	}
	fx_syscall1(SYS_close, fd);
}

int fx_guard_try_enter(uint32_t *seq)
{
	fx_lock(&guard->lock);
	int free = guard->blocking == 0;
	if (free && guard->guarded++ == 0) {
		guard->saved = (uint32_t)fx_syscall1(SYS_prctl, PR_GET_DUMPABLE);
		guard->euid = (uint32_t)fx_syscall0(SYS_geteuid);
		guard->egid = (uint32_t)fx_syscall0(SYS_getegid);
		fx_syscall2(SYS_prctl, PR_SET_DUMPABLE, 0);
	}
	*seq = guard->seq;
	fx_unlock(&guard->lock);
	return free;
}

int fx_guard_try_block(uint32_t *seq)
{
	fx_lock(&guard->lock);
	int free = guard->guarded == 0;
	if (free)
		guard->blocking++;
	*seq = guard->seq;
	fx_unlock(&guard->lock);
	return free;
}

/*
 * Only 1 is put back: 2 (suid_dumpable) cannot be set by prctl, and 0 was no doing of ours. Not either when the process
 * has changed its own ids meanwhile: the kernel has made it undumpable for that (commit_creds), which is to stay.
 */
static void put_back(void)
{
	if (guard->saved == 1 && guard->euid == (uint32_t)fx_syscall0(SYS_geteuid) &&
	    guard->egid == (uint32_t)fx_syscall0(SYS_getegid))
		fx_syscall2(SYS_prctl, PR_SET_DUMPABLE, 1);
}

/* One less of a kind; the last one lets the other kind in. */
static void less(uint32_t *kind)
{
	fx_lock(&guard->lock);
	int last = --*kind == 0;
	if (last && kind == &guard->guarded)
		put_back();
	if (last)
		__atomic_add_fetch(&guard->seq, 1, __ATOMIC_RELEASE);
	fx_unlock(&guard->lock);
	if (last)
		fx_futex_wake(&guard->seq, INT32_MAX);
}

void fx_guard_leave(void) { less(&guard->guarded); }

void fx_guard_unblock(void) { less(&guard->blocking); }

uint32_t *fx_guard_word(void) { return &guard->seq; }
