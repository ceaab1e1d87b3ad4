/** From stops to lines: `openat(AT_FDCWD, "/etc/passwd", O_RDONLY|O_CLOEXEC) = 3`. */
import { getSystemErrorMap } from 'node:util';
import type { Process, Ptrace, Stop } from '@forkexec/exec';
import { enter, type Entered, list } from './arguments.js';
import type { TraceAsk } from './ask.js';
import { Memory } from './memory.js';
import { quote } from './quote.js';
import type { Sink } from './sink.js';
import { Summary } from './summary.js';

interface Pending {
  readonly call: Entered;
  readonly at: number;
  readonly stamp: string;
}

/** Behind which strace(1) aligns results. */
const RESULT_COLUMN = 40;

/** Those whose result is an address. */
const inHex = new Set(['mmap', 'mremap', 'brk', 'shmat']);

export class Tracer {
  readonly #memory: Memory;
  readonly #ask: TraceAsk;
  readonly #sink: Sink;
  readonly #summary = new Summary();
  #pending: Pending | undefined;
  #last: number | undefined;

  constructor({ pid }: Process, ask: TraceAsk, sink: Sink) {
    this.#memory = new Memory(pid);
    this.#ask = ask;
    this.#sink = sink;
  }

  /** Traces until there is nothing to trace any more; the program has begun, by an execve that nobody has seen. */
  async follow(trace: Ptrace, program: string, argv: readonly string[], variables: number): Promise<void> {
    try {
      const first = `execve(${quote(Buffer.from(program))}, ${list(argv)}, /* ${variables} vars */)`;
      await trace.stopped();
      if (this.#shows('execve')) {
        if (this.#ask.summary) this.#summary.add('execve', 0, false);
        else this.#line(this.#stamp(), result(first, '0'));
      }
      for (let stop = await trace.syscall(); stop; ) {
        this.#told(stop);
        stop = await trace.syscall(...(stop.kind === 'signal' ? [stop.signal as NodeJS.Signals] : []));
      }
    } finally {
      this.#memory.close();
    }
  }

  /** What is left to say when it has ended. */
  end({ exitCode, signal, coreDumped }: { exitCode: number | null; signal: string | null; coreDumped: boolean }): void {
    this.#unfinished();
    if (this.#ask.summary) this.#sink.write(String(this.#summary));
    else if (signal !== null) this.#line('', `+++ killed by ${signal}${coreDumped ? ' (core dumped)' : ''} +++`, true);
    else this.#line('', `+++ exited with ${exitCode ?? '?'} +++`, true);
  }

  #told(stop: Stop): void {
    switch (stop.kind) {
      case 'exec':
        this.#memory.close();
        break;
      case 'syscall-enter':
        this.#pending = {
          call: enter(stop.name, stop.args, this.#memory),
          at: performance.now(),
          stamp: this.#shows(stop.name) ? this.#stamp() : '',
        };
        break;
      case 'syscall-exit':
        this.#returned(stop);
        break;
      default:
        this.#unfinished();
        if (this.#ask.summary) break;
        this.#line('', stop.kind === 'signal' ? `--- ${stop.signal} ---` : `--- stopped by ${stop.signal} ---`, true);
    }
  }

  #returned({ value, error }: Extract<Stop, { kind: 'syscall-exit' }>): void {
    const pending = this.#pending;
    this.#pending = undefined;
    // By the name it was called by: rt_sigreturn has none when it returns, for it brings other registers.
    if (!pending || !this.#shows(pending.call.name)) return;
    const { name } = pending.call;
    if (this.#ask.summary) {
      this.#summary.add(name, performance.now() - pending.at, error !== undefined);
      return;
    }
    const text = `${name}(${pending.call.finish(this.#memory, value, error !== undefined)})`;
    this.#line(pending.stamp, result(text, outcome(name, value, error)));
  }

  /** A call that does not return: exit_group, or the program was killed in it. */
  #unfinished(): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if (!pending || !this.#shows(pending.call.name)) return;
    const { name } = pending.call;
    if (this.#ask.summary) this.#summary.add(name, performance.now() - pending.at, false);
    else this.#line(pending.stamp, result(`${name}(${pending.call.finish(this.#memory, -1n, true)})`, '?'));
  }

  #shows(name: string): boolean {
    return this.#ask.shows?.(name) ?? true;
  }

  #stamp(): string {
    const now = performance.timeOrigin + performance.now();
    const since = now - (this.#last ?? now);
    this.#last = now;
    if (this.#ask.stamp === 'relative') return `${(since / 1000).toFixed(6).padStart(12)} `;
    return this.#ask.stamp === 'clock' ? `${clock(now)} ` : '';
  }

  #line(stamp: string, text: string, fresh = false): void {
    this.#sink.write(`${fresh ? this.#stamp() : stamp}${text}\n`);
  }
}

function result(call: string, value: string): string {
  return `${call.padEnd(RESULT_COLUMN - 1)} = ${value}`;
}

function outcome(name: string, value: bigint, error: string | undefined): string {
  if (error === undefined) {
    if (name === 'umask') return `0${value.toString(8).padStart(2, '0')}`;
    return inHex.has(name) ? `0x${BigInt.asUintN(64, value).toString(16)}` : String(value);
  }
  const restarts = error.startsWith('ERESTART');
  const [, text] = getSystemErrorMap().get(Number(value)) ?? [];
  const words = restarts ? 'to be restarted' : text;
  return `${restarts ? '?' : '-1'} ${error}${words === undefined ? '' : ` (${words})`}`;
}

/** The local time of day, with microseconds. */
function clock(milliseconds: number): string {
  const date = new Date(milliseconds);
  const [h, m, s] = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) =>
    String(part).padStart(2, '0'),
  );
  const micros = Math.floor((((milliseconds % 1000) + 1000) % 1000) * 1000);
  return `${h}:${m}:${s}.${String(micros).padStart(6, '0')}`;
}
