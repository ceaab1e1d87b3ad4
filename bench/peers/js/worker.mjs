// A JavaScript process that is measured, in Node, Bun or Deno: `worker.mjs SUBJECT EXIT0 SAY SLEEPER MIB`. It holds that much
// touched memory and speaks the protocol of processes.mjs, while everything else that belongs to the benchmark sleeps.
import { createInterface } from 'node:readline';
import { bun } from './bun.mjs';
import { childProcess, dropIn } from './child-process.mjs';
import { deno } from './deno.mjs';
import { forkexec } from './forkexec.mjs';
import { delay, measure, time } from './measure.mjs';
import { childMemory, hold } from './resources.mjs';

/** @import { Programs, Subject } from './ways.mjs' */

/** @type {Readonly<Record<string, (programs: Programs) => Promise<Subject>>>} */
const subjects = { forkexec, 'drop-in': dropIn, child_process: childProcess, bun, deno };

const [name = '', exit0 = '', say = '', sleeper = '', mib = '0'] = process.argv.slice(2);
/** @type {Subject | undefined} */
let subject;
/**
 * As Buffers: outside of the collector's heap, where what a program holds a lot of usually is. Exported, or it would be
 * collected: nobody reads it.
 */
export const memory = Array.from({ length: Math.ceil(Number(mib) / 64) }, (_, i) => {
  return Buffer.alloc(Math.min(64, Number(mib) - 64 * i) << 20, 1);
});

// Nothing that a subject leaves open keeps this process when the benchmark has gone.
createInterface({ input: process.stdin })
  .on('line', (line) => void tell(answer(line.split(' '))))
  .on('close', () => process.exit());
await tell(Promise.resolve({}));

/** @param {readonly string[]} request */
async function answer([what = '', ...rest]) {
  subject ??= await prepare();
  const [way = '', number = ''] = rest;
  const last = Number(rest.at(-1));
  switch (what) {
    case 'measure':
      return measure(found(subject.ways, way), Number(number), last);
    case 'delay':
      return delay(way === 'nothing' ? undefined : found(subject.ways, way), Number(number), last);
    case 'call':
      return time(found(subject.calls ?? {}, way), last);
    case 'memory':
      return childMemory(found(subject.starts, way), sleeper, last);
    default:
      return hold(what, last, () => found(subject?.starts ?? {}, 'ignore')(sleeper));
  }
}

function prepare() {
  const make = subjects[name];
  if (!make) throw new Error(`no such subject: ${name}`);
  return make({ exit0, say, sleeper });
}

/**
 * @template T
 * @param {Readonly<Record<string, T | undefined>>} table
 * @param {string} key
 * @returns {T}
 */
function found(table, key) {
  const value = table[key];
  if (value === undefined) throw new Error('not there');
  return value;
}

/** @param {Promise<object>} answered */
async function tell(answered) {
  const told = await answered.catch((error) => ({ error: error instanceof Error ? error.message : String(error) }));
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
