/**
 * Every flag of clone(2), clone3(2) and unshare(2), and its bit: `linux/sched.h`. Each export of this file is one row of
 * the table `CLONE_FLAGS`, so nothing else may stand here. Without a version: older than Linux 2.6.
 */

/** New time namespace, time_namespaces(7); unshare(2) and clone3(2) only; Linux 5.6. Needs CAP_SYS_ADMIN. */
export const CLONE_NEWTIME = 0x80;
/** Share the address space. */
export const CLONE_VM = 0x100;
/** Share root, working directory and umask. */
export const CLONE_FS = 0x200;
/** Share the table of descriptors. */
export const CLONE_FILES = 0x400;
/** Share the table of signal dispositions; needs CLONE_VM. */
export const CLONE_SIGHAND = 0x800;
/** Give the parent a pidfd; Linux 5.2. */
export const CLONE_PIDFD = 0x1000;
/** The parent's tracer traces the child too. */
export const CLONE_PTRACE = 0x2000;
/** Suspend the parent until the child execs or exits. */
export const CLONE_VFORK = 0x4000;
/** The child gets the caller's parent as its own. */
export const CLONE_PARENT = 0x8000;
/** A thread of the caller's process; needs CLONE_SIGHAND. */
export const CLONE_THREAD = 0x10000;
/** New mount namespace, mount_namespaces(7). Needs CAP_SYS_ADMIN. */
export const CLONE_NEWNS = 0x20000;
/** Share the System V semaphore adjustments. */
export const CLONE_SYSVSEM = 0x40000;
/** Set the thread-local storage of the child. */
export const CLONE_SETTLS = 0x80000;
/** Store the child's tid in the parent's memory. */
export const CLONE_PARENT_SETTID = 0x100000;
/** Clear the tid in the child's memory and wake a futex there when the child exits or execs. */
export const CLONE_CHILD_CLEARTID = 0x200000;
/** Ignored since Linux 2.6.2; clone3(2) refuses it, and so does clone(2) beside CLONE_PIDFD. */
export const CLONE_DETACHED = 0x400000;
/** A tracer cannot force CLONE_PTRACE on this child. */
export const CLONE_UNTRACED = 0x800000;
/** Store the child's tid in the child's memory. */
export const CLONE_CHILD_SETTID = 0x1000000;
/** New cgroup namespace, cgroup_namespaces(7); Linux 4.6. Needs CAP_SYS_ADMIN. */
export const CLONE_NEWCGROUP = 0x2000000;
/** New UTS namespace: host and domain name, uts_namespaces(7). Needs CAP_SYS_ADMIN. */
export const CLONE_NEWUTS = 0x4000000;
/** New IPC namespace, ipc_namespaces(7). Needs CAP_SYS_ADMIN. */
export const CLONE_NEWIPC = 0x8000000;
/** New user namespace, user_namespaces(7); Linux 3.8 without privilege. */
export const CLONE_NEWUSER = 0x10000000;
/** New pid namespace, pid_namespaces(7); with unshare(2) only for later children. Needs CAP_SYS_ADMIN. */
export const CLONE_NEWPID = 0x20000000;
/** New network namespace, network_namespaces(7). Needs CAP_SYS_ADMIN. */
export const CLONE_NEWNET = 0x40000000;
/** Share the I/O scheduling state; Linux 2.6.25. */
export const CLONE_IO = 0x80000000;
/** Every handled signal back to its default; clone3(2) only; Linux 5.5. */
export const CLONE_CLEAR_SIGHAND = 0x100000000;
/** Start in the cgroup of `cgroup`, a descriptor; clone3(2) only; Linux 5.7. */
export const CLONE_INTO_CGROUP = 0x200000000;
