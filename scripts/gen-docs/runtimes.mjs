// The tables of docs/runtimes.md, of docs/runtimes.json (npm run test:runtimes).
import { readFileSync } from 'node:fs';
import { table } from './table.mjs';

/**
 * @typedef {object} Row
 * @property {string} group
 * @property {string} name
 * @property {string} version
 * @property {number} passed
 * @property {{ check: string, limit?: string, said: string }[]} limits
 * @property {string[]} said
 * @property {string} [missing]
 */

export function runtimes() {
  /** @type {Row[]} */
  const all = JSON.parse(readFileSync(new URL('../../docs/runtimes.json', import.meta.url), 'utf8'));
  const groups = [...new Set(all.map(({ group }) => group))];
  return groups.map((group) => `\n**${group}**\n\n${groupTable(all.filter((row) => row.group === group))}`).join('');
}

/** @param {readonly Row[]} rows */
function groupTable(rows) {
  return table(
    ['', 'Version', 'Checks', 'What it cannot do'],
    rows.map((row) => [row.name, row.version, result(row), row.limits.map(limit).join('; ')]),
  );
}

/** @param {Row} row */
function result({ passed, said, missing }) {
  if (missing !== undefined) return `not run: ${missing}`;
  return said.length > 0 ? said.join('; ') : `${passed} passed`;
}

/** @param {Row['limits'][number]} of */
function limit({ check, limit: why, said }) {
  return `${check}: ${why}${said === '' ? '' : ` (\`${said}\`)`}`;
}
