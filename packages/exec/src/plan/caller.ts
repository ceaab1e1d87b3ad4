import { readFileSync } from 'node:fs';
import type { Caller } from './asked.js';

/** Whoever asks, found out where id maps make it matter. On a system without these ids, nobody. */
export const whoAsks: Caller = {
  get euid() {
    return process.geteuid?.() ?? -1;
  },
  get egid() {
    return process.getegid?.() ?? -1;
  },
  get privileged() {
    return this.euid > 0 && hasCapabilities();
  },
};

let capable: boolean | undefined;

/** Looked up once: a process that has none gets none but by execve(2), capabilities(7). */
function hasCapabilities(): boolean {
  return (capable ??= /^CapPrm:\s*0*[1-9a-f]/m.test(status()));
}

function status(): string {
  try {
    return readFileSync('/proc/self/status', 'latin1');
  } catch {
    return ''; // no /proc to write maps through either
  }
}
