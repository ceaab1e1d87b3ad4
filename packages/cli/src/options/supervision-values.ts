/** Values of the options of table/supervision.ts. */

const units: Readonly<Record<string, number>> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** timeout(1)'s DURATION in milliseconds: `1.5`, `90s`, `2m`, `.5h`, `1d`, `1e3`; Infinity: `infinity`. */
export function duration(text: string): number {
  const [, number = '', unit = ''] =
    /^\+?((?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?|inf(?:inity)?)([smhd]?)$/.exec(text) ?? [];
  const endless = number.startsWith('inf');
  const amount = number === '' ? Number.NaN : endless ? Number.POSITIVE_INFINITY : Number(number);
  const milliseconds = amount * (units[unit] ?? Number.NaN);
  if (!Number.isNaN(milliseconds)) return milliseconds;
  throw new RangeError(`expected a time, a number with s, m, h or d behind it, not '${text}'`);
}

/** The highest that a process may have: sysctl fs.nr_open is a little above a billion at most. */
const MAX_FD = 0x7fffffff;

/** A descriptor of ours. */
export function statusDescriptor(text: string): number {
  const fd = /^[0-9]+$/.test(text) ? Number(text) : Number.NaN;
  if (fd <= MAX_FD) return fd;
  throw new RangeError(`expected the number of an open descriptor, not '${text}'`);
}
