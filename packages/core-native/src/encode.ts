import { type ArgKind, MAX_ARGS, opNames, ops, type Step } from './ops.js';
import { opsHash } from './ops-hash.js';
import type { Plan } from './plan.js';

/** A plan that cannot be written down: a value of the wrong kind. `path` names it: `child[3].target`. */
export class InvalidPlanError extends TypeError {
  readonly code = 'ERR_INVALID_PLAN';
  readonly path: string;
  constructor(path: string, problem: string) {
    super(`${path}: ${problem}`);
    this.name = 'InvalidPlanError';
    this.path = path;
  }
}

/** The bytes of a plan; they stand at the start of `buffer`, which the next call uses again. */
export interface Wire {
  readonly buffer: Uint8Array;
  readonly length: number;
}

// native/wire.h: the same numbers.
const MAGIC = 0x31505846;
const HEADER = 40;
const RECORD = 48;
const NULL_REF = 0xffffffff; // both halves
const MAX_WIRE = 16 << 20;

/** For each op its number on the wire and its arguments. */
const layout = new Map(
  opNames.map((name, i) => [name, { number: i + 1, args: Object.entries(ops[name].args) as [string, ArgKind][] }]),
);
const hash = opsHash();

let buffer = Buffer.alloc(0);
let words = new Uint32Array(0);
let end = 0;

function grow(size: number): void {
  if (size > MAX_WIRE) throw new InvalidPlanError('plan', `larger than ${MAX_WIRE} bytes`);
  const larger = Buffer.from(new ArrayBuffer(Math.max(16384, 2 ** Math.ceil(Math.log2(size)))));
  buffer.copy(larger, 0, 0, end);
  buffer = larger;
  words = new Uint32Array(larger.buffer);
}

function room(more: number): void {
  if (end + more > buffer.length) grow(end + more);
}

/** Room for a text and a NUL: three bytes a unit at the most, counted only where that would be much. */
function roomFor(text: string): void {
  room(1 + (text.length > 65536 ? Buffer.byteLength(text) : 3 * text.length));
}

/**
 * Writes a plan for the native core: header, records, arena (native/wire.h).
 * @throws InvalidPlanError where a value is not of its kind; the core checks the bytes once more.
 */
export function encode(plan: Plan): Wire {
  const steps = plan.parent.length + plan.child.length;
  end = 0;
  room(HEADER + steps * RECORD);
  end = HEADER + steps * RECORD;
  let record = HEADER;
  for (let i = 0; i < plan.parent.length; i++, record += RECORD) encodeStep(plan.parent[i]!, record, 'parent', i);
  for (let i = 0; i < plan.child.length; i++, record += RECORD) encodeStep(plan.child[i]!, record, 'child', i);
  putCgroupPath(plan.clone.cgroupPath);
  words[0] = MAGIC;
  words[1] = hash;
  words[2] = end;
  words[3] = plan.parent.length;
  words[4] = plan.child.length;
  words[5] = plan.clone.cgroupFd === undefined ? -1 : ofClone('cgroupFd', plan.clone.cgroupFd, 0x7fffffff);
  words[6] = ofClone('flags', plan.clone.flags, 0xffffffff);
  words[7] = 0;
  return { buffer, length: end };
}

function putCgroupPath(path: string | undefined): void {
  if (path === undefined) return put(8, NULL_REF, NULL_REF);
  Object.assign(place, { side: 'clone', index: -1, name: 'cgroupPath' });
  putText(8, path, true);
}

function ofClone(name: string, value: number, most: number): number {
  Object.assign(place, { side: 'clone', index: -1, name });
  return whole(value, 0, most);
}

function encodeStep(step: Step, record: number, side: string, index: number): void {
  const known = layout.get(step.op);
  if (!known) throw new InvalidPlanError(`${side}[${index}].op`, `no such op: ${step.op}`);
  const { number, args } = known;
  place.side = side;
  place.index = index;
  words[record >> 2] = number;
  words[(record >> 2) + 1] = 0;
  for (let i = 0; i < MAX_ARGS; i++) {
    const at = (record >> 2) + 2 + 2 * i;
    const arg = args[i];
    if (!arg) {
      words[at] = words[at + 1] = 0;
      continue;
    }
    const value = (step as unknown as Record<string, unknown>)[arg[0]];
    place.name = arg[0];
    encodeArg(arg[1], value, at);
  }
}

