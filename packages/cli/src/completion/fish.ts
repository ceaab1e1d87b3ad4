import { commandNames, type Option } from '../options/option.js';
import { all, type Offer, offerOf, optionsOf, shellNames, spellings, takesList } from './what.js';

function list(offer: Offer, { isList }: { readonly isList: boolean }): string {
  if (offer.kind === 'words')
    return `-x -a '${isList ? `(__forkexec_list ${offer.words.join(' ')})` : offer.words.join(' ')}'`;
  const action = {
    files: '-r -F',
    directories: "-x -a '(__fish_complete_directories)'",
    users: "-x -a '(__fish_complete_users)'",
    groups: "-x -a '(__fish_complete_groups)'",
    variables: "-x -a '(set -nx)'",
    nothing: '-x',
  };
  return action[offer.kind];
}

const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;

function line(option: Option): string {
  const names = spellings(option).map((name) =>
    name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  const offer = offerOf(option);
  // A value that may be left out has to be behind an equals sign: fish offers it there.
  const value =
    offer === undefined ? '' : option.kind === 'optional' ? ` -f` : ` ${list(offer, { isList: takesList(option) })}`;
  return `${names.join(' ')}${value} -d ${quoted(option.help)}`;
}

/** A script for fish 3 and later. */
export function fish(): string {
  const valued = all.filter(({ kind }) => kind === 'value').flatMap(spellings);
  const lines = commandNames.flatMap((command) => {
    const rows = optionsOf(command).map(line);
    return rows.map((row) => `complete -c forkexec -n '__forkexec_options ${command}' ${row}`);
  });
  return `${helpers(valued)}
complete -c forkexec -f
complete -c forkexec -n '__fish_is_first_arg' -a '${commandNames.join(' ')}'
complete -c forkexec -n '__forkexec_options completion' -a '${shellNames.join(' ')}'
complete -c forkexec -n '__forkexec_program' -a '(__forkexec_subcommand)'
${lines.join('\n')}
`;
}

/** What the script's lines ask: where the program stands, and which command it is. */
function helpers(valued: readonly string[]): string {
  return `# fish completion for forkexec: put it into ~/.config/fish/completions, as forkexec.fish.

# The command, and on further lines what stands from the program on, up to the cursor.
function __forkexec_parts
    set -l words (commandline -opc)[2..]
    set -l command run
    if contains -- "$words[1]" ${commandNames.join(' ')}
        set command $words[1]
        set -e words[1]
    end
    echo $command
    while set -q words[1]
        switch $words[1]
            case --
                set -e words[1]
                printf '%s\\n' -- $words
                return
            case ${valued.map((name) => quoted(name)).join(' ')}
                set -e words[1]
            case '-*'
            case '*'
                printf '%s\\n' $words
                return
        end
        set -e words[1]
    end
end

# Whether an option of this command can stand here.
function __forkexec_options
    set -l parts (__forkexec_parts)
    test (count $parts) -eq 1; and test $parts[1] = $argv[1]
end

# Whether the program, or what belongs to it, stands here.
function __forkexec_program
    set -l parts (__forkexec_parts)
    contains -- $parts[1] run plan trace
end

# The words, each behind what stands before the last comma.
function __forkexec_list
    set -l before (string replace -r -- '^--[^=]*=' '' (commandline -ct) | string replace -rf -- '^(.*,).*$' '$1')
    printf '%s\\n' "$before"$argv
end

# The program's own completions.
function __forkexec_subcommand
    set -l parts (__forkexec_parts)
    set -e parts[1]
    test "$parts[1]" = --; and set -e parts[1]
    # An option of ours, not the program's.
    not set -q parts[1]; and string match -q -- '-*' (commandline -ct); and return
    complete --do-complete="$(string join ' ' -- (string escape -- $parts) (commandline -ct))"
end
`;
}
