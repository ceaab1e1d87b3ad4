import { closeSync, openSync, readSync } from 'node:fs';

/** A page, which is there as a whole or not at all. */
const PAGE = 4096n;
/** What no process of a user's has: proc_pid_mem(5) would refuse it, and Node refuses what does not fit 63 bits. */
const TOP = 1n << 56n;

/** A stopped process's memory, by /proc/PID/mem: proc_pid_mem(5). The file is that of one program: each execve(2) makes a new one. */
export class Memory {
  readonly #path: string;
  #fd = -1;
  constructor(pid: number) {
    this.#path = `/proc/${pid}/mem`;
  }

  /** Another program has begun, or none will any more. */
  close(): void {
    if (this.#fd >= 0) closeSync(this.#fd);
    this.#fd = -1;
  }

  /** As much of it as can be read; undefined: nothing. */
  read(address: bigint, length: number): Buffer | undefined {
    if (address <= 0n || address >= TOP) return undefined;
    try {
      if (this.#fd < 0) this.#fd = openSync(this.#path, 'r');
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(this.#fd, bytes, 0, length, address));
    } catch {
      // EIO: nothing is mapped there. The call itself will fail with EFAULT, which is told.
      return undefined;
    }
  }

  /** A string of C, at most `most` bytes of it, and whether that is all. */
  string(address: bigint, most: number): { readonly bytes: Buffer; readonly whole: boolean } | undefined {
    const parts: Buffer[] = [];
    for (let at = address, left = most; left > 0; ) {
      const part = this.read(at, Math.min(left, Number(PAGE - (at % PAGE))));
      if (!part || part.length === 0)
        return parts.length === 0 ? undefined : { bytes: Buffer.concat(parts), whole: false };
      const end = part.indexOf(0);
      if (end >= 0) return { bytes: Buffer.concat([...parts, part.subarray(0, end)]), whole: true };
      parts.push(part);
      at += BigInt(part.length);
      left -= part.length;
    }
    return { bytes: Buffer.concat(parts), whole: this.read(address + BigInt(most), 1)?.[0] === 0 };
  }

  /** A pointer, of 64 bits, little-endian as both machines are. */
  word(address: bigint): bigint | undefined {
    const bytes = this.read(address, 8);
    return bytes?.length === 8 ? bytes.readBigUInt64LE() : undefined;
  }
}
