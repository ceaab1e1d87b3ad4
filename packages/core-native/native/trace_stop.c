/*
 * See trace_stop.h. Danger: a tracee may be killed at any moment, and then every request fails with ESRCH; nothing here takes a
 * stop for granted. Constants by number: <sys/ptrace.h> and <linux/ptrace.h> exclude each other in older libcs.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/uio.h>

#include "syscall.h"
#include "trace_stop.h"

enum {
	PEEKUSER = 3,
	CONT = 7,
	SINGLESTEP = 9,
	DETACH = 17,
	SYSCALL = 24,
	SETOPTIONS = 0x4200,
	GETSIGINFO = 0x4202,
	GETREGSET = 0x4204,
	GET_SYSCALL_INFO = 0x420e, /* Linux 5.3 */
};
#define OPTIONS (0x01 /* TRACESYSGOOD */ | 0x10 /* TRACEEXEC */)
#define EVENT_EXEC 4
#define SYSGOOD 0x80

/* struct ptrace_syscall_info; `op` 1: entry, 2: exit */
struct syscall_info {
	uint8_t op, pad[3];
	uint32_t arch;
	uint64_t ip, sp;
	union {
		struct {
			uint64_t nr, args[6];
		} entry;
		struct {
			int64_t value;
			uint8_t is_error;
		} exit;
		uint64_t room[8];
	} u;
};

static long request(long what, int pid, long addr, void *data)
{
	return fx_syscall4(SYS_ptrace, what, pid, addr, data);
}

long fx_ptrace_set_options(int pid) { return request(SETOPTIONS, pid, 0, (void *)(uintptr_t)OPTIONS); }

long fx_ptrace_request(int pid, enum fx_trace_request_kind what, int signal)
{
	static const int calls[] = { [FX_TRACE_CONT] = CONT, [FX_TRACE_SYSCALL] = SYSCALL,
				     [FX_TRACE_STEP] = SINGLESTEP, [FX_TRACE_DETACH] = DETACH };
	return request(calls[what], pid, 0, (void *)(intptr_t)signal);
}

int fx_ptrace_is_bare_exec(int pid, int status)
{
	siginfo_t info;
	return status == SIGTRAP && request(GETSIGINFO, pid, 0, &info) == 0 && info.si_code == SI_USER;
}

/* At the exit of a call the kernel tells no number: it is where the entry has left it, and execve(2) keeps it. */
static int64_t number_at_exit(int pid)
{
#if defined(__x86_64__)
	long nr = 0; /* the raw call stores the word */
	return request(PEEKUSER, pid, 15 * 8 /* orig_rax */, &nr) == 0 ? (int)nr : -1;
#elif defined(__riscv)
	long regs[18]; /* user_regs_struct as far as a7, which holds the number: syscall(2) */
	struct iovec iov = { regs, sizeof regs };
	return request(GETREGSET, pid, 1 /* NT_PRSTATUS */, &iov) == 0 ? (int)regs[17] : -1;
#else
	int nr = -1;
	struct iovec iov = { &nr, sizeof nr };
	return request(GETREGSET, pid, 0x404 /* NT_ARM_SYSTEM_CALL */, &iov) == 0 ? nr : -1;
#endif
}

static long read_syscall(int pid, struct fx_stop *stop)
{
	struct syscall_info info;
	memset(&info, 0, sizeof info);
	long r = request(GET_SYSCALL_INFO, pid, sizeof info, &info);
	if (r < 0)
		return r;
	stop->arch = info.arch;
	if (info.op == 1) {
		stop->what = FX_TRACE_ENTER;
		stop->number = (int64_t)info.u.entry.nr;
		memcpy(stop->words, info.u.entry.args, sizeof stop->words);
		return 0;
	}
	stop->what = FX_TRACE_EXIT;
	stop->number = number_at_exit(pid);
	stop->words[0] = (uint64_t)info.u.exit.value;
	stop->words[1] = info.u.exit.is_error;
	return 0;
}

static int stops_groups(int signal)
{
	return signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

long fx_ptrace_read(int pid, int status, struct fx_stop *stop)
{
	siginfo_t info;
	memset(stop, 0, sizeof *stop);
	if (status >> 8 == EVENT_EXEC) {
		stop->what = FX_TRACE_EXEC;
		return 0;
	}
	if (status == (SIGTRAP | SYSGOOD))
		return read_syscall(pid, stop);
	stop->number = status & 0x7f;
	stop->what = FX_TRACE_SIGNAL;
	if (!stops_groups((int)stop->number))
		return 0;
	long r = request(GETSIGINFO, pid, 0, &info); /* ptrace(2), "Group-stop": EINVAL there, and only there */
	if (r == -EINVAL)
		stop->what = FX_TRACE_GROUP_STOP;
	return r == -EINVAL ? 0 : r;
}
