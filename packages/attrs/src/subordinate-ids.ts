/** A block of subordinate ids and whose it is: a line of /etc/subuid or /etc/subgid, subuid(5). */
export interface SubordinateIDs {
  /** A user's name or number, in both files. */
  readonly owner: string;
  readonly start: number;
  readonly count: number;
}

/** Longest line that shadow looks at (lib/subordinateio.c). */
const LONGEST = 1023;

/**
 * The blocks of a file, in its order. Lines are read as newuidmap(1) does it (shadow 4.13): a fourth field is ignored,
 * numbers may be hexadecimal or octal, and what is no line is passed over. So are empty blocks, which give nothing.
 */
export function parseSubordinateIDs(text: string): SubordinateIDs[] {
  return text.split('\n').flatMap((line) => {
    const [owner = '', start, count] = line.split(':', 3);
    // A line that begins with + or - is NIS's, which shadow leaves alone.
    if (owner === '' || /^[+-]/.test(owner) || line.length > LONGEST) return [];
    const block = { owner, start: number(start), count: number(count) };
    return block.start >= 0 && block.count > 0 && Number.isSafeInteger(block.start + block.count) ? [block] : [];
  });
}

/** strtoul(3) with base 0; not a number for what it would not take as a whole. */
function number(text: string | undefined): number {
  const [, hex, octal, decimal] = /^\s*\+?(?:0x([\da-f]+)|0([0-7]*)|([1-9]\d*))$/i.exec(text ?? '') ?? [];
  if (hex !== undefined) return Number.parseInt(hex, 16);
  return octal === undefined ? Number(decimal) : Number.parseInt(`0${octal}`, 8);
}

/** The blocks of a user: by number everywhere, by name where it has one. */
export function subordinateIDsOf(all: readonly SubordinateIDs[], uid: number, name?: string): SubordinateIDs[] {
  return all.filter(({ owner }) => owner === String(uid) || owner === name);
}

/** useradd(8): SUB_UID_MIN and SUB_UID_COUNT of login.defs(5). */
const FIRST = 100_000;
const COUNT = 65_536;

/** A line for a user with a block that nobody has yet: `u:165536:65536`. */
export function freeSubordinateIDs(all: readonly SubordinateIDs[], owner: string): string {
  const taken = all.toSorted((a, b) => a.start - b.start);
  const start = taken.reduce(
    (at, { start: first, count }) => (first < at + COUNT && at < first + count ? first + count : at),
    FIRST,
  );
  return `${owner}:${start}:${COUNT}`;
}
