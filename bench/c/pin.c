/*
 * `pin one PID...` holds processes, with all their threads, on the last CPU that this program may use (interrupts tend to
 * go to the first); `pin all PID...` lets them have all of those again.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int last_of(const cpu_set_t *set)
{
	int last = 0;
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, set))
			last = cpu;
	return last;
}

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void move(const char *pid, const cpu_set_t *set)
{
	char path[64];
	struct dirent *e;
	snprintf(path, sizeof path, "/proc/%s/task", pid);
	DIR *tasks = opendir(path);
	if (!tasks)
		die(path);
	while ((e = readdir(tasks)))
		if (atoi(e->d_name) > 0 && sched_setaffinity(atoi(e->d_name), sizeof *set, set))
			die("sched_setaffinity");
	closedir(tasks);
}

int main(int argc, char **argv)
{
	cpu_set_t set;
	if (argc < 3 || (strcmp(argv[1], "one") && strcmp(argv[1], "all")))
		return 2;
	if (sched_getaffinity(0, sizeof set, &set))
		die("sched_getaffinity");
	if (!strcmp(argv[1], "one")) {
		int cpu = last_of(&set);
		CPU_ZERO(&set);
		CPU_SET(cpu, &set);
	}
	for (int i = 2; i < argc; i++)
		move(argv[i], &set);
	return 0;
}
