/** What the help and the manual page say beside the options: one text for both. */
import type { Command } from './option.js';

/** The forms of the command, after its name. */
export const synopses: Readonly<Record<Command, string>> = {
  run: '[run] [options] [--] file [arg...]',
  plan: 'plan [options] [--] file [arg...]',
  trace: 'trace [options] [--] file [arg...]',
  doctor: 'doctor [--json] [--require LIST]',
  completion: 'completion bash|zsh|fish',
};

/** A paragraph on each. */
export const purposes: Readonly<Record<Command, string>> = {
  run:
    'Starts a program with what the options change, waits for it, and exits as it did. Without options the program ' +
    'runs as a shell would run it, but that it ignores no signal, and that its soft limit of open files is the hard one: ' +
    'so has Node, which forkexec runs on. Options end at the first operand: what follows the name of the program is the ' +
    "program's. Option names are those of unshare, setpriv, chroot, setsid, env, nice, prlimit, timeout and bwrap.",
  plan:
    'Prints the system calls that forkexec run would make with the same options, and makes none of them. Needs no ' +
    'privilege and no support by the kernel.',
  trace:
    'Runs a program and prints the system calls of its first thread, their arguments, what comes of them, and its ' +
    'signals, on standard error. Exits as the program did. Takes the options of forkexec run but for those under ' +
    'Supervision; -r and -c are its own here.',
  doctor: 'Tells what works on this machine and with these privileges, what does not, why, and what to do about it.',
  completion: 'Prints a completion script for a shell.',
};

export const search =
  'The program is looked for in its own PATH, the one that -E, --unset, --clear-env and --reset-env leave it (without any: ' +
  '/bin:/usr/bin), and below --root. A name with a slash is taken as it is.';

/** POSIX, timeout(1), docker-run(1). */
export const statuses: readonly (readonly [status: string, meaning: string])[] = [
  ['0-255', "the program's own"],
  ['124', 'its time was up'],
  ['125', 'forkexec failed: a wrong option, a step that was refused'],
  ['126', 'the program was found and cannot be run'],
  ['127', 'the program was not found'],
  ['128+n', 'signal n ended the program'],
];
