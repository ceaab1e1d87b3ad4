import { constants } from 'node:fs';
import { closePidfd, nullFd, openFile, PipeReader, PipeWriter } from '@forkexec/core-native';
import type { Asked } from './check.js';
import { Chunks } from './chunks.js';
import { type Sink, sinkOf } from './sink.js';
import { bytesOf, type Source } from './source.js';
import type { Direct, FileOption, Output } from './stdio.js';

/** An output that comes by a pipe: collected, unless it goes to a sink or somebody reads it. */
export class OutputPipe {
  readonly name: 'stdout' | 'stderr';
  readonly reader: PipeReader;
  /** Where it is poured; touches nothing of the caller's before it is called. */
  readonly sink: (() => Sink) | undefined;
  #chunks: Chunks | undefined;

  constructor(name: 'stdout' | 'stderr', reader: PipeReader, sink: (() => Sink) | undefined) {
    this.name = name;
    this.reader = reader;
    this.sink = sink;
    if (sink) this.#chunks = new Chunks(reader);
  }

  get chunks(): Chunks | undefined {
    return this.#chunks;
  }

  /** Not collected any more, but read. */
  read(): Chunks {
    return (this.#chunks = new Chunks(this.reader));
  }
}

/** The program's standard descriptors, and our ends of those that are pipes. What cannot be opened leaves nothing open. */
export class Plumbing {
  readonly files: number[] = [];
  readonly writer: PipeWriter | undefined;
  readonly source: Source | undefined;
  readonly outputs: OutputPipe[] = [];
  /** Both outputs in one. */
  readonly all: ReturnType<typeof PipeReader.all> | undefined;
  /** Files that only the program needs. */
  #opened: number[] = [];
  readonly #asked: Asked;

  /** @throws SyscallError */
  constructor(asked: Asked) {
    this.#asked = asked;
    const { stdin, stdout, stderr, pipeSize } = asked;
    try {
      if (stdin.kind === 'pipe' || stdin.kind === 'bytes' || stdin.kind === 'source') {
        this.writer = new PipeWriter(pipeSize);
        this.files.push(this.writer.childFd);
      } else {
        this.files.push(this.#direct(stdin, () => constants.O_RDONLY));
      }
      this.files.push(this.#output('stdout', stdout));
      this.files.push(stderr === 'stdout' || isSame(stdout, stderr) ? this.files[1]! : this.#output('stderr', stderr));
      const [first, second] = this.outputs;
      if (asked.all && first && second) this.all = PipeReader.all(first.reader, second.reader);
      if (stdin.kind === 'source') this.source = stdin.open();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** What is there from the start is written before the program is: most of it fits the pipe. */
  writeInput(told: (error: Error | undefined) => void): void {
    const { stdin } = this.#asked;
    if (stdin.kind === 'bytes') this.writer?.write(bytesOf(stdin.bytes), true, told);
  }

  #output(name: 'stdout' | 'stderr', output: Output): number {
    if (output.kind === 'ignore' || output.kind === 'fd' || output.kind === 'file')
      return this.#direct(output, flagsOf);
    const { encoding, maxBuffer, pipeSize } = this.#asked;
    const reader = new PipeReader(maxBuffer, pipeSize);
    this.outputs.push(
      new OutputPipe(name, reader, sinkOf(output, encoding === 'buffer' ? 'utf8' : encoding, maxBuffer)),
    );
    return reader.childFd;
  }

  #direct(to: Direct, flags: (file: FileOption) => number): number {
    if (to.kind === 'ignore') return nullFd();
    if (to.kind === 'fd') return to.fd;
    const fd = openFile(to.file.file, flags(to.file), to.file.mode);
    this.#opened.push(fd);
    return fd;
  }

  /** The program has them, or never will. */
  handOver(): void {
    this.writer?.handOver();
    for (const { reader } of this.outputs) reader.handOver();
    for (const fd of this.#opened) closePidfd(fd);
    this.#opened = [];
  }

  /** All of it, the program's ends included. */
  close(): void {
    this.handOver();
    this.writer?.close();
    for (const { chunks, reader } of this.outputs) (chunks ?? reader).close();
    this.all?.close();
  }
}

function flagsOf({ append = false }: FileOption): number {
  return constants.O_WRONLY | constants.O_CREAT | (append ? constants.O_APPEND : constants.O_TRUNC);
}

/** A file that is opened twice would be written over, a stream ended twice: the two share one. */
function isSame(a: Output, b: Output): boolean {
  if (a.kind === 'file' && b.kind === 'file') return a.file.file === b.file.file && !a.file.append && !b.file.append;
  return 'to' in a && 'to' in b && a.to === b.to;
}
