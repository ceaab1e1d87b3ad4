/** What the three standard descriptors may be, told apart once. */
import { statSync } from 'node:fs';
import type { Writable } from 'node:stream';
import type { WritableStream } from 'node:stream/web';
import { InvalidAttrError } from '../errors.js';
import { boolean, fileName, integer, invalid, type Kind, record } from '../plan/kinds.js';
import type { Bytes } from './options.js';
import { type Source, sourceOf } from './source.js';

export interface FileOption {
  readonly file: string;
  readonly append?: boolean;
  readonly mode?: number;
}

/** What the program is given itself. */
export type Direct =
  | { readonly kind: 'ignore' }
  | { readonly kind: 'fd'; readonly fd: number }
  | { readonly kind: 'file'; readonly file: FileOption };

export type Input =
  | Direct
  | { readonly kind: 'pipe' }
  | { readonly kind: 'bytes'; readonly bytes: Bytes }
  | { readonly kind: 'source'; readonly open: () => Source };

export type Output =
  | Direct
  | { readonly kind: 'pipe' }
  | { readonly kind: 'writable'; readonly to: Writable }
  | { readonly kind: 'web'; readonly to: WritableStream }
  | { readonly kind: 'lines'; readonly to: (line: string) => unknown };

const descriptor = integer(0, 0x7fffffff);
const inputFile = record({ file: fileName }, { required: ['file'] });
const outputFile = record({ file: fileName, append: boolean, mode: integer(0, 0o7777) }, { required: ['file'] });

/** Opening one waits for somebody to open the other side, and would keep the event loop from turning. */
function refuseFifo({ file }: FileOption, path: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isFIFO()) {
    throw new InvalidAttrError(
      `${path}.file`,
      'is a FIFO: open it where waiting does no harm, and give the descriptor',
    );
  }
}

export const stdin: Kind<Input> = (value, path) => {
  if (value === 'ignore' || value === 'pipe') return { kind: value };
  if (value === 'inherit' || value === process.stdin) return { kind: 'fd', fd: 0 };
  if (typeof value === 'number') return { kind: 'fd', fd: descriptor(value, path) };
  if (typeof value === 'string' || value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
    return { kind: 'bytes', bytes: value };
  }
  const open = sourceOf(value);
  if (open) return { kind: 'source', open };
  if (typeof value !== 'object' || value === null || !('file' in value)) throw invalid(path, expectedInput, value);
  const file = inputFile(value, path);
  refuseFifo(file, path);
  return { kind: 'file', file };
};

const expectedInput = `'ignore', 'inherit', 'pipe', text, bytes, an iterable, a stream, { file } or a descriptor`;
const expectedOutput = `'pipe', 'inherit', 'ignore', { file }, a stream, a function or a descriptor`;

function outputTo(own: number): Kind<Output> {
  return (value, path) => {
    if (value === 'ignore' || value === 'pipe') return { kind: value };
    if (value === 'inherit') return { kind: 'fd', fd: own };
    if (typeof value === 'number') return { kind: 'fd', fd: descriptor(value, path) };
    if (typeof value === 'function') return { kind: 'lines', to: value as (line: string) => unknown };
    if (typeof value !== 'object' || value === null) throw invalid(path, expectedOutput, value);
    if (value === process.stdout || value === process.stderr)
      return { kind: 'fd', fd: value === process.stdout ? 1 : 2 };
    if ('getWriter' in value) return { kind: 'web', to: value as WritableStream };
    if ('write' in value && 'end' in value) return { kind: 'writable', to: value as Writable };
    if (!('file' in value)) throw invalid(path, expectedOutput, value);
    const file = outputFile(value, path);
    refuseFifo(file, path);
    return { kind: 'file', file };
  };
}

export const output = outputTo(1);

const standardError = outputTo(2);

export const stderr: Kind<Output | 'stdout'> = (value, path) =>
  value === 'stdout' ? value : standardError(value, path);
