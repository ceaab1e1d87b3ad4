// A table in Markdown.

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
export function table(head, rows) {
  return line(head) + `|${'---|'.repeat(head.length)}\n` + rows.map(line).join('');
}

/** @param {readonly string[]} cells */
function line(cells) {
  return `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |\n`;
}

/** @param {string} text */
export const code = (text) => (text === '' ? '' : `\`${text}\``);
