import { StringDecoder } from 'node:string_decoder';

/** Cuts text that comes in pieces into lines: a line feed ends one, a carriage return before it is left out (Go's ScanLines). */
export class LineCutter {
  readonly #decoder: StringDecoder;
  readonly #limit: number;
  #rest = '';

  /** @param limit - characters of a line without an end */
  constructor(encoding: BufferEncoding, limit: number) {
    this.#decoder = new StringDecoder(encoding);
    this.#limit = limit;
  }

  /** The lines that end in it. */
  cut(piece: Uint8Array): string[] {
    const lines = this.#decoder.write(piece).split('\n');
    lines[0] = this.#rest + lines[0]!;
    this.#rest = lines.pop()!;
    return lines.map(withoutReturn);
  }

  /** Whether a line is longer than may be. */
  get isOver(): boolean {
    return this.#rest.length > this.#limit;
  }

  /** The last line, if it has no end. */
  end(): string[] {
    const rest = this.#rest + this.#decoder.end();
    this.#rest = '';
    return rest === '' ? [] : [rest];
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
