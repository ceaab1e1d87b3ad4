/** The options that only the synchronous functions look at, read as Node reads them. */
import { constants } from 'node:os';
import { isMaxBuffer, isTimeout, killSignalOf, type SpawnRequest } from '../normalize.js';
import { refuseOptions } from './ask-node.js';
import { type Entry, readStdio } from './stdio.js';

const MAX_BUFFER = 1024 * 1024;

export interface SyncOptions {
  readonly stdio: readonly Entry[];
  readonly input: Uint8Array | undefined;
  /** undefined: buffers. */
  readonly encoding: BufferEncoding | undefined;
  /** 0: none. */
  readonly timeout: number;
  /** Of all outputs together; 0: no limit. */
  readonly maxBuffer: number;
  readonly killSignal: number;
}

/** @throws what Node throws */
export function syncOptions(request: SpawnRequest): SyncOptions {
  const { timeout, maxBuffer, encoding, input } = request;
  const stdio = readStdio(request['stdio']);
  const killSignal = killSignalOf(request['killSignal']);
  const plain = stdio !== undefined && killSignal !== null && isPlainInput(input);
  if (!plain || !isPlainLimit(timeout, maxBuffer) || isForbidden()) refuseOptions(request);
  if (stdio === undefined) throw new TypeError('invalid stdio');
  return {
    stdio,
    input: bytesOf(input, encoding as BufferEncoding),
    encoding: encoding && encoding !== 'buffer' ? (encoding as BufferEncoding) : undefined,
    timeout: (timeout as number | null | undefined) ?? 0,
    // As in Node what is given as undefined is no limit.
    maxBuffer: 'maxBuffer' in request ? ((maxBuffer as number | null | undefined) ?? 0) : MAX_BUFFER,
    killSignal: killSignal ?? constants.signals.SIGTERM,
  };
}

/** What no version of Node refuses. */
function isPlainLimit(timeout: unknown, maxBuffer: unknown): boolean {
  if (!isTimeout(timeout) || !isMaxBuffer(maxBuffer) || Number.isNaN(maxBuffer)) return false;
  return (timeout ?? 0) <= Number.MAX_SAFE_INTEGER;
}

const isPlainInput = (input: unknown): boolean => !input || typeof input === 'string' || ArrayBuffer.isView(input);

function bytesOf(input: unknown, encoding: BufferEncoding): Uint8Array | undefined {
  if (typeof input === 'string' && input !== '') return Buffer.from(input, encoding);
  if (!ArrayBuffer.isView(input)) return undefined;
  return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
}

/** By Node's permission model: `--permission` without `--allow-child-process`. */
function isForbidden(): boolean {
  const { permission } = process as { permission?: { has(scope: string): boolean } };
  return permission !== undefined && !permission.has('child');
}
