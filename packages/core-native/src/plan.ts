import type { Step } from './ops.js';

/** How the child is made. */
export interface CloneSpec {
  /** Namespace flags (`CLONE_NEW*`) for clone(2). `CLONE_PIDFD` and the memory flags are the launcher's own business. */
  readonly flags: number;
  /** A cgroup directory's descriptor: clone3(CLONE_INTO_CGROUP), or `cgroup.procs` written while the child waits. */
  readonly cgroupFd?: number;
  /** The same by its path, which the launcher opens once (O_PATH) when it is asked for the launch. */
  readonly cgroupPath?: string;
}

/** What will happen, in order: plain data that prints, compares, and travels. */
export interface Plan {
  readonly clone: CloneSpec;
  /** Done by the parent between the clone and the release of the child's `hold`. */
  readonly parent: readonly Step[];
  /** Done by the child; the last step is execve, execveat or exit. */
  readonly child: readonly Step[];
}

/** What a launch gives back. The caller owns `pidfd` (close-on-exec) and the child's status. */
export interface Launched {
  readonly pid: number;
  readonly pidfd: number;
}
