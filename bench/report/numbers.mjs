/** @import { Spread } from '../stats.mjs' */

/** Three digits where they are known. @param {number} value */
export function decimals(value) {
  if (value < 10) return value.toFixed(2);
  return value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en');
}

/** A time in the unit that it is read best in. @param {number} us */
export function time(us) {
  if (us < 1000) return `${us < 10 ? us.toFixed(1) : Math.round(us)} µs`;
  if (us >= 1e6) return `${(us / 1e6).toFixed(1)} s`;
  return `${us < 10_000 ? (us / 1000).toFixed(1) : Math.round(us / 1000)} ms`;
}

/** The median. @param {Spread | undefined} spread */
export function middle(spread) {
  return spread ? decimals(spread.median) : '';
}

/** The median and, in brackets, the extremes. @param {Spread | undefined} spread */
export function withRange(spread) {
  return spread ? `${decimals(spread.median)} (${decimals(spread.min)}..${decimals(spread.max)})` : '';
}

/** @param {number} mib */
export function sizeOf(mib) {
  return mib % 1024 === 0 ? `${mib / 1024} GiB` : `${mib} MiB`;
}
