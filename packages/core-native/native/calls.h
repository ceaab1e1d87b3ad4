/* System calls outside of any launch, on the calling thread. Results are the kernel's, errors negated errnos. */
#ifndef FX_CALLS_H
#define FX_CALLS_H

#include <stddef.h>
#include <stdint.h>

/* `attr` NULL and `size` 0 with flag 1: the version of Landlock. Else a close-on-exec descriptor. */
long fx_landlock_create_ruleset(const void *attr, size_t size, uint32_t flags);
/* The kernel takes the size of `attr` from `type`: EINVAL for less. */
long fx_landlock_add_rule(int ruleset, int type, const void *attr, size_t size);

/* `header` has 8 bytes, `data` 24 (version 3) or is NULL. */
long fx_capget(void *header, void *data);

long fx_tcgetpgrp(int fd);
/* From the background, too, and without a stop by SIGTTOU: tcsetpgrp(3). */
long fx_tcsetpgrp(int fd, int pgid);

#endif
