/** Failures as StepError would describe them, and machines to explain them on. */
import { hintFor } from '../src/hint.js';
import type { FileStat, Machine } from '../src/hint-machine.js';
import type { Step } from '../src/ops.js';
import type { CloneSpec } from '../src/plan.js';

export const NEWNS = 0x20000;
export const NEWUTS = 0x4000000;
export const NEWUSER = 0x10000000;
export const NEWPID = 0x20000000;

export const ALL_CAPS = '000001ffffffffff';
export const NO_CAPS = '0000000000000000';
export const mount = (point: string, options = 'rw', type = 'ext4') =>
  `21 1 0:20 / ${point} ${options} - ${type} none rw\n`;
export const status = (caps: string, seccomp = 0) =>
  `Name:\tnode\nUid:\t1000\t1000\t1000\t1000\nCapPrm:\t${caps}\nCapEff:\t${caps}\nNoNewPrivs:\t0\nSeccomp:\t${seccomp}\n`;
export const file = (kind: FileStat['kind'], mode: number, uid = 0, gid = 0): FileStat => ({ kind, mode, uid, gid });

/** What a case says of its machine; the rest is an ordinary user's on a machine that forbids nothing. */
export interface Facts {
  readonly read?: Readonly<Record<string, string>>;
  readonly stat?: Readonly<Record<string, FileStat>>;
  readonly link?: Readonly<Record<string, string>>;
  readonly real?: Readonly<Record<string, string>>;
  readonly open?: readonly number[];
  readonly cwd?: string;
  readonly euid?: number;
}

export function machine({
  read = {},
  stat = {},
  link = {},
  real = {},
  open = [0, 1, 2],
  cwd,
  euid = 1000,
}: Facts): Machine {
  const texts: Readonly<Record<string, string>> = {
    '/proc/self/status': status(euid === 0 ? ALL_CAPS : NO_CAPS),
    '/proc/self/uid_map': '         0          0 4294967295\n',
    '/proc/self/gid_map': '         0          0 4294967295\n',
    '/proc/self/setgroups': 'allow\n',
    '/proc/self/mountinfo': mount('/') + mount('/proc', 'rw', 'proc'),
    ...read,
  };
  const known: Readonly<Record<string, FileStat>> = {
    '/': file('directory', 0o755),
    '/proc/self': file('directory', 0o555, euid),
    '/proc/self/status': file('file', 0o444, euid),
    '/proc/self/uid_map': file('file', 0o644, euid),
    ...Object.fromEntries(['user', 'mnt', 'pid'].map((ns) => [`/proc/self/ns/${ns}`, file('file', 0o444)])),
    ...stat,
  };
  return {
    read: (path) => texts[path],
    stat: (path) => known[path] ?? 'ENOENT',
    readLink: (path) => link[path],
    realPath: (path) => real[path] ?? path,
    isOpen: (fd) => open.includes(fd),
    cwd: () => cwd ?? '/home/u',
    euid,
    egid: euid,
    groups: [],
  };
}

export const exit: Step = { op: 'exit', status: 0 };

/** The clone itself failed. */
export function clone(code: string, spec: CloneSpec, facts: Facts = {}, syscall = 'clone'): string | undefined {
  const plan = { clone: spec, parent: [], child: [exit] };
  return hintFor({ side: 'parent', step: undefined, syscall, code, plan }, machine(facts));
}

/** The last of these steps of the child failed. */
export function child(
  code: string,
  steps: readonly Step[],
  facts: Facts = {},
  flags = 0,
  syscall?: string,
): string | undefined {
  const step = steps.at(-1)!;
  const plan = { clone: { flags }, parent: [], child: [...steps, exit] };
  return hintFor({ side: 'child', step, syscall: syscall ?? step.op, code, plan }, machine(facts));
}

/** The last of these steps of the parent failed. */
export function parent(code: string, steps: readonly Step[], facts: Facts = {}): string | undefined {
  const step = steps.at(-1)!;
  const plan = { clone: { flags: NEWUSER }, parent: steps, child: [{ op: 'hold' } as const, exit] };
  return hintFor({ side: 'parent', step, syscall: 'write', code, plan }, machine(facts));
}

export const write = (path: string, data: string): Step => ({ op: 'writeFile', path, data, optional: false });
export const execve = (path: string, argv: readonly string[] = ['x'], env: readonly string[] | null = []): Step => ({
  op: 'execve',
  path,
  argv,
  env,
});
export const mountStep = (target: string, type: string | null, flags = 0, source: string | null = 'none'): Step => ({
  op: 'mount',
  source,
  target,
  type,
  flags,
  data: null,
});
export const seccomp = { '/proc/self/status': status(NO_CAPS, 2) };
export const restricted = { '/proc/sys/kernel/apparmor_restrict_unprivileged_userns': '1\n' };
