import { aliasesOf, type Command, commandNames, type Option } from '../options/option.js';
import { type Offer, offerOf, optionsOf, shellNames, takesList } from './what.js';

function action(offer: Offer, { isList }: { readonly isList: boolean }): string {
  if (offer.kind === 'words') {
    // Of a list with commas, the last word; what ends with a sign is completed by hand.
    const words = offer.words.map((word) => word.replaceAll(/[:+]/g, '\\$&'));
    return !isList ? `(${words.join(' ')})` : `_sequence compadd - ${offer.words.join(' ')}`;
  }
  return {
    files: '_files',
    directories: '_directories',
    users: '_users',
    groups: '_groups',
    variables: '_parameters -g "*export*"',
    nothing: ' ',
  }[offer.kind];
}

const escaped = (text: string): string => text.replaceAll("'", "'\\''").replaceAll(/[[\]:]/g, '\\$&');

function specs(option: Option): string[] {
  const offer = offerOf(option);
  const metavar = option.kind === 'flag' ? '' : escaped(option.metavar);
  const value =
    offer === undefined
      ? ''
      : `${option.kind === 'optional' ? '::' : ':'}${metavar}:${action(offer, { isList: takesList(option) })}`;
  const text = `[${escaped(option.help)}]${value}`;
  const long = option.kind === 'flag' ? '' : option.kind === 'optional' ? '=-' : '=';
  const longs = [option.long, ...aliasesOf(option)].map((name) => `'*--${name}${long}${text}'`);
  return option.short === undefined
    ? longs
    : [...longs, `'*-${option.short}${option.kind === 'value' ? '+' : ''}${text}'`];
}

function branch(command: Command): string {
  const rest = {
    run: "'*:: :_normal'",
    plan: "'*:: :_normal'",
    trace: "'*:: :_normal'",
    doctor: '',
    completion: `':shell:(${shellNames.join(' ')})'`,
  };
  const rows = [...optionsOf(command).flatMap(specs), rest[command]].filter((row) => row !== '');
  return `    ${command})\n      _arguments -s -S -A '-*' \\\n        ${rows.join(' \\\n        ')}\n      ;;`;
}

/** A script for zsh 5 and later. */
export function zsh(): string {
  return `#compdef forkexec
# zsh completion for forkexec: put it into a directory of $fpath, as _forkexec.

_forkexec() {
  local curcontext=$curcontext command=run
  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
    _alternative 'commands:command:(${commandNames.join(' ')})' 'programs:program:_command_names -e'
    return
  fi
  if [[ " ${commandNames.join(' ')} " == *" $words[2] "* ]]; then
    command=$words[2]
    shift words
    (( CURRENT-- ))
  fi
  case $command in
${commandNames.map(branch).join('\n')}
  esac
}

if [[ $funcstack[1] == _forkexec ]]; then _forkexec "$@"; else compdef _forkexec forkexec; fi
`;
}
