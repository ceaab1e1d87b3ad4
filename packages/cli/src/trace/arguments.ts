/** Arguments of a system call as text. */
import { signalName } from '@forkexec/attrs';
import { calls, type Kind } from './calls.js';
import * as flags from './flags.js';
import type { Memory } from './memory.js';
import { quote } from './quote.js';

/** The longest text that is shown of a buffer, strace(1)'s -s; of a path, PATH_MAX. */
const SHOWN = 32;
const PATH_MAX = 4096;
/** As many of a list of strings. */
const LISTED = 32;

const int32 = (value: bigint): number => Number(BigInt.asIntN(32, value));
const pointer = (value: bigint): string => (value === 0n ? 'NULL' : `0x${value.toString(16)}`);
const hex = (value: bigint): string => (value === 0n ? '0' : `0x${value.toString(16)}`);

function bits(value: bigint, table: flags.Bits, none = '0'): string {
  let left = Number(BigInt.asUintN(32, value));
  const names: string[] = [];
  for (const [name, bit] of table) {
    if (bit === 0 || (left & bit) >>> 0 !== bit) continue;
    names.push(name);
    left = (left & ~bit) >>> 0;
  }
  if (left !== 0) names.push(`0x${left.toString(16)}`);
  return names.join('|') || none;
}

const oneOf = (names: flags.Names) => (value: bigint) => names.get(int32(value)) ?? hex(value);

function openMode(value: bigint): string {
  const mode = ['O_RDONLY', 'O_WRONLY', 'O_RDWR'][Number(value & 3n)] ?? '0x3';
  const rest = bits(value & ~3n, flags.openFlags, '');
  return rest === '' ? mode : `${mode}|${rest}`;
}

/** dup3, pipe2 and their like: without an access mode. */
const openBits = (value: bigint): string => bits(value, flags.openFlags);

function signal(value: bigint): string {
  const number = int32(value);
  return number >= 1 && number <= 64 ? signalName(number) : String(number);
}

function cloneBits(value: bigint): string {
  const names = bits(value & ~0xffn, flags.cloneFlags, '');
  const ending = Number(value & 0xffn);
  return [names, ending === 0 ? '' : signalName(ending)].filter(Boolean).join('|') || '0';
}

const plain: { readonly [K in Kind]?: (value: bigint) => string } = {
  fd: (value) => String(int32(value)),
  dirfd: (value) => (int32(value) === -100 ? 'AT_FDCWD' : String(int32(value))),
  int: (value) => String(BigInt.asIntN(64, value) < -0x80000000n ? value : int32OrMore(value)),
  size: (value) => String(value),
  hex,
  pointer,
  octal: (value) => (value === 0n ? '000' : `0${value.toString(8)}`),
  prot: (value) => bits(value, flags.protection, 'PROT_NONE'),
  map: (value) => bits(value, flags.mapFlags),
  clone: cloneBits,
  at: (value) => bits(value, flags.atFlags),
  access: (value) => bits(value, flags.accessModes, 'F_OK'),
  wait: (value) => bits(value, flags.waitOptions),
  signal,
  whence: oneOf(flags.whence),
  maskHow: oneOf(flags.maskHow),
  clock: oneOf(flags.clocks),
  resource: oneOf(flags.resources),
  fcntl: oneOf(flags.fcntlCommands),
  family: oneOf(flags.families),
  arch: oneOf(flags.archCodes),
};

/** What it means depends on the command; '' for those that take none: fcntl(2). */
function fcntlArgument(command: bigint, value: bigint): string {
  switch (flags.fcntlCommands.get(int32(command))) {
    case 'F_GETFD':
    case 'F_GETFL':
    case 'F_GET_SEALS':
      return '';
    case 'F_DUPFD':
    case 'F_DUPFD_CLOEXEC':
      return String(int32(value));
    case 'F_SETFD':
      return bits(value, [['FD_CLOEXEC', 1]]);
    case 'F_SETFL':
      return openMode(value);
    default:
      return hex(value);
  }
}

