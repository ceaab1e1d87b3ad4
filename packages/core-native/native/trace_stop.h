/* The raw requests of ptrace(2), and what a stop is for. Only for the thread that traces. */
#ifndef FX_TRACE_STOP_H
#define FX_TRACE_STOP_H

#include "trace.h"

/* Once, at the first stop: without these a system call or an exec looks like a SIGTRAP. */
long fx_ptrace_set_options(int pid);
long fx_ptrace_request(int pid, enum fx_trace_request_kind request, int signal);
/* Reads the stop that waitid(2) told of by `status`. 0, or a negated errno: -ESRCH, it is gone. */
long fx_ptrace_read(int pid, int status, struct fx_stop *stop);
/* The signal of an execve(2) without PTRACE_O_TRACEEXEC: a SIGTRAP that the tracee has sent itself. */
int fx_ptrace_is_bare_exec(int pid, int status);

#endif
