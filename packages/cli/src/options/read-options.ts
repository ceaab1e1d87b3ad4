/** The reader of command lines that have options: of node:util's tokens, by the table. */
import { parseArgs } from 'node:util';
import { nearest } from '@forkexec/attrs';
import { type Ask, askNothing } from '../ask.js';
import { Failure } from '../failure.js';
import { aliasesOf, type Command, commandNames, type Option, optionsOf } from './option.js';
import type { CommandLine, Given } from './parse.js';
import { sections } from './table.js';

type Token = NonNullable<ReturnType<typeof tokenize>>[number];
type OptionToken = Extract<Token, { kind: 'option' }>;

/**
 * Reads options up to the first operand or `--`, as getopt(3) does with `+`: the rest belongs to the program.
 * @throws Failure naming the option.
 */
export function readOptions(command: Command, args: readonly string[]): CommandLine {
  const options = optionsOf(
    command,
    sections.flatMap((section) => section.options),
  );
  const ask = askNothing();
  const given: Given[] = [];
  for (const token of tokenize(args, options)) {
    if (token.kind === 'positional') return { ask, given, operands: args.slice(token.index) };
    if (token.kind === 'option-terminator') return { ask, given, operands: args.slice(token.index + 1) };
    const option = options.find((each) => token.name === each.long || aliasesOf(each).includes(token.name));
    if (!option) throw unknown(token, args[token.index] ?? '', options, command);
    take(option, token, ask);
    given.push({ option, spelled: token.rawName });
  }
  return { ask, given, operands: [] };
}

/** Not strict: its own complaints know neither the nearest option nor where the program begins. */
function tokenize(args: readonly string[], options: readonly Option[]) {
  const config = options.flatMap((option) => {
    const { long, short, kind } = option;
    const type = kind === 'value' ? ('string' as const) : ('boolean' as const);
    const others = aliasesOf(option).map((alias) => [alias, { type }] as const);
    return [[long, short === undefined ? { type } : { type, short }] as const, ...others];
  });
  return parseArgs({
    args: [...args],
    options: Object.fromEntries(config),
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;
}

function take(option: Option, { rawName, value }: OptionToken, ask: Ask): void {
  try {
    if (option.kind === 'optional') option.take(ask, value);
    else if (option.kind === 'flag') {
      if (value !== undefined) throw new RangeError('takes no value');
      option.take(ask);
    } else {
      if (value === undefined) throw new RangeError(`needs a value, ${option.metavar}`);
      option.take(ask, value);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Failure(`${rawName}: ${error.message}`);
  }
}

/** Options of other launchers that have no use here, and why. */
const needless: Readonly<Record<string, string>> = {
  '-f': 'the program is always a new process',
  '--fork': 'the program is always a new process',
  '--wait': 'forkexec always waits',
  '--forward-signals': 'forkexec always passes signals on',
  '--skip-chdir': 'leave out --root where it is /',
  '--dump': 'it starts a program: setpriv --dump shows what is',
};

/** What strace(1) does by it. */
const unfollowed = 'only the first thread of the program itself is traced, strace -f follows all';

function unknown({ rawName }: OptionToken, argument: string, options: readonly Option[], command: Command): Failure {
  const why = command === 'trace' && rawName === '-f' ? unfollowed : (needless[rawName] ?? elsewhere(rawName));
  const near = why === undefined ? guess(rawName, argument, options) : undefined;
  const rest = why ?? (near && `did you mean '${near}'?`);
  const message = `unknown option '${rawName}'${rest === undefined ? '' : `, ${rest}`}`;
  return new Failure(message, undefined, `forkexec ${command === 'run' ? '' : `${command} `}--help lists the options`);
}

/** Of which other commands it is an option. */
function elsewhere(rawName: string): string | undefined {
  const names = commandNames.filter((name) =>
    optionsOf(
      name,
      sections.flatMap(({ options }) => options),
    ).some((option) => [option.long, ...aliasesOf(option)].some((long) => rawName === `--${long}`)),
  );
  return names.length === 0 ? undefined : `it is one of forkexec ${names.join(', ')}`;
}

function guess(rawName: string, argument: string, options: readonly Option[]): string | undefined {
  const longs = options.flatMap((option) => [option.long, ...aliasesOf(option)]);
  if (rawName.startsWith('--')) {
    const name = rawName.slice(2);
    const long = longs.find((candidate) => candidate.startsWith(name)) ?? nearest(name, longs);
    return long && `--${long}`;
  }
  // One dash too few: `-root`.
  if (longs.includes(argument.slice(1))) return `-${argument}`;
  const letter = rawName.slice(1).toLowerCase();
  const short = options.find((option) => option.short?.toLowerCase() === letter)?.short;
  return short && `-${short}`;
}
