/** What the first bytes of a file say about how it is run: execve(2), elf(5). */

import { utf8 } from './hint-machine.js';

/** The kernel looks no further for the end of a `#!` line (BINPRM_BUF_SIZE, Linux 5.1). */
const FIRST_LINE = 256;

export type Program =
  | { readonly kind: 'script'; readonly interpreter: string }
  | { readonly kind: 'elf'; readonly machine: number; readonly loader: string | undefined }
  | { readonly kind: 'empty' }
  | { readonly kind: 'other' };

/** @param head - the start of the file, a character for each byte */
export function readProgram(head: string): Program {
  if (head === '') return { kind: 'empty' };
  if (head.startsWith('#!')) {
    const line = head.slice(2, FIRST_LINE).split('\n', 1)[0]!;
    // Blanks are spaces and tabs: the carriage return of a file from elsewhere belongs to the name.
    const name = line.replace(/^[ \t]+/, '').split(/[ \t\0]/, 1)[0]!;
    return { kind: 'script', interpreter: utf8(name) };
  }
  if (head.startsWith('\x7fELF')) return readElf(Buffer.from(head, 'latin1'));
  return { kind: 'other' };
}

/** Machine and PT_INTERP of a little-endian ELF file of 64 bits; others have machine 0 here. */
function readElf(file: Buffer): Program {
  const EI_CLASS = 4;
  const EI_DATA = 5;
  if (file.length < 64 || file[EI_CLASS] !== 2 || file[EI_DATA] !== 1)
    return { kind: 'elf', machine: 0, loader: undefined };
  const machine = file.readUInt16LE(18);
  const table = Number(file.readBigUInt64LE(32));
  const size = file.readUInt16LE(54);
  const count = file.readUInt16LE(56);
  for (let i = 0; i < count; i++) {
    const at = table + i * size;
    if (at + 56 > file.length) break;
    if (file.readUInt32LE(at) !== 3 /* PT_INTERP */) continue;
    const start = Number(file.readBigUInt64LE(at + 8));
    const length = Number(file.readBigUInt64LE(at + 32));
    if (start + length > file.length) break;
    return { kind: 'elf', machine, loader: file.toString('utf8', start, start + length).replace(/\0.*$/s, '') };
  }
  return { kind: 'elf', machine, loader: undefined };
}
