import { ops, type OpSpec } from './ops.js';

/**
 * The 32-bit FNV-1a hash of the ops table, names, argument kinds, calls, sides and traits in their order.
 *
 * The generated C header carries it as `FX_OPS_HASH` and every encoded plan carries it too, so an addon built from
 * another table is refused instead of misread.
 */
export function opsHash(): number {
  return fnv1a(tableText(ops));
}

/** Arrays of pairs, so that the order of the table is part of the text. */
function tableText(table: Readonly<Record<string, OpSpec>>): string {
  return JSON.stringify(
    Object.entries(table).map(([name, spec]) => [
      name,
      Object.entries(spec.args),
      spec.calls,
      spec.side,
      Object.entries(spec.traits ?? {}),
    ]),
  );
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
