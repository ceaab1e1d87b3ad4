import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import type { Caller } from './asked.js';
import { thisMachine } from './id-machine.js';

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
  get execEntersTime() {
    return execEntersTime(release());
  },
  machine: thisMachine,
};

/** The same caller, whose ids are asked for no more than once: planners look at them many times, and each is a system call. */
export class AskedOnce implements Caller {
  readonly #caller: Caller;
  #euid: number | undefined;
  #egid: number | undefined;
  #privileged: boolean | undefined;
  declare readonly lookUp?: NonNullable<Caller['lookUp']>;
  declare readonly machine?: NonNullable<Caller['machine']>;
  constructor(caller: Caller) {
    this.#caller = caller;
    if (caller.lookUp) this.lookUp = caller.lookUp;
    if (caller.machine) this.machine = caller.machine;
  }
  get euid() {
    return (this.#euid ??= this.#caller.euid);
  }
  get egid() {
    return (this.#egid ??= this.#caller.egid);
  }
  get privileged() {
    return (this.#privileged ??= this.#caller.privileged ?? false);
  }
  get execEntersTime() {
    return this.#caller.execEntersTime ?? false;
  }
}

/**
 * Linux 6.3 (commit 2b5f9dad32ed). By version, for trying it takes a program; a kernel that has it earlier is only served by
 * a fork that it would not need. Elsewhere than on Linux a plan is a plan for a recent one.
 */
export function execEntersTime(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number.parseFloat);
  return process.platform !== 'linux' || major > 6 || (major === 6 && minor >= 3);
}

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
