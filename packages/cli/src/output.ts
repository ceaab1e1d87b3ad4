import { Failure, OutputClosed } from './failure.js';
import { said } from './said.js';

/** Long lines wrap at a terminal's edge; this is the width that everything here is made for. */
export const WIDTH = 80;

/**
 * Writes to standard output and waits until it is written.
 * @throws OutputClosed for a pipe that nobody reads any more; Failure for a full disk and the like.
 */
export async function print(text: string): Promise<void> {
  try {
    await write(process.stdout, text);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EPIPE') throw new OutputClosed();
    throw new Failure(`cannot write to standard output: ${message}`);
  }
}

/** One line, and the hint's if there is one. When even stderr is gone, the exit status is all that can still be said. */
export async function complain({ message, hint }: { message: string; hint?: string | undefined }): Promise<void> {
  const lines = [`forkexec: ${visible(message)}`, ...(hint === undefined ? [] : [`hint: ${visible(hint)}`])];
  await write(process.stderr, `${lines.join('\n')}\n`).catch(() => undefined);
}

function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  said.anything = true;
  return new Promise((resolve, reject) => {
    // A failed write also comes as an event, which would be an uncaught exception.
    stream.on('error', reject);
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** What a user typed comes back in messages: it must neither break the line nor talk to the terminal. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, escaped);
}

function escaped(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

/** Whether colours are wanted on standard output: a terminal, and nothing in the environment against it (no-color.org). */
export function isColourful(): boolean {
  return process.stdout.isTTY && process.stdout.hasColors();
}
