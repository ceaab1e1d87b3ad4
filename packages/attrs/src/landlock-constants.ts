/**
 * Landlock's rights, scopes and flags: landlock(7), `linux/landlock.h`. Each export of this file is one row of the table
 * `LANDLOCK`, so nothing else may stand here. Without a version: Linux 5.13, ABI 1.
 */

/** Run a file; execve(2) needs `READ_FILE` of it as well. */
export const LANDLOCK_ACCESS_FS_EXECUTE = 1 << 0;
/** Open a file to write to it. */
export const LANDLOCK_ACCESS_FS_WRITE_FILE = 1 << 1;
/** Open a file to read it. */
export const LANDLOCK_ACCESS_FS_READ_FILE = 1 << 2;
/** Open a directory, or list it. */
export const LANDLOCK_ACCESS_FS_READ_DIR = 1 << 3;
/** Remove or rename an empty directory. */
export const LANDLOCK_ACCESS_FS_REMOVE_DIR = 1 << 4;
/** Unlink or rename a file. */
export const LANDLOCK_ACCESS_FS_REMOVE_FILE = 1 << 5;
/** Make, link or rename a character device. */
export const LANDLOCK_ACCESS_FS_MAKE_CHAR = 1 << 6;
/** Make or rename a directory. */
export const LANDLOCK_ACCESS_FS_MAKE_DIR = 1 << 7;
/** Make, link or rename a regular file. */
export const LANDLOCK_ACCESS_FS_MAKE_REG = 1 << 8;
/** Make, link or rename a UNIX domain socket. */
export const LANDLOCK_ACCESS_FS_MAKE_SOCK = 1 << 9;
/** Make, link or rename a named pipe. */
export const LANDLOCK_ACCESS_FS_MAKE_FIFO = 1 << 10;
/** Make, link or rename a block device. */
export const LANDLOCK_ACCESS_FS_MAKE_BLOCK = 1 << 11;
/** Make, link or rename a symbolic link. */
export const LANDLOCK_ACCESS_FS_MAKE_SYM = 1 << 12;
/** Link or rename from one directory to another; without it that is refused, handled or not. Linux 5.19, ABI 2. */
export const LANDLOCK_ACCESS_FS_REFER = 1 << 13;
/** Cut a file: truncate(2), O_TRUNC. Linux 6.2, ABI 3. */
export const LANDLOCK_ACCESS_FS_TRUNCATE = 1 << 14;
/** ioctl(2) on a device that is opened from then on. Linux 6.10, ABI 5. */
export const LANDLOCK_ACCESS_FS_IOCTL_DEV = 1 << 15;

/** Bind a TCP socket to a port. Linux 6.7, ABI 4. */
export const LANDLOCK_ACCESS_NET_BIND_TCP = 1 << 0;
/** Connect a TCP socket to a port. Linux 6.7, ABI 4. */
export const LANDLOCK_ACCESS_NET_CONNECT_TCP = 1 << 1;

/** No connection to an abstract UNIX socket of a process outside. Linux 6.12, ABI 6. */
export const LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET = 1 << 0;
/** No signal to a process outside. Linux 6.12, ABI 6. */
export const LANDLOCK_SCOPE_SIGNAL = 1 << 1;

/** Do not log what this program is denied, up to its next execve. Linux 6.15, ABI 7. */
export const LANDLOCK_RESTRICT_SELF_LOG_SAME_EXEC_OFF = 1 << 0;
/** Log what is denied after the next execve, too. Linux 6.15, ABI 7. */
export const LANDLOCK_RESTRICT_SELF_LOG_NEW_EXEC_ON = 1 << 1;
/** Do not log what rulesets that are added later deny. Linux 6.15, ABI 7. */
export const LANDLOCK_RESTRICT_SELF_LOG_SUBDOMAINS_OFF = 1 << 2;
