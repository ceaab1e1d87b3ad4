import type { Failure } from './hint.js';
import type { FileStat, Machine } from './hint-machine.js';
import { READ_LIMIT, utf8 } from './hint-machine.js';
import type { OpName, Step, StepOf } from './ops.js';

/** Namespace flags of clone(2) that conditions ask for. */
export const NEWNS = 0x20000;
export const NEWCGROUP = 0x2000000;
export const NEWUTS = 0x4000000;
export const NEWIPC = 0x8000000;
export const NEWUSER = 0x10000000;
export const NEWPID = 0x20000000;
export const NEWNET = 0x40000000;

/** Bits of capabilities(7). */
export const CAP = {
  setgid: 6,
  setuid: 7,
  setpcap: 8,
  sysChroot: 18,
  sysPtrace: 19,
  sysAdmin: 21,
  sysResource: 24,
  sysTime: 25,
  setfcap: 31,
} as const;

/** A failure, and where to look for its cause. */
export class Scene {
  readonly failure: Failure;
  readonly machine: Machine;
  /** What had been done before: for a step of the child, all of the parent's too. */
  readonly earlier: readonly Step[];
  #status: string | undefined;

  constructor(failure: Failure, machine: Machine) {
    const { step, side, plan } = failure;
    this.failure = failure;
    this.machine = machine;
    const done = step ? plan[side].slice(0, Math.max(0, plan[side].indexOf(step))) : [];
    this.earlier = side === 'child' && step ? [...plan.parent, ...done] : done;
  }

  /** The earlier steps of one op, in their order. */
  done<K extends OpName>(op: K): StepOf<K>[] {
    return this.earlier.filter((step): step is Extract<Step, { op: K }> => step.op === op) as unknown as StepOf<K>[];
  }

  /** The number that a descriptor of the child has in this process, followed back through the plan's own moves. */
  fdHere(fd: number): number {
    return this.done('dup3').reduceRight((at, { from, to }) => (to === at ? from : at), fd);
  }

  /** All namespace flags in force: those of the clone, and of unshare up to and with the failed step. */
  get flags(): number {
    const { step, plan } = this.failure;
    const own = step?.op === 'unshare' ? step.flags : 0;
    return this.done('unshare').reduce((all, { flags }) => all | flags, plan.clone.flags | own);
  }

  /** Whether the child is in a namespace of its own. */
  makes(flag: number): boolean {
    return (this.flags & flag) !== 0;
  }

  /** A field of /proc/self/status. */
  status(field: string): string | undefined {
    this.#status ??= this.machine.read('/proc/self/status') ?? '';
    return new RegExp(`^${field}:\\s*(.*)$`, 'm').exec(this.#status)?.[1];
  }

  /** Whether this process has a capability in the set (`CapEff` if none is named); undefined when that is unknown. */
  has(cap: number, set = 'CapEff'): boolean | undefined {
    const bits = this.status(set);
    if (bits === undefined || !/^[0-9a-f]+$/.test(bits)) return undefined;
    return ((BigInt(`0x${bits}`) >> BigInt(cap)) & 1n) === 1n;
  }

  /** This process is known not to have the capability, and its child gets none by a new user namespace. */
  lacks(cap: number): boolean {
    return !this.makes(NEWUSER) && this.has(cap) === false;
  }

  /** seccomp(2) mode 2: what a container's runtime leaves in front of its processes. */
  get filtered(): boolean {
    return this.status('Seccomp') === '2';
  }

  /** A file of the kernel's with one word in it, as it may stand in a message. */
  value(path: string): string | undefined {
    const text = this.machine.read(path)?.trim();
    return text !== undefined && /^[\w.+~-]+$/.test(text) ? text : undefined;
  }

  /** {@link value} of a file below /proc/sys: `kernel.pid_max`. */
  sysctl(name: string): string | undefined {
    return this.value(`/proc/sys/${name.replaceAll('.', '/')}`);
  }

  /** Soft and hard limit as /proc/self/limits has them, which lists them in the order of their numbers. */
  limit(resource: number): { soft: string; hard: string } | undefined {
    const row = this.machine.read('/proc/self/limits')?.split('\n')[resource + 1];
    const [, soft, hard] = /\s{2,}(\d+|unlimited)\s+(\d+|unlimited)\s/.exec(row ?? '') ?? [];
    return soft !== undefined && hard !== undefined ? { soft, hard } : undefined;
  }

  mounts(): Mount[] {
    return readMounts(this.machine);
  }

  /** stat(2), or undefined when it fails. */
  file(path: string): FileStat | undefined {
    const found = this.machine.stat(path);
    return typeof found === 'string' ? undefined : found;
  }
}

export interface Mount {
  readonly point: string;
  readonly options: string[];
  readonly type: string;
}

/** Lines of /proc/self/mountinfo; none known when there are too many to be sure of having read them all. */
export function readMounts(machine: Machine): Mount[] {
  const text = machine.read('/proc/self/mountinfo') ?? '';
  if (text.length >= READ_LIMIT) return [];
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [left = '', right = ''] = line.split(' - ');
      const [, , , , point = '', options = ''] = left.split(' ');
      return { point: unescapePath(point), options: options.split(','), type: right.split(' ')[0] ?? '' };
    });
}

/** proc_pid_mountinfo(5) writes blanks, line ends and backslashes in octal. */
function unescapePath(text: string): string {
  return utf8(text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8))));
}
