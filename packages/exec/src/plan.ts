import type { ProcAttr, Program } from '@forkexec/attrs';
import { lookUp, type Plan } from '@forkexec/core-native';
import { type Caller, compile, whoAsks } from './plan/index.js';

/** This process, with the system's database of users and groups. */
export const caller: Caller = Object.defineProperties({ lookUp } as Caller, Object.getOwnPropertyDescriptors(whoAsks));

/**
 * What a launch with these attributes would do, step by step, without doing any of it: needs no privilege, no Linux and,
 * unless users or groups are given by name, no native code. The plan depends on its arguments and on this process's effective ids
 * and privileges (which decide whether a child maps its own ids), and is what {@link forkExec} and {@link startProcess} carry out.
 * Names are looked up now, which blocks this thread for as long as the system's database takes.
 *
 * @param argv0 - the program: a path, not searched for in PATH (see {@link lookPath}), or an open descriptor
 * @param argv - the program's arguments, its own name first
 * @param attr - Go's `syscall.ProcAttr`
 * @throws InvalidAttrError naming the field, for what cannot be meant and for who is not known; SyscallError when the database
 *   cannot be read, NativeLoadError when names are given and there is no native code.
 */
export function plan(argv0: Program, argv: readonly string[], attr?: ProcAttr): Plan {
  return compile(argv0, argv, attr, caller);
}
