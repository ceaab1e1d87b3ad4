/** The arguments of common system calls, each by its kind; what is not here is shown as six numbers. syscalls(2) */

/** How an argument is shown. `out`: read when the call has returned; `in`: before, with the number in the next argument as its length. */
export type Kind =
  | 'fd'
  | 'dirfd'
  | 'path'
  | 'in'
  | 'out'
  | 'outString'
  | 'strings'
  | 'environment'
  | 'int'
  | 'size'
  | 'hex'
  | 'pointer'
  | 'octal'
  | 'open'
  | 'prot'
  | 'map'
  | 'clone'
  | 'at'
  | 'access'
  | 'wait'
  | 'signal'
  | 'whence'
  | 'maskHow'
  | 'clock'
  | 'resource'
  | 'fcntl'
  | 'fcntlArgument'
  | 'family'
  | 'arch';

const table = `
  read fd out size
  write fd in size
  pread64 fd out size int
  pwrite64 fd in size int
  readv fd pointer int
  writev fd pointer int
  open path open octal
  openat dirfd path open octal
  openat2 dirfd path pointer size
  creat path octal
  close fd
  close_range fd hex int
  stat path pointer
  lstat path pointer
  fstat fd pointer
  newfstatat dirfd path pointer at
  statx dirfd path at hex pointer
  statfs path pointer
  fstatfs fd pointer
  lseek fd int whence
  access path access
  faccessat dirfd path access
  faccessat2 dirfd path access at
  readlink path out size
  readlinkat dirfd path out size
  mmap pointer size prot map fd hex
  mprotect pointer size prot
  munmap pointer size
  mremap pointer size size int pointer
  madvise pointer size int
  brk pointer
  rt_sigaction signal pointer pointer size
  rt_sigprocmask maskHow pointer pointer size
  rt_sigreturn
  rt_sigsuspend pointer size
  sigaltstack pointer pointer
  ioctl fd hex pointer
  fcntl fd fcntl fcntlArgument
  flock fd int
  fsync fd
  fdatasync fd
  ftruncate fd int
  truncate path int
  dup fd
  dup2 fd fd
  dup3 fd fd open
  pipe pointer
  pipe2 pointer open
  eventfd2 int open
  epoll_create1 open
  epoll_ctl fd int fd pointer
  epoll_wait fd pointer int int
  epoll_pwait fd pointer int int pointer size
  poll pointer int int
  ppoll pointer int pointer pointer size
  select int pointer pointer pointer pointer
  pselect6 int pointer pointer pointer pointer pointer
  getdents64 fd pointer size
  getcwd outString size
  chdir path
  fchdir fd
  mkdir path octal
  mkdirat dirfd path octal
  rmdir path
  unlink path
  unlinkat dirfd path at
  rename path path
  renameat dirfd path dirfd path
  renameat2 dirfd path dirfd path hex
  link path path
  linkat dirfd path dirfd path at
  symlink path path
  symlinkat path dirfd path
  chmod path octal
  fchmod fd octal
  fchmodat dirfd path octal
  chown path int int
  fchown fd int int
  fchownat dirfd path int int at
  utimensat dirfd path pointer at
  umask octal
  mount path path path hex pointer
  umount2 path hex
  chroot path
  pivot_root path path
  execve path strings environment
  execveat dirfd path strings environment at
  clone clone pointer pointer pointer hex
  clone3 pointer size
  fork
  vfork
  unshare clone
  setns fd clone
  exit int
  exit_group int
  wait4 int pointer wait pointer
  waitid int int pointer wait pointer
  kill int signal
  tgkill int int signal
  getpid
  gettid
  getppid
  getuid
  geteuid
  getgid
  getegid
  getpgrp
  getpgid int
  setpgid int int
  setsid
  getsid int
  setuid int
  setgid int
  setgroups int pointer
  getgroups int pointer
  uname pointer
  sysinfo pointer
  getrusage int pointer
  prlimit64 int resource pointer pointer
  getrlimit resource pointer
  setrlimit resource pointer
  prctl int hex hex hex hex
  arch_prctl arch hex
  set_tid_address pointer
  set_robust_list pointer size
  rseq pointer size hex hex
  futex pointer int int pointer pointer hex
  sched_yield
  sched_getaffinity int size pointer
  sched_setaffinity int size pointer
  getrandom pointer size hex
  clock_gettime clock pointer
  clock_nanosleep clock int pointer pointer
  nanosleep pointer pointer
  gettimeofday pointer pointer
  time pointer
  alarm int
  socket family int int
  connect fd pointer int
  accept fd pointer pointer
  accept4 fd pointer pointer open
  bind fd pointer int
  listen fd int
  sendto fd in size hex pointer int
  recvfrom fd out size hex pointer pointer
  sendmsg fd pointer hex
  recvmsg fd pointer hex
  shutdown fd int
  getsockname fd pointer pointer
  getpeername fd pointer pointer
  setsockopt fd int int pointer int
  getsockopt fd int int pointer pointer
  memfd_create path hex
  sendfile fd fd pointer size
  copy_file_range fd pointer fd pointer size hex
  fadvise64 fd int size int
  pidfd_open int hex
  pidfd_send_signal fd signal pointer hex
  restart_syscall
`;

/** The kinds of each call's arguments. */
export const calls: ReadonlyMap<string, readonly Kind[]> = new Map(
  table
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', ...kinds] = line.trim().split(' ');
      return [name, kinds as Kind[]];
    }),
);

/** strace(1)'s `%file`: those with a file's name. */
export const fileCalls: readonly string[] = [...calls]
  .filter(([, kinds]) => kinds.includes('path'))
  .map(([name]) => name);
