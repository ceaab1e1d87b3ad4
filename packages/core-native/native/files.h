/* Files that a child is given, and signals to its process group. Results: a descriptor or 0, or a negated errno. */
#ifndef FX_FILES_H
#define FX_FILES_H

/* openat(2) with O_CLOEXEC. */
long fx_open_file(const char *path, int flags, int mode);

/* /dev/null, opened once for the whole process, and never closed. */
long fx_null_fd(void);

/*
 * To the group that the process leads: pidfd_send_signal(2) since Linux 6.9; before that kill(2), while the process is there. ESRCH
 * once it has been reaped, whoever is left of its group.
 */
long fx_signal_group(int pidfd, int pid, int signal);

#endif
