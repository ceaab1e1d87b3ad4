/* What only the version of the kernel tells: see kernel_version.h. Everything else is tried (kernel.c). */
#include "kernel_version.h"

struct version {
	int major, minor, patch;
};

static struct version version_of(const char *release)
{
	int have[3] = { 0, 0, 0 };
	for (int i = 0; i < 3; i++) {
		for (; *release >= '0' && *release <= '9'; release++)
			have[i] = have[i] * 10 + (*release - '0');
		if (*release == '.')
			release++;
	}
	return (struct version){ have[0], have[1], have[2] };
}

static int older_than(struct version v, int major, int minor)
{
	return v.major < major || (v.major == major && v.minor < minor);
}

int fx_kernel_older_than(const char *release, int major, int minor)
{
	return older_than(version_of(release), major, minor);
}

/*
 * CVE-2024-45025: close_range with CLOSE_RANGE_UNSHARE could leave marks of the old table in the new one, and the program would
 * have got high numbers for what it opens. To try it takes a table with 128 open; a distribution that has mended an older kernel
 * under its own number is not known here, and gets a copy.
 */
int fx_kernel_unshares_well(const char *release)
{
	struct version v = version_of(release);
	static const struct version mended[] = { { 5, 10, 225 }, { 5, 15, 166 }, { 6, 1, 107 }, { 6, 6, 48 }, { 6, 10, 7 } };
	for (unsigned i = 0; i < sizeof mended / sizeof *mended; i++)
		if (v.major == mended[i].major && v.minor == mended[i].minor)
			return v.patch >= mended[i].patch;
	return !older_than(v, 6, 11);
}
