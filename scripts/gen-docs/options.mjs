// README.md: the command's options, a line for each heading of `forkexec --help`.
import { sections } from '../../packages/cli/dist/options/table.js';
import { code, table } from './table.mjs';

/** @import { Option } from '../../packages/cli/dist/options/option.js' */

/** @param {Option} option */
function spell(option) {
  const { long, short, kind } = option;
  const value = kind === 'flag' ? '' : kind === 'value' ? ` ${option.metavar}` : `[=${option.metavar}]`;
  return code(`${short === undefined ? '' : `-${short} `}--${long}${value}`);
}

export function options() {
  const rows = sections.map((section) => [section.title, section.options.map(spell).join(', ')]);
  return table(['', 'Options'], rows);
}
