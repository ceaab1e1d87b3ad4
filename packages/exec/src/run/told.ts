import type { EndReason } from './result.js';

/** Why a run was ended by us. */
export interface Told {
  /** undefined: as the kernel says. */
  readonly reason: EndReason | undefined;
  readonly what: string;
  /** In an array: it may be undefined. */
  readonly cause?: readonly [unknown];
}

/** The reasons there are, in words. */
export const because = {
  byHand: { reason: undefined, what: '' },
  early: (why: unknown): Told => ({ reason: 'abort', what: 'was aborted before it started', cause: [why] }),
  aborted: (why: unknown): Told => ({ reason: 'abort', what: 'was aborted', cause: [why] }),
  late: (ms: number): Told => ({ reason: 'timeout', what: `timed out after ${ms} ms` }),
  tooMuch: (most: number, name: string): Told => ({
    reason: 'output',
    what: `wrote more than ${most} bytes to ${name} (maxBuffer)`,
  }),
  failed: (name: string, error: unknown): Told => ({
    reason: 'stream',
    what: `was ended, for its ${name} failed: ${error instanceof Error ? error.message : String(error)}`,
    cause: [error],
  }),
  unread: (error: Error): Told => ({
    reason: 'stream',
    what: `was not read to its end: ${error.message}`,
    cause: [error],
  }),
  unending: (error: Error, reason: EndReason = 'signal'): Told => ({
    reason,
    what: `could not be ended: ${error.message}`,
    cause: [error],
  }),
} satisfies Record<string, Told | ((...args: never[]) => Told)>;
