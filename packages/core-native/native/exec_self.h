/* execve(2) for the process we live in. */
#ifndef FX_EXEC_SELF_H
#define FX_EXEC_SELF_H

#include "plan.h"

/*
 * Becomes the program of an execve or execveat step: descriptors from 3 on close, 0 to 2 block, every signal is at its default and none is blocked.
 * Returns only on failure, with a negated errno and everything as it was.
 */
long fx_exec_self(const struct fx_step *step);

#endif
