import type { ChildProcess as NodeChildProcess } from 'node:child_process';
import { addAbortListener } from 'node:events';
import { ChildProcess } from './child-process.js';
import { AbortError, explain } from './errors.js';
import { ProcessHandle } from './handle.js';
import { checkSys } from './launch-plan.js';
import { isAbortSignal, isTimeout, killSignalOf, normalizeSpawn, type SpawnRequest } from './normalize.js';
import { type Internals, needNode, original } from './original.js';
import { mustThrow } from './refused.js';
import type { Spawn } from './types.js';

/**
 * `spawn` of node:child_process, started by us: the same options, events, fields and errors on every version of Node, and
 * {@link SysOption.sys} beside. It blocks for about 0.1 ms however large this process is (node:child_process copies its page
 * tables), and a bad `cwd`, or groups that cannot be dropped, are errors that say so, with a StepError as their `cause`.
 *
 * @throws what Node throws for bad arguments; InvalidAttrError for `options.sys`; UnsupportedRuntimeError elsewhere than in Node
 *   on Linux.
 */
export const spawn: Spawn = ((file: unknown, args: unknown, options: unknown): NodeChildProcess => {
  needNode('spawn');
  const request = normalizeSpawn(file, args, options);
  const killSignal = killSignalOf(request?.['killSignal']);
  if (!request || killSignal === null || !isTimeout(request['timeout']) || !isAbortSignal(request['signal']))
    return mustThrow(original.spawn, [file, args, options]);
  if (request['sys'] !== undefined) checkSys(request);
  const child = start(request);
  if (typeof request['timeout'] === 'number' && request['timeout'] > 0) endAfter(child, request['timeout'], killSignal);
  if (request['signal']) endOnAbort(child, request['signal'], killSignal);
  return child;
}) as Spawn;
Object.defineProperty(spawn, 'name', { value: 'spawn' });

function start(request: SpawnRequest): NodeChildProcess {
  const child = new ChildProcess() as Internals;
  const handle = child._handle;
  if (request['sys'] !== undefined) ProcessHandle.setSys(handle, request['sys']);
  try {
    child.spawn(request);
  } catch (error) {
    explain(error, ProcessHandle.failureOf(handle));
    throw error;
  }
  return child;
}

function endAfter(child: NodeChildProcess, timeout: number, signal: number | undefined): void {
  const timer = setTimeout(() => {
    try {
      child.kill(signal);
    } catch (error) {
      child.emit('error', error as Error);
    }
  }, timeout);
  const clear = () => clearTimeout(timer);
  child.once('exit', clear);
  child.once('close', clear); // a child that could not be started has no 'exit'
}

function endOnAbort(child: NodeChildProcess, abort: AbortSignal, signal: number | undefined): void {
  const onAbort = () => {
    try {
      if (child.kill(signal)) child.emit('error', new AbortError(abort.reason));
    } catch (error) {
      child.emit('error', error as Error);
    }
  };
  if (abort.aborted) {
    process.nextTick(onAbort);
    return;
  }
  const listening = addAbortListener(abort, onAbort);
  const stop = () => listening[Symbol.dispose]();
  child.once('exit', stop);
  child.once('close', stop);
}
