import type { ProcAttr, Program } from '@forkexec/attrs';
import { environIsLive, type Launched, launchSync } from '@forkexec/core-native';
import { plan } from './plan.js';

/**
 * Starts a program: Go's `syscall.ForkExec`. Returns when the program runs, that is when execve(2) has succeeded; blocks
 * this thread until then, and while names of users and groups are looked up. For a server, {@link startProcess} is the call
 * that does not.
 *
 * @param argv0 - the program: a path, not searched for in PATH (see {@link lookPath}), or an open descriptor
 * @param argv - the program's arguments, its own name first
 * @param attr - everything else; see {@link ProcAttr} for each field's kernel version and privilege
 * @returns the child's number and a pidfd (close-on-exec). Both are the caller's: close the pidfd, and wait for the child
 *   with {@link openProcess}, or it stays a zombie.
 * @throws InvalidAttrError before anything is started; StepError naming the step that failed, with nothing left behind.
 */
export function forkExec(argv0: Program, argv: readonly string[], attr?: ProcAttr): Launched {
  return launchSync(plan(argv0, argv, withEnvironment(attr)));
}

/** The attributes with an environment that the core can take by itself: its own `environ`, or a list. @internal */
export function withEnvironment(attr: ProcAttr | undefined): ProcAttr | undefined {
  const own = attr === undefined || (typeof attr === 'object' && attr !== null && attr.env === undefined);
  if (!own || environIsLive(process.env)) return attr;
  return { ...attr, env: process.env };
}
