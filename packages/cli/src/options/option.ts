import type { Ask } from '../ask.js';

/** In the order in which the help lists them. */
export const commandNames = ['run', 'plan', 'trace', 'doctor', 'completion'] as const;

export type Command = (typeof commandNames)[number];

interface Row {
  /** The long name; other ones that mean the same. */
  readonly long: string;
  readonly alias?: string | readonly string[];
  readonly short?: string;
  readonly help: string;
  /** The words that its value can be, where there are only these. */
  readonly words?: readonly string[];
  /** The commands that take it; left out: those that launch, run, plan and trace. */
  readonly commands?: readonly Command[];
  /** The attributes that come of it, so that a complaint about one of them can name the option. */
  readonly fields?: readonly string[];
}

/** An option: how it is spelled, explained and understood. */
export type Option = Row &
  (
    | { readonly kind: 'flag'; readonly take: (ask: Ask) => void }
    /** `metavar` stands for the value in the help. */
    | { readonly kind: 'value'; readonly metavar: string; readonly take: (ask: Ask, value: string) => void }
    /** A value only after `=`: the next argument may be the program. */
    | {
        readonly kind: 'optional';
        readonly metavar: string;
        readonly take: (ask: Ask, value: string | undefined) => void;
      }
  );

/** Options under one heading of the help. */
export interface Section {
  readonly title: string;
  readonly options: readonly Option[];
}

/** Whether a command takes the option. */
export function belongsTo({ commands = ['run', 'plan', 'trace'] }: Option, command: Command): boolean {
  return commands.includes(command);
}

/** The options of a command. A letter that its own options use is not another's. */
export function optionsOf(command: Command, all: readonly Option[]): Option[] {
  const options = all.filter((option) => belongsTo(option, command));
  const own = options.filter(({ commands }) => commands?.length === 1).map(({ short }) => short);
  return options.map((option) => {
    const { short, ...rest } = option;
    const taken = option.commands?.length !== 1 && short !== undefined && own.includes(short);
    return taken ? rest : option;
  });
}

/** The other long names of an option. */
export function aliasesOf({ alias = [] }: Option): readonly string[] {
  return typeof alias === 'string' ? [alias] : alias;
}
