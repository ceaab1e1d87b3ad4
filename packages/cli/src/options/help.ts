import { WIDTH } from '../output.js';
import { wrap } from '../wrap.js';
import { type Command, type Option, optionsOf } from './option.js';
import { sections } from './table.js';

/** Where the explanations begin. */
const COLUMN = 28;

const usage: Readonly<Record<Command, string>> = {
  run: `Usage: forkexec [run] [options] [--] file [arg...]
       forkexec plan  [options] [--] file [arg...]
       forkexec trace [options] [--] file [arg...]
       forkexec doctor [--json] [--require LIST]

run starts a program with what the options change, waits for it, and exits as
it did. plan prints the system calls that run would make, and makes none.
doctor tells what works on this machine, what does not, and why. The options
end at the first operand: what follows the program's name is the program's.
`,
  plan: `Usage: forkexec plan [options] [--] file [arg...]

Prints the system calls that forkexec run would make with the same options and
makes none of them. Needs no privilege.
`,
  trace: `Usage: forkexec trace [options] [--] file [arg...]

Runs a program and prints the system calls of its first thread, their
arguments, what comes of them, and its signals. Exits as the program did.
`,
  doctor: `Usage: forkexec doctor [--json] [--require LIST]

Tells what works on this machine and with these privileges, what does not, why,
and what to do about it.
`,
};

const launching = `
The program is looked for in the program's own PATH, the one that -E, --unset
and --clear-env leave it (without any: /bin:/usr/bin), and below --root.
`;

const status = `
Exit status: the program's; 128+n when signal n ended it; 124 its time was up;
125 forkexec failed; 126 the program was found and cannot be run; 127 it was
not found.
`;

const examples: Readonly<Record<Command, string>> = {
  run: `
Examples:
  forkexec -Urpm --mount-proc -- sh              root in a sandbox, rootless
  forkexec --unshare-all --share-net -- make     own everything but the network
  forkexec --reuid 33 --regid 33 --clear-groups -- ./server
  forkexec --rlimit nofile=1024:4096 --die-with-parent -- ./job
  forkexec --clear-env -E PATH -E LANG=C -- env
`,
  plan: `
Examples:
  forkexec plan -Urpm --mount-proc -- sh
  forkexec plan --json --setsid -- true
`,
  trace: `
Examples:
  forkexec trace -e openat -- cat /etc/hostname
  forkexec trace -c -o calls.txt -- ls
`,
  doctor: `
Example:
  forkexec doctor --require user-namespace,pidfd
`,
};

/** The text of `--help`. */
export function help(command: Command): string {
  const mine = optionsOf(
    command,
    sections.flatMap(({ options }) => options),
  );
  const blocks = sections.flatMap(({ title, options }) => {
    const own = (command === 'run' ? [...mine, ...options.filter(({ long }) => long === 'json')] : mine).filter(
      (option) => options.some(({ long }) => long === option.long),
    );
    return own.length === 0 ? [] : [`\n${title}:\n${own.flatMap(explain).join('\n')}\n`];
  });
  const closing = command === 'doctor' ? '' : launching + (command === 'run' ? status : '');
  return usage[command] + blocks.join('') + closing + examples[command];
}

function explain(option: Option): string[] {
  const { long, alias, short, kind } = option;
  const metavar = kind === 'flag' ? '' : kind === 'value' ? ` ${option.metavar}` : `[=${option.metavar}]`;
  const names = `  ${short === undefined ? '   ' : `-${short},`} --${long}${metavar}`;
  const text = alias === undefined ? option.help : `${option.help}; also --${alias}`;
  const lines = wrap(text, WIDTH - COLUMN - 1).map((line) => `${' '.repeat(COLUMN)}${line}`);
  // Two spaces at least between a name and its explanation.
  if (names.length > COLUMN - 2) return [names, ...lines];
  return [names.padEnd(COLUMN) + (lines[0] ?? '').trimStart(), ...lines.slice(1)];
}
