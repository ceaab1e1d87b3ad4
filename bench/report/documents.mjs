// The parts of the documentation that are made from results.json; scripts/gen-docs.mjs puts them in their places.
import { readFileSync } from 'node:fs';
import { table } from '../../scripts/gen-docs/table.mjs';
import { chart } from './chart.mjs';
import { conditions } from './conditions.mjs';
import { readmeTable } from './readme.mjs';
import { feelTables, flatTables, otherTables, sizeTable, targetTable, workTables } from './tables.mjs';

/** @import { Results } from '../measure.mjs' */
/** @import { Table } from './tables.mjs' */

/** @returns {Results} */
function results() {
  return JSON.parse(readFileSync(new URL('../results.json', import.meta.url), 'utf8'));
}

/** @param {Table} it */
function plain({ head, lines }) {
  return table(head, lines);
}

/** @param {readonly Table[]} all */
function titled(all) {
  return all.map((it) => `### ${it.title}\n\n${plain(it)}`).join('\n');
}

export const benchConditions = () => `${conditions(results()).join('\n')}\n`;
export const benchReadme = () => plain(readmeTable(results()));
export const benchTargets = () => plain(targetTable(results()));
export const benchSizes = () => plain(sizeTable(results()));
export const benchChart = () => chart(results());

export function benchRows() {
  const all = results();
  return titled([...workTables(all), ...flatTables(all), ...feelTables(all), ...otherTables(all)]);
}
