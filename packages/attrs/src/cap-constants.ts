/**
 * Every capability of Linux and its number: capabilities(7), `linux/capability.h`. Each export of this file is one row
 * of the table `CAPABILITIES`, so nothing else may stand here. Without a version: older than Linux 2.6.
 */

/** Change the owner of any file. */
export const CAP_CHOWN = 0;
/** Pass over the read, write and execute permissions of files. */
export const CAP_DAC_OVERRIDE = 1;
/** Pass over the permission to read files and to read and search directories; open_by_handle_at(2). */
export const CAP_DAC_READ_SEARCH = 2;
/** Do what otherwise only the owner of a file may. */
export const CAP_FOWNER = 3;
/** Keep the set-user-ID and set-group-ID bits when a file changes. */
export const CAP_FSETID = 4;
/** Signal any process. */
export const CAP_KILL = 5;
/** Set any group id, change the supplementary groups, write gid maps of a user namespace. */
export const CAP_SETGID = 6;
/** Set any user id, write uid maps of a user namespace. */
export const CAP_SETUID = 7;
/** Change the bounding set, the inheritable set and the securebits. */
export const CAP_SETPCAP = 8;
/** Set the immutable and append-only flags of files. */
export const CAP_LINUX_IMMUTABLE = 9;
/** Bind ports below 1024. */
export const CAP_NET_BIND_SERVICE = 10;
/** Broadcast, and listen to multicasts (unused). */
export const CAP_NET_BROADCAST = 11;
/** Configure interfaces, routes, firewalls and the like. */
export const CAP_NET_ADMIN = 12;
/** Use RAW and PACKET sockets, bind any address for transparent proxying. */
export const CAP_NET_RAW = 13;
/** Lock memory. */
export const CAP_IPC_LOCK = 14;
/** Pass over the permissions of System V IPC objects. */
export const CAP_IPC_OWNER = 15;
/** Load and unload kernel modules. */
export const CAP_SYS_MODULE = 16;
/** I/O ports, `/dev/mem`, `/proc/kcore`. */
export const CAP_SYS_RAWIO = 17;
/** chroot(2); setns(2) into a mount namespace. */
export const CAP_SYS_CHROOT = 18;
/** Trace any process, read and write its memory. */
export const CAP_SYS_PTRACE = 19;
/** acct(2). */
export const CAP_SYS_PACCT = 20;
/** Mounts, namespaces, host name, and much more. */
export const CAP_SYS_ADMIN = 21;
/** reboot(2), kexec_load(2). */
export const CAP_SYS_BOOT = 22;
/** Raise the priority, set the scheduling policy and the affinity of any process. */
export const CAP_SYS_NICE = 23;
/** Raise hard resource limits; pass over quotas and reserved space. */
export const CAP_SYS_RESOURCE = 24;
/** Set the system clock. */
export const CAP_SYS_TIME = 25;
/** vhangup(2) and privileged terminal ioctls. */
export const CAP_SYS_TTY_CONFIG = 26;
/** Make device files; Linux 2.4. */
export const CAP_MKNOD = 27;
/** Leases on any file; Linux 2.4. */
export const CAP_LEASE = 28;
/** Write to the kernel's audit log; Linux 2.6.11. */
export const CAP_AUDIT_WRITE = 29;
/** Switch and configure auditing; Linux 2.6.11. */
export const CAP_AUDIT_CONTROL = 30;
/** Set file capabilities, map uid 0 in a new user namespace (since 5.12); Linux 2.6.24. */
export const CAP_SETFCAP = 31;
/** Pass over Mandatory Access Control (Smack); Linux 2.6.25. */
export const CAP_MAC_OVERRIDE = 32;
/** Configure Mandatory Access Control (Smack); Linux 2.6.25. */
export const CAP_MAC_ADMIN = 33;
/** Privileged syslog(2), kernel addresses in `/proc`; Linux 2.6.37. */
export const CAP_SYSLOG = 34;
/** Wake the system by a timer; Linux 3.0. */
export const CAP_WAKE_ALARM = 35;
/** Keep the system from suspending; Linux 3.5. */
export const CAP_BLOCK_SUSPEND = 36;
/** Read the audit log by a multicast netlink socket; Linux 3.16. */
export const CAP_AUDIT_READ = 37;
/** perf_event_open(2) and other performance monitoring; Linux 5.8. */
export const CAP_PERFMON = 38;
/** Privileged bpf(2); Linux 5.8. */
export const CAP_BPF = 39;
/** Choose pids (clone3(2) set_tid, ns_last_pid) and read `/proc/PID/map_files`; Linux 5.9. */
export const CAP_CHECKPOINT_RESTORE = 40;
