import type { ProcAttr, Program } from '@forkexec/attrs';
import { environIsLive, execInPlace, execSelf, terminalModes } from '@forkexec/core-native';
import { inPlace } from './plan/index.js';
import { plan } from './plan.js';

/**
 * This process becomes the program: Go's `syscall.Exec`, execve(2). The number stays, descriptors 0 to 2 stay (and block),
 * all others close, signals are at their defaults and none is blocked. JavaScript ends here: no `exit` event, and what is still
 * in a stream's buffer is lost. Where the terminal was in raw mode it is put back.
 *
 * @param argv0 - the program: a path, not searched for in PATH (see {@link lookPath}), or an open descriptor
 * @param argv - the program's arguments, its own name first
 * @param env - its environment; left out, this process's own
 * @param attr - more that is done to this process before: its thread's ids, capabilities, limits, namespaces, root, session, descriptors (`files`,
 *   undefined is [0, 1, 2]). What takes a new process is refused: user and pid namespaces, id maps, `init`, `ptrace`. A death signal comes when
 *   the parent of this process dies.
 * @throws InvalidAttrError; StepError when the kernel refuses, and then this process goes on as if nothing had been tried: but with
 *   `attr`, what was done before the step that failed stays done, and all that is left for this process is to say so and to end.
 */
export function exec(
  argv0: Program,
  argv: readonly string[],
  env?: ProcAttr['env'],
  attr?: Omit<ProcAttr, 'env'>,
): never {
  const own = env ?? (environIsLive(process.env) ? undefined : process.env);
  const whole = plan(argv0, argv, { ...attr, ...(own !== undefined && { env: own }) });
  const ready = attr && inPlace(whole);
  // Elsewhere the first look at process.stdin would make it: it opens the descriptor, or throws for one of no known kind.
  const raw = terminalModes(0) !== undefined && process.stdin.isRaw;
  if (raw) process.stdin.setRawMode(false);
  try {
    return ready ? execInPlace(ready) : execSelf(whole.child.at(-1)!);
  } finally {
    if (raw) process.stdin.setRawMode(true);
  }
}
