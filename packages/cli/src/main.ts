import { readFileSync } from 'node:fs';
import { run } from './commands/run.js';
import { Failure, OutputClosed, STATUS } from './failure.js';
import { help } from './options/help.js';
import type { Command } from './options/option.js';
import { type CommandLine, parse } from './options/parse.js';
import { complain, print } from './output.js';
import { refuseLostArguments } from './own-bytes.js';

/** Loaded when it is asked for: a launcher should start fast. */
const commands: Readonly<Record<Command, () => Promise<(line: CommandLine) => Promise<number>>>> = {
  run: async () => run,
  plan: async () => (await import('./commands/plan.js')).printPlan,
  trace: async () => (await import('./commands/trace.js')).trace,
  completion: async () => (await import('./commands/completion.js')).printCompletion,
  doctor: async () => (await import('./commands/doctor.js')).doctor,
};

/**
 * The command. Prints whatever is to be said, on standard output or as `forkexec: …` on standard error, and never throws.
 *
 * @param args - the command line, without node and the script
 * @returns the exit status
 */
export async function main(args: readonly string[]): Promise<number> {
  process.on('uncaughtException', stray).on('unhandledRejection', stray);
  try {
    return await dispatch(args);
  } catch (error) {
    return await blame(error);
  } finally {
    process.off('uncaughtException', stray).off('unhandledRejection', stray);
  }
}

/** What nobody has thought of: from there on nothing here is to be trusted any more. */
function stray(reason: unknown): void {
  void blame(reason).then(leave);
}

function leave(status: number): never {
  process.exit(status);
}

/** @returns the exit status */
async function blame(error: unknown): Promise<number> {
  // As if SIGPIPE had ended us, which Node ignores.
  if (error instanceof OutputClosed) return STATUS.signalled + 13;
  await complain(error instanceof Error ? error : new Error(String(error)));
  return error instanceof Failure ? error.status : STATUS.failed;
}

async function dispatch(args: readonly string[]): Promise<number> {
  refuseLostArguments(args);
  const named = args[0] !== undefined && Object.hasOwn(commands, args[0]);
  const command = named ? (args[0] as Command) : 'run';
  const line = parse(command, named ? args.slice(1) : args);
  if (!line.ask.help && !line.ask.version) {
    const execute = line.ask.printSpec
      ? (await import('./commands/print-spec.js')).writeSpec
      : await commands[command]();
    return execute(line);
  }
  await print(line.ask.help ? help(command) : `forkexec ${version()}\n`);
  return 0;
}

function version(): string {
  const file = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}
