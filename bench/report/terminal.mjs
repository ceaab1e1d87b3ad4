// The results on the terminal.
import { conditions } from './conditions.mjs';
import { feelTables, flatTables, otherTables, sizeTable, targetTable, workTables } from './tables.mjs';

/** @import { Results } from '../measure.mjs' */
/** @import { Table } from './tables.mjs' */

/** @param {Results} results */
export function tellTables(results) {
  const all = [
    ...workTables(results),
    sizeTable(results),
    ...flatTables(results),
    ...feelTables(results),
    ...otherTables(results),
    targetTable(results),
  ];
  return [conditions(results).join('\n'), ...all.map(align)].join('\n\n');
}

/** @param {Table} it */
function align({ title, head, lines }) {
  const all = [head, ...lines];
  const widths = head.map((_, i) => Math.max(...all.map((cells) => cells[i]?.length ?? 0)));
  const texts = all.map((cells) =>
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return [title, ...texts].join('\n');
}
