import { isatty } from 'node:tty';
import type { ProcAttr, Program } from '@forkexec/attrs';
import { environIsLive, execSelf } from '@forkexec/core-native';
import { plan } from './plan.js';

/**
 * This process becomes the program: Go's `syscall.Exec`, execve(2). The number stays, descriptors 0 to 2 stay (and block),
 * all others close, signals are at their defaults and none is blocked. JavaScript ends here: no `exit` event, and what is still
 * in a stream's buffer is lost. Where the terminal was in raw mode it is put back.
 *
 * @param argv0 - the program: a path, not searched for in PATH (see {@link lookPath}), or an open descriptor
 * @param argv - the program's arguments, its own name first
 * @param env - its environment; left out, this process's own
 * @throws InvalidAttrError; StepError when the kernel refuses, and then this process goes on as if nothing had been tried.
 */
export function exec(argv0: Program, argv: readonly string[], env?: ProcAttr['env']): never {
  const own = env ?? (environIsLive(process.env) ? undefined : process.env);
  const step = plan(argv0, argv, own === undefined ? undefined : { env: own }).child.at(-1)!;
  // Elsewhere the first look at process.stdin would make it: it opens the descriptor, or throws for one of no known kind.
  const raw = isatty(0) && process.stdin.isRaw;
  if (raw) process.stdin.setRawMode(false);
  try {
    return execSelf(step);
  } finally {
    if (raw) process.stdin.setRawMode(true);
  }
}
