/** What Node has lost of the bytes that this process was given: it makes U+FFFD of what is not UTF-8. */
import { readFileSync } from 'node:fs';
import { Failure } from './failure.js';

const REPLACEMENT = '\ufffd';

/**
 * A program must not get another file's name than the one that was typed.
 * @param args - the last arguments of this process
 * @throws Failure for one that is not UTF-8
 */
export function refuseLostArguments(args: readonly string[]): void {
  const given = args.some((arg) => arg.includes(REPLACEMENT)) ? entries('cmdline').slice(-args.length) : [];
  const lost = args.find((arg, i) => isLost(arg, given[i]));
  if (lost === undefined) return;
  throw new Failure(
    `an argument that is not UTF-8, which Node cannot pass on: ${lost}`,
    undefined,
    'name the file by a link or a pattern in a shell that forkexec starts: forkexec -- sh -c …',
  );
}

/**
 * An environment that is passed on as a whole keeps its bytes; one that is made anew cannot.
 * @throws Failure for a variable that is not UTF-8
 */
export function refuseLostVariables(variables: Readonly<Record<string, string | undefined>>): void {
  const doubtful = Object.entries(variables).filter(([name, value]) => `${name}${value}`.includes(REPLACEMENT));
  if (doubtful.length === 0) return;
  const given = entries('environ');
  const lost = doubtful.find(([name, value]) => {
    const text = `${name}=${value}`;
    return given.some((entry) => entry.toString() === text && isLost(text, entry));
  });
  if (lost === undefined) return;
  throw new Failure(
    `the variable ${lost[0]} is not UTF-8, which Node cannot pass on in a changed environment`,
    undefined,
    `--unset ${lost[0]}, or leave the environment as it is`,
  );
}

const isLost = (text: string, bytes: Buffer | undefined): boolean =>
  text.includes(REPLACEMENT) && bytes !== undefined && !bytes.equals(Buffer.from(text));

/** The strings of a file of /proc/self as bytes: proc_pid_cmdline(5), proc_pid_environ(5). Without a /proc, none. */
function entries(name: 'cmdline' | 'environ'): Buffer[] {
  try {
    const text = readFileSync(`/proc/self/${name}`, 'latin1');
    return text
      .slice(0, -1)
      .split('\0')
      .map((entry) => Buffer.from(entry, 'latin1'));
  } catch {
    return [];
  }
}
