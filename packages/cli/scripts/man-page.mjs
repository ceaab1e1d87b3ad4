// man/forkexec.1, made of the options table and the words of the help.
import { commandExamples, sectionExamples } from '../dist/options/examples.js';
import { aliasesOf, belongsTo, commandNames } from '../dist/options/option.js';
import { sections } from '../dist/options/table.js';
import { purposes, search, statuses, synopses } from '../dist/options/words.js';

/** @import { Option } from '../dist/options/option.js' */
/** @import { Example } from '../dist/options/examples.js' */

/** Text for roff: what it would act on is escaped. @param {string} text */
const plain = (text) =>
  text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll("'", '\\(aq').replace(/^\./, '\\&.');
/** The same in lines that its readers can bear. @param {string} text */
const filled = (text) =>
  plain(text)
    .replaceAll(/(.{1,76})(?: |$)/g, '$1\n')
    .replaceAll('\n.', '\n\\&.')
    .trimEnd();
/** @param {string} text */
const bold = (text) => `\\fB${plain(text)}\\fP`;
/** @param {string} text */
const italic = (text) => `\\fI${plain(text)}\\fP`;

/** @param {Option} option */
function tag(option) {
  const { short, long, kind } = option;
  const names = [
    ...(short === undefined ? [] : [`-${short}`]),
    ...[long, ...aliasesOf(option)].map((name) => `--${name}`),
  ];
  const value = kind === 'flag' ? '' : kind === 'value' ? ` ${italic(option.metavar)}` : `[=${italic(option.metavar)}]`;
  return `${names.map(bold).join(', ')}${value}`;
}

/** @param {Option} option */
function entry(option) {
  const commands = commandNames.filter((name) => belongsTo(option, name)).join(', ');
  const only = commands.startsWith('run') || option.help.startsWith(`${commands}: `) ? '' : ` (${commands})`;
  return ['.TP', tag(option), filled(`${option.help}${only}.`)];
}

/** @param {readonly Example[]} shown */
function examples(shown) {
  return shown.flatMap(({ command, what }) => [
    ...(what === '' ? [] : ['.PP', `${plain(`${what[0]?.toUpperCase()}${what.slice(1)}`)}:`]),
    '.PP',
    '.nf',
    '.RS 2',
    plain(command),
    '.RE',
    '.fi',
  ]);
}

export function manPage() {
  return [
    '.\\" Made of the options table by scripts/gen-docs.mjs: do not edit.',
    '.TH FORKEXEC 1 2026-11-25 "forkexec" "User Commands"',
    '.SH NAME',
    'forkexec \\- start a program in namespaces, as another user, with limits',
    '.SH SYNOPSIS',
    ...commandNames.flatMap((name, i) => [...(i === 0 ? [] : ['.br']), `${bold('forkexec')} ${plain(synopses[name])}`]),
    '.SH DESCRIPTION',
    filled(purposes.run),
    '.PP',
    filled(search),
    '.SS Other commands',
    ...commandNames.flatMap((name) =>
      name === 'run' ? [] : ['.TP', bold(`forkexec ${name}`), filled(purposes[name])],
    ),
    '.SH OPTIONS',
    ...sections.flatMap(({ title, options }) => [`.SS ${plain(title)}`, ...options.flatMap(entry)]),
    '.SH EXIT STATUS',
    ...statuses.flatMap(([status, meaning]) => ['.TP', bold(status), `${plain(meaning)}.`]),
    '.SH EXAMPLES',
    'Each of them is run by the tests.',
    ...sections.flatMap(({ title }) => examples(sectionExamples[title] ?? [])),
    ...Object.values(commandExamples).flatMap(examples),
    '.SH SEE ALSO',
    ['unshare', 'setpriv', 'setsid', 'chroot', 'env', 'timeout', 'nice', 'prlimit', 'bwrap', 'strace']
      .map((name) => `${bold(name)}(1)`)
      .join(', ') + ', \\fBcapabilities\\fP(7), \\fBnamespaces\\fP(7), \\fBlandlock\\fP(7)',
    '',
  ].join('\n');
}
