import { syscallLists } from './syscall-tables.js';

/** A machine, by Node's name for it: `os.arch()`. */
export type SyscallArch = keyof typeof syscallLists;

interface Tables {
  readonly names: ReadonlyMap<number, string>;
  readonly numbers: ReadonlyMap<string, number>;
}

const made = new Map<SyscallArch, Tables>();

function tables(arch: SyscallArch): Tables {
  const known = made.get(arch);
  if (known) return known;
  if (!Object.hasOwn(syscallLists, arch)) {
    throw new RangeError(`no system calls of ${arch}, only of ${Object.keys(syscallLists).join(' and ')}`);
  }
  const names = new Map<number, string>();
  let next = 0;
  for (const word of syscallLists[arch].trim().split(/\s+/)) {
    if (/^\d/.test(word)) next = Number(word);
    else names.set(next++, word);
  }
  const fresh = { names, numbers: new Map([...names].map(([number, name]) => [name, number])) };
  made.set(arch, fresh);
  return fresh;
}

/** This machine's, where there is a Node to say so. */
function own(): SyscallArch {
  const { process } = globalThis as { readonly process?: { readonly arch?: string } };
  return (process?.arch ?? 'x64') as SyscallArch;
}

/**
 * The name of a system call: `syscallName(0, 'x64')` is `'read'`. The kernel's names, syscalls(2): `newfstatat` and not
 * glibc's `fstatat`. Calls up to Linux 6.17.
 *
 * @param arch - the machine whose numbers are meant; this one when left out
 * @returns undefined for a number without a call, or one of a later kernel
 * @throws RangeError for another machine than x64 and arm64
 */
export function syscallName(number: number, arch: SyscallArch = own()): string | undefined {
  return tables(arch).names.get(number);
}

/**
 * The number of a system call: `syscallNumber('read', 'arm64')` is 63.
 *
 * @param arch - the machine whose numbers are meant; this one when left out
 * @returns undefined for a name that the machine has no call of: `open` on arm64
 * @throws RangeError for another machine than x64 and arm64
 */
export function syscallNumber(name: string, arch: SyscallArch = own()): number | undefined {
  return tables(arch).numbers.get(name);
}
