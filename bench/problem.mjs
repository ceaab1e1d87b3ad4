import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What went wrong, on one line, for results that others read: without where this clone is. @param {unknown} error */
export function problemOf(error) {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? '').replaceAll(root, '');
}
