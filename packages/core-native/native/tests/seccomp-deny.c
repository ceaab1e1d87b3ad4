/*
 * `seccomp-deny RULE... -- COMMAND...`: runs a command whose system calls fail where a rule says so, to meet the kernels
 * and containers that we do not have. The first rule that fits decides.
 *
 *   NAME=ERRNO                 the call fails
 *   NAME=KILL                  whoever makes it is killed (SIGSYS), as systemd's SystemCallFilter= does
 *   NAME:ARG==VALUE=ERRNO      when that argument (0 to 5) is VALUE
 *   NAME:ARG&MASK=ERRNO        when it has one of those bits; conditions can follow each other
 *   --docker                   what Docker's default profile does to a container without privileges
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../syscall.h"

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__riscv)
#define ARCH AUDIT_ARCH_RISCV64
#else
#define ARCH AUDIT_ARCH_AARCH64
#endif
#define MAX_INSNS 1024

struct number { const char *name; long value; };

static const struct number calls[] = {
#define CALL(name) { #name, SYS_##name }
	CALL(bpf), CALL(capget), CALL(capset), CALL(clone), CALL(clone3), CALL(close), CALL(close_range), CALL(execveat), CALL(fcntl),
	CALL(fsopen), CALL(futex), CALL(futex_waitv), CALL(getdents64), CALL(getpriority), CALL(ioprio_set), CALL(keyctl),
	CALL(landlock_create_ruleset), CALL(landlock_restrict_self), CALL(memfd_create), CALL(mmap), CALL(mount), CALL(move_mount),
	CALL(open_tree), CALL(perf_event_open), CALL(pidfd_open), CALL(pidfd_send_signal), CALL(pivot_root), CALL(prctl),
	CALL(prlimit64), CALL(ptrace), CALL(rt_sigaction), CALL(rt_sigprocmask), CALL(sched_setaffinity), CALL(sched_setattr), CALL(setdomainname), CALL(sethostname),
	CALL(setns), CALL(umount2), CALL(unshare), CALL(userfaultfd), CALL(waitid),
#undef CALL
};

static const struct number errnos[] = {
#define ERRNO(name) { #name, name }
	ERRNO(EACCES), ERRNO(EAGAIN), ERRNO(EINVAL), ERRNO(EIO), ERRNO(ENOSYS), ERRNO(EOPNOTSUPP),
	ERRNO(EPERM),
#undef ERRNO
};

/* clone's namespace flags are its first argument, on both architectures. */
static const char *const docker[] = {
	"clone3=ENOSYS", "clone:0&0x7e020000=EPERM", "unshare=EPERM", "setns=EPERM", "mount=EPERM", "umount2=EPERM",
	"pivot_root=EPERM", "fsopen=EPERM", "open_tree=EPERM", "move_mount=EPERM", "sethostname=EPERM",
	"setdomainname=EPERM", "bpf=EPERM", "perf_event_open=EPERM", "userfaultfd=EPERM", "keyctl=EPERM",
};

static struct sock_filter insns[MAX_INSNS];
static unsigned n;

static void die(const char *what, const char *why)
{
	fprintf(stderr, "seccomp-deny: %s: %s\n", what, why);
	exit(125);
}

static void emit(uint16_t code, uint8_t jt, uint8_t jf, uint32_t k)
{
	if (n == MAX_INSNS)
		die("rules", "too many");
	insns[n++] = (struct sock_filter){ code, jt, jf, k };
}

static void load(size_t offset) { emit(BPF_LD | BPF_W | BPF_ABS, 0, 0, (uint32_t)offset); }

static long find(const struct number *table, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(table[i].name, name))
			return table[i].value;
	die(name, "not known here");
	return -1;
}

/* A jump that is not taken goes on to the next instruction; one that is goes past the rule, which is not known yet. */
#define NO_MATCH 255

/* One condition of a rule: "2==0" or "0&0x100". Both words of an argument count; the machine is little-endian. */
static void condition(const char *text)
{
	char *rest;
	unsigned long arg = strtoul(text, &rest, 10);
	size_t low = offsetof(struct seccomp_data, args) + 8 * arg;
	int equal = !strncmp(rest, "==", 2);
	if (arg > 5 || (!equal && *rest != '&'))
		die(text, "not a condition");
	uint64_t value = strtoull(rest + 1 + equal, &rest, 0);
	if (*rest)
		die(text, "not a number");
	load(low);
	if (equal) {
		emit(BPF_JMP | BPF_JEQ | BPF_K, 0, NO_MATCH, (uint32_t)value);
		load(low + 4);
		emit(BPF_JMP | BPF_JEQ | BPF_K, 0, NO_MATCH, (uint32_t)(value >> 32));
		return;
	}
	emit(BPF_JMP | BPF_JSET | BPF_K, 2, 0, (uint32_t)value);
	load(low + 4);
	emit(BPF_JMP | BPF_JSET | BPF_K, 0, NO_MATCH, (uint32_t)(value >> 32));
}

static void rule(const char *text)
{
	char buf[128];
	if (strlen(text) >= sizeof buf)
		die(text, "too long");
	strcpy(buf, text);
	char *error = strrchr(buf, '=');
	if (!error || error == buf)
		die(text, "not a rule");
	*error++ = 0;
	unsigned first = n;
	char *part = strtok(buf, ":");
	load(offsetof(struct seccomp_data, nr));
	emit(BPF_JMP | BPF_JEQ | BPF_K, 0, NO_MATCH,
	     (uint32_t)find(calls, sizeof calls / sizeof *calls, part));
	while ((part = strtok(NULL, ":")))
		condition(part);
	uint32_t then = SECCOMP_RET_KILL_PROCESS;
	if (strcmp(error, "KILL"))
		then = SECCOMP_RET_ERRNO | (uint32_t)find(errnos, sizeof errnos / sizeof *errnos, error);
	emit(BPF_RET | BPF_K, 0, 0, then);
	for (unsigned i = first; i < n; i++)
		if (insns[i].jf == NO_MATCH)
			insns[i].jf = (uint8_t)(n - i - 1);
}

int main(int argc, char **argv)
{
	int i = 1;
	load(offsetof(struct seccomp_data, arch));
	emit(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, ARCH);
	emit(BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
	for (; i < argc && strcmp(argv[i], "--"); i++) {
		if (strcmp(argv[i], "--docker")) {
			rule(argv[i]);
			continue;
		}
		for (size_t d = 0; d < sizeof docker / sizeof *docker; d++)
			rule(docker[d]);
	}
	emit(BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
	if (i + 1 >= argc)
		die("usage", "seccomp-deny RULE... -- COMMAND...");
	struct sock_fprog program = { (unsigned short)n, insns };
	/* Root need not give up set-user-ID programs for it (seccomp(2)). */
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) &&
	    (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)))
		die("prctl", strerror(errno));
	execvp(argv[i + 1], argv + i + 1);
	die(argv[i + 1], strerror(errno));
}
