/*
 * `with-pty [--session] COMMAND...`: a new terminal, its slave as descriptor 20 and its master as 21. With --session the
 * command leads a session whose controlling terminal it is.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

static void check(int ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	exit(125);
}

int main(int argc, char **argv)
{
	int session = argc > 1 && !strcmp(argv[1], "--session");
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	check(master >= 0, "posix_openpt");
	check(grantpt(master) == 0 && unlockpt(master) == 0, "unlockpt");
	int slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	check(slave >= 0, "open the slave");
	check(fchmod(slave, 0666) == 0, "fchmod"); /* another user may have to open it anew */
	check(dup2(slave, 20) == 20 && dup2(master, 21) == 21, "dup2");
	close(slave);
	close(master);
	if (session) {
		check(setsid() > 0, "setsid");
		check(ioctl(20, TIOCSCTTY, 0) == 0, "TIOCSCTTY");
	}
	check(argc > session + 1, "usage");
	execvp(argv[session + 1], argv + session + 1);
	check(0, argv[session + 1]);
}
