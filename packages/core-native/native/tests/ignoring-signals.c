/*
 * `ignoring-signals COMMAND...`: every signal is ignored that may be, and the real-time ones are blocked as well. (Node
 * puts back 1 to 31 when it starts, but for SIGPIPE and SIGXFSZ; the real-time ones stay as they are.)
 */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	sigset_t set;
	sigemptyset(&set);
	for (int sig = 1; sig <= 64; sig++)
		signal(sig, SIG_IGN); /* KILL, STOP and libc's own two refuse */
	for (int sig = SIGRTMIN; sig <= SIGRTMAX; sig++)
		sigaddset(&set, sig);
	sigprocmask(SIG_BLOCK, &set, NULL);
	if (argc > 1)
		execvp(argv[1], argv + 1);
	perror("ignoring-signals");
	return 125;
}
