/*
 * The limit: what it costs to launch and reap a program in C, with nothing around it. `floor EXIT0 SAY SLEEPER MIB` holds that
 * much touched memory, so that its page tables are like those of what it is compared with, and speaks the protocol of
 * processes.mjs: a line on stdin is a request, a line of JSON on stdout its answer.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define IN_FLIGHT 32
#define STACK 16384
#define MOST 100000 /* samples of one measurement */
#define LEAST 3

static char *exit0, *say, *sleeper;
static char stacks[IN_FLIGHT][STACK] __attribute__((aligned(16)));
static pid_t pids[IN_FLIGHT];
static int output[2];
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
static int run(void *program)
{
	char *argv[] = { program, NULL };
	execve(program, argv, environ);
	_exit(127);
}

static int run_into_pipe(void *program)
{
	dup2(output[1], 1);
	return run(program);
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
static int map_ids_and_run(void *program)
{
	put("/proc/self/uid_map", uid_map, strlen(uid_map));
	put("/proc/self/setgroups", "deny", 4);
	put("/proc/self/gid_map", gid_map, strlen(gid_map));
	return run(program);
}

static void launch(int slot, int (*child)(void *), int flags, char *program)
{
	pids[slot] = clone(child, stacks[slot] + STACK, flags | SIGCHLD, program);
	if (pids[slot] < 0)
		die("clone");
}

static void vfork_it(void)
{
	launch(0, run, CLONE_VM | CLONE_VFORK, exit0);
}

static void newuser_it(void)
{
	launch(0, map_ids_and_run, CLONE_VM | CLONE_VFORK | CLONE_NEWUSER, exit0);
}

static void fork_it(void)
{
	pids[0] = fork();
	if (pids[0] == 0)
		run(exit0);
	if (pids[0] < 0)
		die("fork");
}

static void spawn_it(void)
{
	char *argv[] = { exit0, NULL };
	errno = posix_spawn(&pids[0], exit0, NULL, NULL, argv, environ);
	if (errno)
		die("posix_spawn");
}

static void collect_it(void)
{
	char text[64];
	ssize_t n, all = 0;
	if (pipe2(output, O_CLOEXEC))
		die("pipe2");
	launch(0, run_into_pipe, CLONE_VM | CLONE_VFORK, say);
	close(output[1]);
	while ((n = read(output[0], text, sizeof text)) > 0)
		all += n;
	close(output[0]);
	if (n < 0 || all != 6)
		die("read");
}

static const struct {
	const char *name;
	void (*begin)(void);
} ways[] = {
	{ "vfork", vfork_it },
	{ "newuser", newuser_it },
	{ "fork", fork_it },
	{ "spawn", spawn_it },
	{ "collect", collect_it },
};

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

static long serially(void (*begin)(void), long long until)
{
	long n = 0;
	for (; n < MOST && (n < LEAST || now() < until); n++) {
		long long t = now();
		begin();
		blocked[n] = now() - t;
		reap(P_PID, pids[0]);
		latency[n] = now() - t;
	}
	return n;
}

static void refill(int slot, long n)
{
	began[slot] = now();
	launch(slot, run, CLONE_VM, exit0);
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

static void measure(const char *way, long ms)
{
	long long start = now(), until = start + ms * 1000000ll, elapsed;
	long n = strcmp(way, "vm32") ? 0 : in_flight(until);
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		if (!strcmp(way, ways[i].name))
			n = serially(ways[i].begin, until);
	elapsed = now() - start;
	if (n == 0) {
		printf("{\"error\":\"no such way: %s\"}\n", way);
		return;
	}
	printf("{\"elapsedUs\":%lld", elapsed / 1000);
	print_list("latencyUs", latency, n);
	print_list("blockedUs", blocked, n);
	puts("}");
}

/* So many descriptors, or running children, and no fewer than before. */
static void hold(const char *what, long count)
{
	static long fds, children;
	if (!strcmp(what, "fds"))
		for (; fds < count; fds++)
			if (open("/dev/null", O_RDONLY | O_CLOEXEC) < 0)
				die("open");
	if (!strcmp(what, "children"))
		for (; children < count; children++)
			launch(0, run, CLONE_VM | CLONE_VFORK, sleeper);
	puts("{}");
}

int main(int argc, char **argv)
{
	char line[128], word[16], way[16];
	long flying, number;
	if (argc != 5)
		return 2;
	exit0 = argv[1], say = argv[2], sleeper = argv[3];
	size_t size = (size_t)atol(argv[4]) << 20;
	char *memory = malloc(size + 1);
	if (!memory)
		die("malloc");
	memset(memory, 1, size + 1);
	snprintf(uid_map, sizeof uid_map, "0 %u 1", geteuid());
	snprintf(gid_map, sizeof gid_map, "0 %u 1", getegid());
	puts("{}");
	fflush(stdout);
	while (fgets(line, sizeof line, stdin)) {
		if (sscanf(line, "measure %15s %ld %ld", way, &flying, &number) == 3)
			measure(way, number);
		else if (sscanf(line, "%15s %ld", word, &number) == 2)
			hold(word, number);
		fflush(stdout);
	}
	free(memory);
	return 0;
}
