/** From a command line to what is to be launched: options, the file of --spec, the program. */
import type { ProcAttr } from '@forkexec/attrs';
import type { Confinement } from './ruleset.js';
import { Failure } from './failure.js';
import type { CommandLine } from './options/parse.js';
import { findProgram } from './program.js';
import { askedRequest } from './request-asked.js';

/** The arguments of startProcess(), and the rules of a Landlock ruleset that has yet to be made. */
export interface Request<File = string> {
  readonly argv0: File;
  readonly argv: readonly string[];
  readonly attr: ProcAttr | undefined;
  readonly landlock?: Confinement | undefined;
}

/** @throws Failure for what cannot be; InvalidAttrError for attributes of a file that cannot be read as an environment. */
export function request(line: CommandLine): Request {
  const wanted = line.given.length === 0 ? plainRequest(line.operands) : askedRequest(line);
  const { argv0: file, attr } = wanted;
  if (file === undefined) throw new Failure('no program to run', undefined, 'forkexec --help tells how to use it');
  return { ...wanted, argv0: search(file, attr) };
}

/** Where nothing is asked for, nothing has to be worked out: docs/decisions/start-up.md. */
function plainRequest(operands: readonly string[]): Request<string | undefined> {
  return { argv0: operands[0], argv: operands, attr: undefined };
}

/** In the program's own PATH. */
function search(file: string, { env = process.env, dir, sys }: ProcAttr = {}): string {
  const list = Array.isArray(env) ? (env as readonly unknown[]) : undefined;
  const entry = list?.findLast((one) => typeof one === 'string' && one.startsWith('PATH='));
  const path: unknown = list
    ? (entry as string | undefined)?.slice('PATH='.length)
    : (env as NodeJS.ProcessEnv | null)?.['PATH']; // what is no record is the library's to refuse
  return findProgram(file, { path: text(path), root: text(sys?.chroot), dir: text(dir) });
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
