import { WIDTH } from '../output.js';
import { wrap } from '../wrap.js';
import { commandExamples, type Example, sectionExamples } from './examples.js';
import { aliasesOf, type Command, commandNames, type Option, optionsOf, type Section } from './option.js';
import { sections } from './table.js';
import { purposes, search, statuses, synopses } from './words.js';

/** Where the explanations begin. */
const COLUMN = 28;

/** The text of `--help`. */
export function help(command: Command): string {
  return [
    usage(command),
    ...wrap(purposes[command], WIDTH - 1),
    '',
    ...sections.flatMap((section) => explainSection(section, command)),
    ...(launches(command) ? [...wrap(search, WIDTH - 1), ''] : []),
    ...(command === 'run' ? ['Exit status:', ...statuses.map(([code, what]) => `  ${code.padEnd(7)}${what}`), ''] : []),
    ...(commandExamples[command] ? examples(commandExamples[command]) : []),
    ...(command === 'run' ? ['forkexec plan, trace, doctor and completion have a --help of their own.'] : []),
  ]
    .join('\n')
    .replace(/\n*$/, '\n');
}

function usage(command: Command): string {
  const commands = command === 'run' ? commandNames : [command];
  const lines = commands.map((name, i) => `${i === 0 ? 'Usage: ' : '       '}forkexec ${synopses[name]}`);
  return `${lines.join('\n')}\n`;
}

const all = sections.flatMap(({ options }) => options);

/** The heading, the options of the command, an example; nothing where there is no option. */
function explainSection({ title, options }: Section, command: Command): string[] {
  const own = optionsOf(command, all).filter((option) => options.some(({ long }) => long === option.long));
  const others = command === 'run' ? options.filter(({ long }) => long === 'json') : [];
  if (own.length + others.length === 0) return [];
  return [`${title}:`, ...[...own, ...others].flatMap(explain), ...examples(examplesOf(title, own, command))];
}

/** Those of the commands that launch: run's hold for all of them, but for letters that mean something else to one. */
function examplesOf(title: string, own: readonly Option[], command: Command): readonly Example[] {
  const shown = own.every(({ commands }) => commands?.length === 1) || launches(command) ? sectionExamples[title] : [];
  return (shown ?? []).filter((example) => command !== 'trace' || !/ -\w*[rc]/.test(before(example)));
}

/** The options of run in an example. */
const before = ({ command }: Example): string =>
  command.startsWith('forkexec trace ') ? '' : command.replace(/ -- .*/, ' ');

const launches = (command: Command): boolean => command === 'run' || command === 'plan' || command === 'trace';

function examples(shown: readonly Example[]): string[] {
  const lines = shown.map(({ command, what }) => {
    const remark = what === '' ? '' : `  # ${what}`;
    return command.length + remark.length + 4 < WIDTH ? [`    ${command}${remark}`] : [`    ${command}`];
  });
  return [...(lines.length === 0 ? [] : [lines.length === 1 ? '  Example:' : '  Examples:', ...lines.flat()]), ''];
}

function explain(option: Option): string[] {
  const { long, short, kind } = option;
  const others = aliasesOf(option).map((alias) => `--${alias}`);
  const metavar = kind === 'flag' ? '' : kind === 'value' ? ` ${option.metavar}` : `[=${option.metavar}]`;
  const names = `  ${short === undefined ? '   ' : `-${short},`} --${long}${metavar}`;
  const text = others.length === 0 ? option.help : `${option.help}; also ${others.join(', ')}`;
  const lines = wrap(text, WIDTH - COLUMN - 1).map((line) => `${' '.repeat(COLUMN)}${line}`);
  // Two spaces at least between a name and its explanation.
  if (names.length > COLUMN - 2) return [names, ...lines];
  return [names.padEnd(COLUMN) + (lines[0] ?? '').trimStart(), ...lines.slice(1)];
}
