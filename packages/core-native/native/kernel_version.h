/* `release` as uname(2) gives it. */
#ifndef FX_KERNEL_VERSION_H
#define FX_KERNEL_VERSION_H

int fx_kernel_older_than(const char *release, int major, int minor);

/* Whether close_range(CLOSE_RANGE_UNSHARE) leaves a sound table behind. */
int fx_kernel_unshares_well(const char *release);

#endif
