import type { PipeReader } from '@forkexec/core-native';
import type { Process } from '../process.js';
import { noUsage, type ProcessState } from '../process-state.js';
import type { Asked } from './check.js';
import type { OutputPipe, Plumbing } from './plumbing.js';
import { fate, type RunResult } from './result.js';
import type { Told } from './told.js';

type Texts = Pick<RunResult<unknown>, 'stdout' | 'stderr' | 'all'>;
type Taken = Pick<PipeReader, 'takeAll' | 'close'>;

/** What was collected, and lets go of the pipes. */
export function collected(plumbing: Plumbing | undefined, asked: Asked): Texts {
  const take = (from: Taken | undefined): unknown => {
    const value = decoded(from, asked);
    from?.close();
    return value;
  };
  const reader = (name: OutputPipe['name']): PipeReader | undefined => {
    const output = plumbing?.outputs.find((it) => it.name === name);
    return output?.chunks ? undefined : output?.reader;
  };
  const stdout = take(reader('stdout'));
  const stderr = take(reader('stderr'));
  const all = plumbing?.all ? take(plumbing.all) : stdout;
  return { stdout, stderr, all: asked.all ? all : undefined };
}

function decoded(from: Taken | undefined, { encoding, stripFinalNewline }: Asked): unknown {
  if (encoding === 'buffer') return Buffer.from(from?.takeAll('bytes').buffer ?? new ArrayBuffer(0));
  if (!from) return '';
  const isUtf8 = encoding === 'utf8' || encoding === 'utf-8';
  const text = isUtf8 ? from.takeAll('text') : Buffer.from(from.takeAll('bytes').buffer).toString(encoding);
  return stripFinalNewline ? withoutNewline(text) : text;
}

/** Neither trimEnd nor more than one: what a shell's `$(…)` takes away beyond that is output. */
function withoutNewline(text: string): string {
  if (!text.endsWith('\n')) return text;
  return text.slice(0, text.endsWith('\r\n') ? -2 : -1);
}

interface About {
  readonly command: string;
  readonly process: Process | undefined;
  readonly state: ProcessState | undefined;
  readonly truncated: boolean;
  readonly wallMs: number;
}

/** The result, and what happened in words. */
export function resultOf(
  { command, process, state, truncated, wallMs }: About,
  { stdout, stderr, all }: Texts,
  told: Told | undefined,
): { result: RunResult<unknown>; what: string } {
  const exitCode = state?.exitCode ?? null;
  const signal = state?.signal ?? null;
  const coreDumped = state?.coreDumped ?? false;
  const reason = told?.reason ?? (signal === null ? 'exit' : 'signal');
  const result: RunResult<unknown> = {
    command,
    pid: process?.pid,
    exitCode,
    signal,
    reason,
    coreDumped,
    success: exitCode === 0 && reason === 'exit',
    stdout,
    stderr,
    all,
    outputTruncated: truncated,
    wallMs,
    rusage: state?.rusage ?? noUsage,
  };
  return { result, what: result.success ? '' : inWords(result, state, told) };
}

function inWords(result: RunResult<unknown>, state: ProcessState | undefined, told: Told | undefined): string {
  if (told?.reason) return state ? `${told.what}, ${fate(result)}` : told.what;
  return result.signal === null ? fate(result) : `was ${fate(result)}`;
}
