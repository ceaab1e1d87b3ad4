/** As strace(1) shows bytes: printable ASCII as it is, the rest as C would write it. */
const escapes: Readonly<Record<number, string>> = {
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
  34: '\\"',
  92: '\\\\',
};

export function quote(bytes: Uint8Array, whole = true): string {
  let text = '';
  for (const [i, byte] of bytes.entries()) {
    const printable = byte >= 0x20 && byte < 0x7f;
    text += escapes[byte] ?? (printable ? String.fromCharCode(byte) : octal(byte, bytes[i + 1]));
  }
  return `"${text}"${whole ? '' : '...'}`;
}

/** As short as it can be: a digit behind it would be read as part of it. */
function octal(byte: number, next: number | undefined): string {
  const digits = byte.toString(8);
  return `\\${next !== undefined && next >= 0x30 && next <= 0x37 ? digits.padStart(3, '0') : digits}`;
}
