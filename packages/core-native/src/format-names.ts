/**
 * The kernel's names for the numbers in a plan, for printing only. The plan is Linux's whatever machine prints it, so
 * node:os, which has the numbers of the machine it runs on, is no source for these.
 */

/** Bit by bit, in the order of printing. */
type FlagNames = readonly (readonly [bit: bigint, name: string])[];

/** The namespace flags of clone(2) and unshare(2), without `CLONE_`: the user namespace first, for it owns the others. */
export const cloneFlagNames: FlagNames = [
  [0x10000000n, 'NEWUSER'],
  [0x80n, 'NEWTIME'],
  [0x20000n, 'NEWNS'],
  [0x2000000n, 'NEWCGROUP'],
  [0x4000000n, 'NEWUTS'],
  [0x8000000n, 'NEWIPC'],
  [0x20000000n, 'NEWPID'],
  [0x40000000n, 'NEWNET'],
];

/** mount(2): linux/mount.h. */
export const mountFlagNames: FlagNames = [
  [1n << 0n, 'MS_RDONLY'],
  [1n << 1n, 'MS_NOSUID'],
  [1n << 2n, 'MS_NODEV'],
  [1n << 3n, 'MS_NOEXEC'],
  [1n << 4n, 'MS_SYNCHRONOUS'],
  [1n << 5n, 'MS_REMOUNT'],
  [1n << 6n, 'MS_MANDLOCK'],
  [1n << 7n, 'MS_DIRSYNC'],
  [1n << 8n, 'MS_NOSYMFOLLOW'],
  [1n << 10n, 'MS_NOATIME'],
  [1n << 11n, 'MS_NODIRATIME'],
  [1n << 12n, 'MS_BIND'],
  [1n << 13n, 'MS_MOVE'],
  [1n << 14n, 'MS_REC'],
  [1n << 15n, 'MS_SILENT'],
  [1n << 16n, 'MS_POSIXACL'],
  [1n << 17n, 'MS_UNBINDABLE'],
  [1n << 18n, 'MS_PRIVATE'],
  [1n << 19n, 'MS_SLAVE'],
  [1n << 20n, 'MS_SHARED'],
  [1n << 21n, 'MS_RELATIME'],
  [1n << 23n, 'MS_I_VERSION'],
  [1n << 24n, 'MS_STRICTATIME'],
  [1n << 25n, 'MS_LAZYTIME'],
];

/** asm-generic/signal.h: x86-64, arm64; index 0 is signal 1. */
const signalNames =
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'.split(
    ' ',
  );

/** asm-generic/resource.h, from 0 on; prlimit(1)'s words. */
const resourceNames =
  'cpu fsize data stack core rss nproc nofile memlock as locks sigpending msgqueue nice rtprio rttime'.split(' ');

/** linux/securebits.h, without `SECBIT_`. */
export const securebitNames: FlagNames = [
  [1n << 0n, 'NOROOT'],
  [1n << 1n, 'NOROOT_LOCKED'],
  [1n << 2n, 'NO_SETUID_FIXUP'],
  [1n << 3n, 'NO_SETUID_FIXUP_LOCKED'],
  [1n << 4n, 'KEEP_CAPS'],
  [1n << 5n, 'KEEP_CAPS_LOCKED'],
  [1n << 6n, 'NO_CAP_AMBIENT_RAISE'],
  [1n << 7n, 'NO_CAP_AMBIENT_RAISE_LOCKED'],
];

/** linux/capability.h, from 0 on, without `cap_`. */
const capNames = [
  'chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap linux_immutable net_bind_service',
  'net_broadcast net_admin net_raw ipc_lock ipc_owner sys_module sys_rawio sys_chroot sys_ptrace sys_pacct sys_admin',
  'sys_boot sys_nice sys_resource sys_time sys_tty_config mknod lease audit_write audit_control setfcap mac_override',
  'mac_admin syslog wake_alarm block_suspend audit_read perfmon bpf checkpoint_restore',
].flatMap((line) => line.split(' '));

/** Real-time signals as kill(1) names them: glibc's SIGRTMIN and SIGRTMAX. 32 and 33 are the C library's own. */
const RTMIN = 34;
const RTMAX = 64;

/** `SIGTERM`, `SIGRTMIN+3`, `SIG32`. */
export function signalName(signal: number): string {
  const name = signalNames[signal - 1];
  if (name !== undefined) return `SIG${name}`;
  if (signal < RTMIN || signal > RTMAX) return `SIG${signal}`;
  if (signal < (RTMIN + RTMAX + 1) / 2) return signal === RTMIN ? 'SIGRTMIN' : `SIGRTMIN+${signal - RTMIN}`;
  return signal === RTMAX ? 'SIGRTMAX' : `SIGRTMAX-${RTMAX - signal}`;
}

/** `nofile` */
export function resourceName(resource: number): string {
  return resourceNames[resource] ?? String(resource);
}

/** `cap_net_admin`; the number itself for one that is newer than this table, as capsh(1) does it. */
export function capName(cap: number): string {
  const name = capNames[cap];
  return name === undefined ? String(cap) : `cap_${name}`;
}

/** `NEWNS|NEWUSER`; bits without a name as one hexadecimal number; `0` when there are none. */
export function flagNames(names: FlagNames, flags: number | bigint): string {
  let rest = BigInt(flags);
  const found: string[] = [];
  for (const [bit, name] of names) {
    if ((rest & bit) === 0n) continue;
    found.push(name);
    rest &= ~bit;
  }
  if (rest !== 0n || found.length === 0) found.push(rest === 0n ? '0' : `0x${rest.toString(16)}`);
  return found.join('|');
}

/** The numbers of the bits that are set, from 0 on. */
export function bitsOf(set: number | bigint): number[] {
  const bits: number[] = [];
  for (let rest = BigInt(set), bit = 0; rest !== 0n; rest >>= 1n, bit++) if (rest & 1n) bits.push(bit);
  return bits;
}
