/** What a shell can offer for an option, made of the options table. */
import { CAPABILITIES, landlockNames, RLIMITS, SECUREBITS, SIGNALS } from '@forkexec/attrs';
import { aliasesOf, type Command, type Option, optionsOf as optionsIn } from '../options/option.js';
import { sections } from '../options/table.js';
import { filterWords } from '../trace/filter.js';

export const shellNames = ['bash', 'zsh', 'fish'] as const;

/** Of what kind a value is: words of ours, or something that the shell knows. */
export type Offer =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'files' | 'directories' | 'users' | 'groups' | 'variables' | 'nothing' };

/** Of all commands, each once. */
export const all: readonly Option[] = sections.flatMap(({ options }) => options);

/** Of one command, with the letters that it has there. */
export const optionsOf = (command: Command): readonly Option[] => optionsIn(command, all);

/** `--reuid`, `-S`: every spelling. */
export function spellings(option: Option): readonly string[] {
  const { short, long } = option;
  const longs = [long, ...aliasesOf(option)].map((name) => `--${name}`);
  return short === undefined ? longs : [...longs, `-${short}`];
}

const lower = (names: object, prefix: string) =>
  Object.keys(names).map((name) => name.slice(prefix.length).toLowerCase());
const signals = Object.keys(SIGNALS).map((name) => name.slice('SIG'.length));
const changes = (names: readonly string[]) => ['all', ...names].flatMap((name) => [`+${name}`, `-${name}`]);

/** By the word that stands for the value in the help. */
const byMetavar: Readonly<Record<string, Offer>> = {
  DIR: { kind: 'directories' },
  FILE: { kind: 'files' },
  ID: { kind: 'users' },
  UID: { kind: 'users' },
  GID: { kind: 'groups' },
  'ID,...': { kind: 'groups' },
  'USER[:GROUP]': { kind: 'users' },
  'NAME[=VALUE]': { kind: 'variables' },
  SIG: { kind: 'words', words: signals },
  'SIG,...': { kind: 'words', words: signals },
  'NAME=SOFT:HARD': { kind: 'words', words: lower(RLIMITS, 'RLIMIT_').map((name) => `${name}=`) },
  'SOFT:HARD': { kind: 'words', words: ['unlimited'] },
  '+CAP,-CAP...': { kind: 'words', words: changes(lower(CAPABILITIES, 'CAP_')) },
  '+BIT,-BIT...': { kind: 'words', words: SECUREBITS.flatMap((bit) => [`+${bit}`, `-${bit}`]) },
  'INNER:OUTER:COUNT': { kind: 'words', words: ['auto', 'subids', 'all'] },
  'KIND[:RIGHT,...]': { kind: 'words', words: landlockWords() },
  RULE: { kind: 'words', words: ['path-beneath:', 'net-port:'] },
};

function landlockWords(): string[] {
  return (['fs', 'net', 'scope'] as const).flatMap((kind) => {
    const rights = landlockNames(kind).map((name) => `:${name.replaceAll('_', '-')}`);
    return ['', ...rights].map((right) => `${kind}${right}`);
  });
}

/** Undefined for an option without a value. */
export function offerOf(option: Option): Offer | undefined {
  if (option.kind === 'flag') return undefined;
  if (option.words) return { kind: 'words', words: option.words };
  if (option.long === 'filter') return { kind: 'words', words: filterWords };
  if (option.long === 'unset') return { kind: 'variables' };
  if (/^[re]?gid$|^regid$|^setgid$/.test(option.long)) return { kind: 'groups' };
  return byMetavar[option.metavar] ?? { kind: 'nothing' };
}

/** Whether its value is words with commas between them. */
export function takesList(option: Option): boolean {
  return option.kind !== 'flag' && (option.metavar === 'LIST' || /,.*\.\.\./.test(option.metavar));
}
