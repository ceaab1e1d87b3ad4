const longest = 60;

/** A value as it stands in an error message: strings quoted, objects by their kind, nothing much over 60 characters. */
export function show(value: unknown): string {
  if (typeof value === 'string') return quote(value.length > longest ? `${value.slice(0, longest)}…` : value);
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'function') return 'a function';
  return String(value);
}

/** Control characters would break the one line of the message or reach a terminal; half a surrogate pair has no UTF-8. */
function quote(text: string): string {
  return `'${text.replace(/[\p{Cc}\p{Cs}]/gu, escape)}'`;
}

function escape(char: string): string {
  const code = char.charCodeAt(0);
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
}
