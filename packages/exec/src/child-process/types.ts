import type { SysProcAttr } from '@forkexec/attrs';
import type * as node from 'node:child_process';

/** What all functions of child_process take here beside Node's options. */
export interface SysOption {
  /**
   * Go's SysProcAttr: namespaces, credentials, capabilities, cgroups, …; each field's kernel version and privilege stand with it.
   * `credential` goes not together with `uid` and `gid`, and `ptrace` not at all.
   */
  sys?: SysProcAttr | undefined;
}

type Args = readonly string[] | null | undefined;
type WithSys<O> = O & SysOption;
type Streams = node.ChildProcessWithoutNullStreams;

/** Node's overloads, and the same with `sys`. */
export type Spawn = typeof node.spawn & {
  (command: string, args: Args, options: WithSys<node.SpawnOptionsWithoutStdio>): Streams;
  (command: string, options: WithSys<node.SpawnOptionsWithoutStdio>): Streams;
  (command: string, args: Args, options: WithSys<node.SpawnOptions>): node.ChildProcess;
  (command: string, options: WithSys<node.SpawnOptions>): node.ChildProcess;
};

type Callback = (error: node.ExecException | null, stdout: string, stderr: string) => void;
type Output = node.PromiseWithChild<{ stdout: string; stderr: string }>;

/** Node's overloads, and the same with `sys`. */
export type Exec = typeof node.exec & {
  (command: string, options: WithSys<node.ExecOptions>, callback?: Callback): node.ChildProcess;
  __promisify__(command: string, options: WithSys<node.ExecOptions>): Output;
};

/** Node's overloads, and the same with `sys`. */
export type ExecFile = typeof node.execFile & {
  (file: string, args: Args, options: WithSys<node.ExecFileOptions>, callback?: Callback): node.ChildProcess;
  (file: string, options: WithSys<node.ExecFileOptions>, callback?: Callback): node.ChildProcess;
  __promisify__(file: string, args: Args, options: WithSys<node.ExecFileOptions>): Output;
};

/** Node's overloads, and the same with `sys`. */
export type Fork = typeof node.fork & {
  (module: string | URL, args: Args, options: WithSys<node.ForkOptions>): node.ChildProcess;
  (module: string | URL, options: WithSys<node.ForkOptions>): node.ChildProcess;
};
