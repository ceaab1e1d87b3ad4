// docs/cli-parity.md: tool by tool, option by option, what it is called here and which test has it, or why it is left out.
import { tools } from '../../packages/cli/test/parity/tools.mjs';
import { code, table } from './table.mjs';

/** @import { Row, Tool } from '../../packages/cli/test/parity/row.mjs' */

/** @param {Tool} tool @param {Row} row */
function line({ name }, { option, ours = '', requests, test, why = '' }) {
  const compared = requests ? `\`parity.test.ts\`, as ${name}(1): ${requests.length}` : '';
  return [
    code(option),
    ours === 'always' ? ours : code(ours),
    [compared, test && code(test)].filter(Boolean).join('; '),
    why,
  ];
}

export function parity() {
  const chapters = tools.map((tool) => {
    const rows = tool.rows.map((row) => line(tool, row));
    return `\n## ${tool.name}\n\nThe options of ${tool.versions}.\n\n${table(['Theirs', 'Ours', 'Test', 'Remark'], rows)}`;
  });
  return chapters.join('');
}
