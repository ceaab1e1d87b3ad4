import { checkCapSet } from './cap.js';
import { show } from './show.js';

/** The only version of capget(2) and capset(2) in use: two words a set; Linux 2.6.26. */
export const LINUX_CAPABILITY_VERSION_3 = 0x20080522;

/** `struct __user_cap_header_struct` of capget(2); Go's `capHeader`. */
export interface CapHeader {
  readonly version: number;
  /** The process or thread, 0 for the caller itself. */
  readonly pid: number;
}

/** `struct __user_cap_data_struct` of capget(2): 32 capabilities, unsigned words; Go's `capData`. Version 3 has two. */
export interface CapData {
  readonly effective: number;
  readonly permitted: number;
  readonly inheritable: number;
}

/** The three sets of a process, capabilities(7): bit n for capability n, 64 bits. */
export interface Caps {
  readonly effective: bigint;
  readonly permitted: bigint;
  readonly inheritable: bigint;
}

const sets = ['effective', 'permitted', 'inheritable'] as const;
const headerSize = 8;
const dataSize = 24;

/**
 * The 8 bytes of the header, little endian.
 * @throws RangeError for a version that is not a u32 or a pid that is not an i32.
 */
export function encodeCapHeader({ version, pid }: CapHeader): Uint8Array {
  checkWord('version', version);
  if (pid !== (pid | 0)) throw new RangeError(`pid must be a signed 32-bit integer, not ${show(pid)}`);
  const view = new DataView(new ArrayBuffer(headerSize));
  view.setUint32(0, version, true);
  view.setInt32(4, pid, true);
  return new Uint8Array(view.buffer);
}

/**
 * The header in 8 bytes.
 * @throws RangeError for another length.
 */
export function decodeCapHeader(bytes: Uint8Array): CapHeader {
  const view = viewOf('a capability header', bytes, headerSize);
  return { version: view.getUint32(0, true), pid: view.getInt32(4, true) };
}

/**
 * The 24 bytes of version 3, little endian: capabilities 0 to 31, then 32 to 63.
 * @throws RangeError for anything but two structs of u32 words.
 */
export function encodeCapData(data: readonly [CapData, CapData]): Uint8Array {
  if (data.length !== 2)
    throw new RangeError(`capability data must be two structs, not ${(data as readonly CapData[]).length}`);
  const view = new DataView(new ArrayBuffer(dataSize));
  data.forEach((words, half) => {
    sets.forEach((set, i) => {
      checkWord(`[${half}].${set}`, words[set]);
      view.setUint32(half * 12 + i * 4, words[set], true);
    });
  });
  return new Uint8Array(view.buffer);
}

/**
 * The two structs in 24 bytes.
 * @throws RangeError for another length.
 */
export function decodeCapData(bytes: Uint8Array): [CapData, CapData] {
  const view = viewOf('capability data', bytes, dataSize);
  const words = (at: number): CapData => ({
    effective: view.getUint32(at, true),
    permitted: view.getUint32(at + 4, true),
    inheritable: view.getUint32(at + 8, true),
  });
  return [words(0), words(12)];
}

/**
 * The three sets, cut into the kernel's words.
 * @throws RangeError for a set that is not a bigint from 0 to 2^64-1.
 */
export function capsToData(caps: Caps): [CapData, CapData] {
  for (const set of sets) checkCapSet(set, caps[set]);
  const words = (shift: bigint): CapData => ({
    effective: Number(BigInt.asUintN(32, caps.effective >> shift)),
    permitted: Number(BigInt.asUintN(32, caps.permitted >> shift)),
    inheritable: Number(BigInt.asUintN(32, caps.inheritable >> shift)),
  });
  return [words(0n), words(32n)];
}

/** The kernel's words, joined into the three sets. */
export function capsFromData([low, high]: readonly [CapData, CapData]): Caps {
  const set = (name: keyof CapData): bigint => (BigInt(high[name]) << 32n) | BigInt(low[name]);
  return { effective: set('effective'), permitted: set('permitted'), inheritable: set('inheritable') };
}

function checkWord(what: string, word: number): void {
  if (word !== word >>> 0) throw new RangeError(`${what} must be an unsigned 32-bit integer, not ${show(word)}`);
}

function viewOf(what: string, bytes: Uint8Array, size: number): DataView {
  if (bytes.length !== size) throw new RangeError(`${what} must be ${size} bytes, not ${bytes.length}`);
  return new DataView(bytes.buffer, bytes.byteOffset, size);
}