/** The argument being written, for an error's path: `child[3].target`. */
const place = { side: '', index: -1, name: '' };

function wrong(problem: string): InvalidPlanError {
  const { side, index, name } = place;
  return new InvalidPlanError(index < 0 ? `${side}.${name}` : `${side}[${index}].${name}`, problem);
}

function encodeArg(kind: ArgKind, value: unknown, at: number): void {
  switch (kind) {
    case 'int': {
      const n = whole(value, -0x80000000, 0x7fffffff);
      return put(at, n, n < 0 ? 0xffffffff : 0);
    }
    case 'fd':
      return put(at, whole(value, 0, 0x7fffffff), 0);
    case 'u32':
      return put(at, whole(value, 0, 0xffffffff), 0);
    case 'bool':
      if (typeof value !== 'boolean') throw wrong(`expected a boolean, got ${show(value)}`);
      return put(at, value ? 1 : 0, 0);
    case 'u64':
      return put64(at, unsigned64(value));
    case 'str?':
      if (value === null) return put(at, NULL_REF, NULL_REF);
      return putText(at, value, true);
    case 'str':
      return putText(at, value, true);
    case 'bytes':
      return putText(at, value, false);
    case 'strs?':
      if (value === null) return put(at, NULL_REF, NULL_REF);
      return putList(at, value);
    case 'strs':
      return putList(at, value);
    case 'strs2':
      if (Array.isArray(value) && value.length < 2) throw wrong('expected two strings at least');
      return putList(at, value);
    case 'u32s':
      return putNumbers(at, value);
  }
}

function put(at: number, low: number, high: number): void {
  words[at] = low;
  words[at + 1] = high;
}

function put64(at: number, value: bigint): void {
  put(at, Number(value & 0xffffffffn), Number(value >> 32n));
}

function putText(at: number, value: unknown, terminated: boolean): void {
  if (typeof value !== 'string') throw wrong(`expected a string, got ${show(value)}`);
  if (terminated && value.includes('\0')) throw wrong('has a NUL byte');
  roomFor(value);
  const start = end;
  const length = buffer.write(value, start, 'utf8');
  end = start + length;
  if (terminated) buffer[end++] = 0;
  put(at, start, length);
}

function putList(at: number, value: unknown): void {
  if (!Array.isArray(value)) throw wrong(`expected an array of strings, got ${show(value)}`);
  for (let i = 0; i < value.length; i++) {
    const item: unknown = value[i];
    if (typeof item !== 'string') throw wrong(`[${i}]: expected a string, got ${show(item)}`);
    if (item.includes('\0')) throw wrong(`[${i}]: has a NUL byte`);
  }
  const joined = value.length === 0 ? '' : `${value.join('\0')}\0`;
  roomFor(joined);
  const start = end;
  end = start + buffer.write(joined, start, 'utf8');
  put(at, start, value.length);
}

function putNumbers(at: number, value: unknown): void {
  if (!Array.isArray(value)) throw wrong(`expected an array of numbers, got ${show(value)}`);
  room(4 * value.length + 4);
  const start = (end + 3) & ~3;
  buffer.fill(0, end, start); // what the last plan left there is none of this one's
  for (let i = 0; i < value.length; i++) words[(start >> 2) + i] = whole(value[i], 0, 0xffffffff);
  end = start + 4 * value.length;
  put(at, start, value.length);
}

function whole(value: unknown, least: number, most: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw wrong(`expected an integer from ${least} to ${most}, got ${show(value)}`);
  }
  return value;
}

function unsigned64(value: unknown): bigint {
  if (
    typeof value === 'bigint' ? value >= 0n && value < 1n << 64n : Number.isSafeInteger(value) && Number(value) >= 0
  ) {
    return BigInt(value as number | bigint);
  }
  throw wrong(`expected an integer from 0 to 2^64-1, got ${show(value)}`);
}

function show(value: unknown): string {
  return typeof value === 'string'
    ? JSON.stringify(value.slice(0, 60))
    : Array.isArray(value)
      ? 'an array'
      : String(value);
}