/** Registers hold 64 bits, of which many arguments use 32: -1 is often 0xffffffff. */
function int32OrMore(value: bigint): bigint {
  return value >> 32n === 0n ? BigInt.asIntN(32, value) : BigInt.asIntN(64, value);
}

/** A call whose arguments are known but for what the kernel writes. */
export interface Entered {
  readonly name: string;
  /** Filled in when it returns, given what it returned. */
  finish(memory: Memory, value: bigint, failed: boolean): string;
}

/** Before the call: what it is given can be changed by it, and an execve(2) takes it away. */
export function enter(name: string, args: readonly bigint[], memory: Memory): Entered {
  const kinds = calls.get(name);
  if (!kinds) {
    const text = args.map(hex).join(', ');
    return { name, finish: () => text };
  }
  const opens = kinds.includes('path') && kinds.includes('open');
  const parts = kinds.map((kind, i) => {
    const value = args[i] ?? 0n;
    if (kind === 'fcntlArgument') return { text: fcntlArgument(args[i - 1] ?? 0n, value) };
    if (kind === 'out' || kind === 'outString') return { kind, value };
    if (kind === 'open') return { text: opens ? openMode(value) : openBits(value) };
    return { text: plain[kind]?.(value) ?? indirect(kind, value, args[i + 1] ?? 0n, memory) };
  });
  // The mode of a file that is not made has no meaning: open(2).
  if (opens && (Number(args[kinds.indexOf('open')]) & 0o20000100) === 0 && kinds.at(-1) === 'octal') parts.pop();
  return {
    name,
    finish: (now, result, failed) =>
      parts
        .map((part) => part.text ?? output(part, now, result, failed))
        .filter((text) => text !== '')
        .join(', '),
  };
}

function indirect(kind: Kind, value: bigint, next: bigint, memory: Memory): string {
  if (value === 0n) return 'NULL';
  if (kind === 'path') {
    const found = memory.string(value, PATH_MAX);
    return found ? quote(found.bytes, found.whole) : pointer(value);
  }
  if (kind === 'in') {
    const length = Number(next);
    const bytes = memory.read(value, Math.min(length, SHOWN));
    return bytes ? quote(bytes, length <= SHOWN) : pointer(value);
  }
  return kind === 'strings' ? strings(value, memory) : environment(value, memory);
}

function strings(address: bigint, memory: Memory): string {
  const texts: string[] = [];
  for (let at = address; ; at += 8n) {
    const each = memory.word(at);
    if (each === undefined) return texts.length === 0 ? pointer(address) : `[${texts.join(', ')}, ...]`;
    if (each === 0n) return `[${texts.join(', ')}]`;
    if (texts.length === LISTED) return `[${texts.join(', ')}, ...]`;
    const found = memory.string(each, SHOWN);
    texts.push(found ? quote(found.bytes, found.whole) : pointer(each));
  }
}

/** Strings that are known, as those of the program's memory are shown. */
export function list(words: readonly string[]): string {
  const texts = words.slice(0, LISTED).map((word) => {
    const bytes = Buffer.from(word);
    return quote(bytes.subarray(0, SHOWN), bytes.length <= SHOWN);
  });
  return `[${texts.join(', ')}${words.length > LISTED ? ', ...' : ''}]`;
}

function environment(address: bigint, memory: Memory): string {
  let count = 0;
  for (let at = address; count < 65536; at += 8n, count++) {
    const each = memory.word(at);
    if (each === undefined) return pointer(address);
    if (each === 0n) break;
  }
  return `${pointer(address)} /* ${count} ${count === 1 ? 'var' : 'vars'} */`;
}

interface Output {
  readonly kind: string;
  readonly value: bigint;
}

function output({ kind, value }: Output, memory: Memory, result: bigint, failed: boolean): string {
  if (value === 0n || failed || result < 0n) return pointer(value);
  const length = kind === 'outString' ? Math.max(0, Number(result) - 1) : Number(result);
  const bytes = memory.read(value, Math.min(length, kind === 'outString' ? PATH_MAX : SHOWN));
  if (!bytes) return length === 0 ? '""' : pointer(value);
  return quote(bytes, length <= bytes.length);
}
