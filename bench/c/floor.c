/*
 * The limit: what it costs to launch and reap a program in C, with nothing around it. `floor PROGRAM MIB` holds that much
 * touched memory, so that its page tables are like those of what it is compared with. For each line "KIND MS" on stdin it
 * measures one kind of launch for so many milliseconds and writes a line of JSON.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define IN_FLIGHT 32
#define STACK 16384
#define MOST 1000000 /* samples of one measurement */
#define LEAST 3

static char *program;
static char stacks[IN_FLIGHT][STACK] __attribute__((aligned(16)));
static pid_t pids[IN_FLIGHT];
static long long began[IN_FLIGHT], latency[MOST], blocked[MOST];

static long long now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static void die(const char *what)
{
	perror(what);
	exit(1);
}

/* The children share our memory: they may do nothing that libc would notice. */
static int exec_program(void *unused)
{
	char *argv[] = { program, NULL };
	(void)unused;
	execve(program, argv, environ);
	_exit(127);
}

static void put(const char *path, const char *text, size_t size)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, text, size) != (ssize_t)size)
		_exit(126);
	close(fd);
}

static char uid_map[32], gid_map[32];

/* One id, mapped by the child itself: user_namespaces(7) allows its own, the gid's once setgroups is denied. */
static int map_ids_and_exec(void *unused)
{
	put("/proc/self/uid_map", uid_map, strlen(uid_map));
	put("/proc/self/setgroups", "deny", 4);
	put("/proc/self/gid_map", gid_map, strlen(gid_map));
	return exec_program(unused);
}

static void launch(int slot, int (*child)(void *), int flags)
{
	pids[slot] = clone(child, stacks[slot] + STACK, flags | SIGCHLD, NULL);
	if (pids[slot] < 0)
		die("clone");
}

static pid_t reap(idtype_t which, pid_t pid)
{
	siginfo_t info;
	if (waitid(which, (id_t)pid, &info, WEXITED))
		die("waitid");
	if (info.si_code != CLD_EXITED || info.si_status != 0) {
		fprintf(stderr, "floor: the program did not end well: status %d\n", info.si_status);
		exit(1);
	}
	return info.si_pid;
}

static long serially(int (*child)(void *), int flags, long long until)
{
	long n = 0;
	for (; n < MOST && (n < LEAST || now() < until); n++) {
		long long t = now();
		launch(0, child, flags);
		blocked[n] = now() - t;
		reap(P_PID, pids[0]);
		latency[n] = now() - t;
	}
	return n;
}

static void refill(int slot, long n)
{
	began[slot] = now();
	launch(slot, exec_program, CLONE_VM);
	blocked[n] = now() - began[slot];
}

/* Without CLONE_VFORK, each on a stack of its own: the parent goes on while they are between clone and exec. */
static long in_flight(long long until)
{
	long begun = 0, ended = 0;
	while (begun < IN_FLIGHT) {
		refill((int)begun, begun);
		begun++;
	}
	while (ended < begun) {
		pid_t pid = reap(P_ALL, 0);
		int slot = 0;
		while (pids[slot] != pid)
			slot++;
		latency[ended++] = now() - began[slot];
		if (begun < MOST && now() < until)
			refill(slot, begun++);
	}
	return ended;
}

static void print_list(const char *name, const long long *ns, long n)
{
	printf(",\"%s\":[", name);
	for (long i = 0; i < n; i++)
		printf("%s%lld.%03lld", i ? "," : "", ns[i] / 1000, ns[i] % 1000);
	putchar(']');
}

static int measure(const char *kind, long ms)
{
	long long start = now(), until = start + ms * 1000000ll, elapsed;
	long n;
	if (!strcmp(kind, "vfork"))
		n = serially(exec_program, CLONE_VM | CLONE_VFORK, until);
	else if (!strcmp(kind, "newuser"))
		n = serially(map_ids_and_exec, CLONE_VM | CLONE_VFORK | CLONE_NEWUSER, until);
	else if (!strcmp(kind, "vm32"))
		n = in_flight(until);
	else
		return -1;
	elapsed = now() - start;
	printf("{\"elapsedUs\":%lld", elapsed / 1000);
	print_list("latencyUs", latency, n);
	print_list("blockedUs", blocked, n);
	puts("}");
	fflush(stdout);
	return 0;
}

int main(int argc, char **argv)
{
	char kind[16];
	long ms;
	if (argc != 3)
		return 2;
	program = argv[1];
	size_t size = (size_t)atol(argv[2]) << 20;
	char *memory = malloc(size + 1);
	if (!memory)
		die("malloc");
	memset(memory, 1, size + 1);
	snprintf(uid_map, sizeof uid_map, "0 %u 1", geteuid());
	snprintf(gid_map, sizeof gid_map, "0 %u 1", getegid());
	while (scanf("%15s %ld", kind, &ms) == 2)
		if (measure(kind, ms))
			return 2;
	free(memory);
	return 0;
}
