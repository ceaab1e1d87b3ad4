import { commandNames } from '../options/option.js';
import { all, type Offer, offerOf, optionsOf, shellNames, spellings } from './what.js';

/** How bash makes a list for what stands before the cursor, `$cur`. */
function generate(offer: Offer): string {
  // Not those with a colon, at which bash takes words apart.
  if (offer.kind === 'words') return `_forkexec_words '${offer.words.filter((word) => !word.includes(':')).join(' ')}'`;
  const action = { files: '-f', directories: '-d', users: '-u', groups: '-g', variables: '-v', nothing: '' }[
    offer.kind
  ];
  return action === '' ? 'COMPREPLY=()' : `COMPREPLY=($(compgen ${action} -- "$cur"))`;
}

/** A script for bash 4 and later; with bash-completion, the program's own completion goes on behind its name. */
export function bash(): string {
  const valued = all.filter(({ kind }) => kind === 'value').flatMap(spellings);
  const cases = all.flatMap((option) => {
    const offer = offerOf(option);
    return offer === undefined ? [] : [`    ${spellings(option).join('|')}) ${generate(offer)} ;;`];
  });
  const lists = commandNames.map((command) => {
    return `    ${command}) words='${optionsOf(command)
      .flatMap(spellings)
      .filter((name) => name.startsWith('--'))
      .join(' ')}' ;;`;
  });
  return `# bash completion for forkexec: source this file, or put it where bash-completion looks, as "forkexec".

# Of a list with commas, the last word; each with what stands before it.
_forkexec_words() {
  local last=\${cur##*,} rest=
  [[ $cur == *,* ]] && rest=\${cur%,*},
  COMPREPLY=($(compgen -P "$rest" -W "$1" -- "$last"))
  [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]] && compopt -o nospace
}

_forkexec_value() {
  case $1 in
${cases.join('\n')}
  esac
}

_forkexec() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command=run i=1 word words
  local valued=' ${valued.join(' ')} '
  COMPREPLY=()
  # Bash takes --name=value apart at the equals sign.
  if [[ $cur == = ]]; then cur=; _forkexec_value "$prev"; return; fi
  if [[ $prev == = && $COMP_CWORD -gt 2 ]]; then _forkexec_value "\${COMP_WORDS[COMP_CWORD-2]}"; return; fi
  case \${COMP_WORDS[1]} in ${commandNames.join('|')}) [[ $COMP_CWORD -gt 1 ]] && { command=\${COMP_WORDS[1]}; i=2; } ;; esac
  # Where the program's name is, if it is before the cursor.
  while [[ $i -lt $COMP_CWORD ]]; do
    word=\${COMP_WORDS[i]}
    if [[ $word == -- ]]; then ((i++)); break; fi
    if [[ $word != -* ]]; then break; fi
    if [[ \${COMP_WORDS[i+1]} == = ]]; then ((i += 3)); continue; fi
    if [[ $valued == *" $word "* ]]; then ((i += 2)); else ((i++)); fi
  done
  if [[ $i -gt $COMP_CWORD ]]; then _forkexec_value "$prev"; return; fi
  if [[ $command == completion ]]; then COMPREPLY=($(compgen -W '${shellNames.join(' ')}' -- "$cur")); return; fi
  if [[ $i -lt $COMP_CWORD || \${COMP_WORDS[COMP_CWORD-1]} == -- ]]; then
    if declare -F _command_offset >/dev/null; then _command_offset "$i"
    elif [[ $i -eq $COMP_CWORD ]]; then COMPREPLY=($(compgen -c -- "$cur"))
    else COMPREPLY=($(compgen -f -- "$cur")); fi
    return
  fi
  case $command in
${lists.join('\n')}
  esac
  if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W "$words" -- "$cur")); return; fi
  COMPREPLY=($(compgen -c -- "$cur"))
  [[ $COMP_CWORD -eq 1 ]] && COMPREPLY+=($(compgen -W '${commandNames.join(' ')}' -- "$cur"))
}

complete -F _forkexec forkexec
`;
}
