import type { ChildProcess as NodeChildProcess } from 'node:child_process';
import { channel } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';
import { spawnError } from './errors.js';
import { ProcessHandle } from './handle.js';
import { type Internals, original } from './original.js';

const created = channel('child_process');

/**
 * Node's ChildProcess, with our launch in it. Its prototype is Node's own, so that `instanceof` holds for either; Node's
 * constructor is not called, for what it makes is never freed unless it was used.
 */
export const ChildProcess = function ChildProcess(this: Internals): void {
  (EventEmitter as unknown as (this: Internals) => void).call(this);
  this._closesNeeded = 1;
  this._closesGot = 0;
  this.connected = false;
  this.signalCode = null;
  this.exitCode = null;
  this.killed = false;
  this.spawnfile = null as unknown as string;
  const handle = new ProcessHandle();
  handle.onexit = (exitCode, signalCode) => ended(this, exitCode, signalCode);
  this._handle = handle;
  if (created.hasSubscribers) created.publish({ process: this });
} as unknown as {
  /** Not started: that is for `spawn`. */
  new (): NodeChildProcess;
  prototype: NodeChildProcess;
};

Object.defineProperty(ChildProcess, 'prototype', { value: original.ChildProcess.prototype });
Object.setPrototypeOf(ChildProcess, Object.getPrototypeOf(original.ChildProcess) as object);

/** @param exitCode - a negated errno for a child that never was */
function ended(child: Internals, exitCode: number, signalCode: string): void {
  if (signalCode) child.signalCode = signalCode as NodeJS.Signals;
  else child.exitCode = exitCode;
  child.stdin?.destroy();
  const handle = child._handle;
  handle?.close();
  child._handle = null;
  if (exitCode < 0) child.emit('error', spawnError(child, exitCode, ProcessHandle.failureOf(handle)));
  else child.emit('exit', child.exitCode, child.signalCode);
  // Whoever listens to 'exit' may still begin to read.
  process.nextTick(flushStdio, child);
  child._closesGot++;
  if (child._closesGot === child._closesNeeded) child.emit('close', child.exitCode, child.signalCode);
}

/** Streams that nobody has touched are read to their end, or 'close' would never come. */
function flushStdio(child: Internals): void {
  const stdio = (child.stdio as typeof child.stdio | undefined) ?? [];
  for (const stream of stdio) {
    if (!stream || !('readable' in stream) || !stream.readable || isUsedAsStdio(stream)) continue;
    stream.resume();
  }
}

/** Node's mark on a stream that another child was given as its own. */
function isUsedAsStdio(stream: object): boolean {
  const mark = Object.getOwnPropertySymbols(stream).find(({ description }) => description?.endsWith('sUsedAsStdio'));
  return mark !== undefined && (stream as Record<symbol, unknown>)[mark] === true;
}
