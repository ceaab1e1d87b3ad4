/**
 * Strings as they stand in a printed plan. A plan is printed to terminals, and its strings may come from anywhere: no
 * control character, no invisible or reordering one (Unicode Cc, Cf, Zl, …) and no lone surrogate is printed as itself.
 */

// Functions, since Unicode's classes are put together when the expression is made, 0.1 ms each.
/** Everything that is not printed as itself between quotes: all of Unicode's "other" and "separator" but the space. */
const hidden = (): RegExp => /[\p{C}\p{Z}"\\]/gu;
/** What may stand without quotes: nothing hidden, no space, no quote. */
const bare = (): RegExp => /^[^\p{C}\p{Z}"'\\]+$/u;

const short: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
  ' ': ' ',
};

/** A string between double quotes, escaped as JSON has it: JSON.parse gives it back. */
export function quote(text: string): string {
  return `"${text.replace(hidden(), (char) => short[char] ?? escapeUnits(char))}"`;
}

/** A text as it stands within a message: no character of it can act on a terminal or end the line. */
export function plain(text: string): string {
  return text.replace(hidden(), (char) => (char === '"' || char === '\\' ? char : (short[char] ?? escapeUnits(char))));
}

/** A path or a name: as it is where that is plain, else quoted. */
export function word(text: string): string {
  return bare().test(text) ? text : quote(text);
}

/** `["sh","-c","id"]` */
export function list(texts: readonly string[]): string {
  return `[${texts.map(quote).join(',')}]`;
}

/** At most `limit` characters, the last of them `…` where something was cut off; never half of a surrogate pair. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** `\uXXXX` for each UTF-16 unit, so that one character beyond the first 65536 becomes a pair, as in JSON. */
function escapeUnits(char: string): string {
  return Array.from({ length: char.length }, (_, i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`).join(
    '',
  );
}
