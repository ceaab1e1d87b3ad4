/**
 * The middle of the rounds, and how far they lie apart.
 * @typedef {{ median: number, min: number, max: number }} Spread
 */

/**
 * @param {readonly number[]} values at least one
 * @param {number} q 0 to 1
 */
export function quantile(values, q) {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}

/**
 * @param {readonly number[]} values
 * @returns {Spread}
 */
export function spread(values) {
  return { median: round(quantile(values, 0.5)), min: round(quantile(values, 0)), max: round(quantile(values, 1)) };
}

/** @param {number} value */
function round(value) {
  return Number(value.toPrecision(4));
}

/**
 * Of rounds with the same names: each name's spread.
 * @param {readonly Readonly<Record<string, number>>[]} rounds
 * @returns {Record<string, Spread>}
 */
export function spreads(rounds) {
  const names = Object.keys(rounds[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, spread(rounds.flatMap((each) => each[name] ?? []))]));
}
