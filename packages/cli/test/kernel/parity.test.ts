/** The same requests to the tools that forkexec stands for, and to us: what the program sees is the same. */
import { constants } from 'node:os';
import { describe, expect, test } from 'vitest';
import { tools } from '../parity/tools.mjs';
import type { Request, Tool } from '../parity/row.mjs';
import { asUser, bin, command, missing } from './command.js';

const environment = { ...process.env, OUTSIDE: String(process.pid), PARITY: 'here', TERM: 'dumb' };

function whyNot({ needs, user }: Request): string | undefined {
  if (user === true && missing('root') !== undefined) return 'needs root, to be somebody else';
  if (needs === 'root') return missing('root');
  if (needs === 'user namespaces') return missing('user namespaces');
  if (needs === 'time namespaces')
    return command('unshare', ['-T', 'true']).status === 0 ? undefined : 'needs time namespaces';
  return undefined;
}

function run(line: readonly string[], user: boolean) {
  const [file = '', ...args] = user ? [...asUser, ...line] : line;
  const { status: own, signal, stdout, stderr } = command(file, args, { env: environment, cwd: '/' });
  // As a shell tells it: timeout(1) ends itself by a SIGKILL that it sent.
  const status = own ?? 128 + constants.signals[signal as NodeJS.Signals];
  // Variables in any order; `_` is the shell's.
  const lines = stdout.split('\n');
  return { status, stderr, lines: args.at(-1)?.endsWith('env') === true ? lines.toSorted() : lines };
}

function both(tool: Tool, { theirs, ours = theirs, program = tool.probe, user = false, fails = false }: Request) {
  const line = tool.line?.(theirs, program) ?? [tool.name, ...theirs, ...program];
  const expected = run(line, user);
  expect(expected.status === 0, `${line.join(' ')}: ${expected.stderr}`).toBe(!fails);
  return { expected, found: run([process.execPath, bin, ...ours, '--', ...program], user) };
}

for (const tool of tools) {
  describe(`as ${tool.name}(1)`, () => {
    for (const { option, requests } of tool.rows) {
      if (!requests) continue;
      for (const request of requests) {
        test(`${option}: ${request.theirs.join(' ')}${request.user === true ? ' (an ordinary user)' : ''}`, ({
          skip,
        }) => {
          const why = whyNot(request);
          skip(why !== undefined, why);
          const { expected, found } = both(tool, request);
          expect(found).toEqual(expected);
        });
      }
    }
  });
}
