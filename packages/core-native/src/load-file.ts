/** What can be seen of an addon's file before it is loaded. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { Obstacle } from './load-places.js';
import { machines } from './machines.js';

export const AGAIN = 'install @forkexec/core-native again';

/**
 * elf(5): the header says for which machine, and where the file's last table ends. To be asked before dlopen(3), which
 * dies of SIGBUS where a page is missing: mmap(2), "SIGBUS".
 */
export function wrongFile(file: string): Obstacle | undefined {
  const { head, size } = start(file) ?? {};
  if (head === undefined || size === undefined) return undefined;
  if (!head.toString('latin1').startsWith('\x7fELF')) {
    return { found: head.length === 0 ? 'is empty' : 'is not a binary', hint: `${AGAIN}: the file is damaged` };
  }
  if (head.length < 64) return { found: `is cut off after ${size} bytes`, hint: AGAIN };
  const end = Number(head.readBigUInt64LE(40)) + head.readUInt16LE(58) * head.readUInt16LE(60);
  if (size < end) return { found: `is cut off after ${size} of ${end} bytes`, hint: AGAIN };
  const built = head.readUInt16LE(18);
  const wanted = machines[process.arch];
  if (wanted === undefined || built === wanted) return undefined;
  const name = Object.keys(machines).find((arch) => machines[arch] === built) ?? `machine ${built}`;
  return { found: `is built for ${name}, and this is ${process.arch}`, hint: `${AGAIN} on this machine` };
}

/** The first bytes of a regular file; of any other, and of one that cannot be read, dlopen(3) has something to say. */
function start(file: string): { readonly head: Buffer; readonly size: number } | undefined {
  try {
    const stat = statSync(file);
    if (!stat.isFile()) return undefined;
    const fd = openSync(file, 'r');
    try {
      const head = Buffer.alloc(64);
      return { head: head.subarray(0, readSync(fd, head)), size: stat.size };
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}
