/*
 * Launches the plan on standard input (wire.h) as the addon does, waits for it, and writes one line: how the launch ended
 * and, if a program ran, how that did. For machines that have no JavaScript here: linked with the objects of the addon.
 */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../launch.h"
#include "../requests.h"

static void ring(void *arg) { (void)arg; }

int main(void)
{
	static char wire[65536];
	size_t size = fread(wire, 1, sizeof wire, stdin);
	int32_t out[128] = { 0 };
	struct fx_refusal why = { 0 };
	struct fx_owner *owner = fx_owner_new(ring, NULL);
	long r = fx_launch_and_wait(owner, wire, size, out, &why);
	if (r) {
		printf("{\"refused\":\"%s\",\"result\":%ld}\n", r == 1 ? why.why : "", r);
		return 1;
	}
	int status = -1;
	if (out[0] == FX_STARTED && waitpid(out[1], &status, 0) != out[1])
		perror("waitpid");
	const struct fx_kernel *k = fx_kernel();
	printf("{\"end\":%d,\"step\":%d,\"call\":%d,\"err\":%d,\"status\":%d,\"pidfd\":%s,\"sharesMemory\":%s}\n", out[0], out[3],
	       out[4], out[5], status, out[2] > 2 ? "true" : "false", k->shares_memory ? "true" : "false");
	return 0;
}
