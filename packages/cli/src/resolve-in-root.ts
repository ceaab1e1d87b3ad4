import { readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** path_resolution(7): what the kernel follows before it says ELOOP. */
const MAX_LINKS = 40;

/**
 * Where a path leads for a process whose root directory is `root`, as this process names it: symbolic links count from that
 * root, and `..` does not lead out of it. What does not exist stays as it is.
 */
export function resolveInRoot(root: string, path: string): string {
  const ahead = path.split('/').toReversed();
  let at: string[] = [];
  for (let links = 0; ahead.length > 0; ) {
    const name = ahead.pop() ?? '';
    if (name === '' || name === '.') continue;
    if (name === '..') {
      at.pop();
      continue;
    }
    const target = links < MAX_LINKS ? readLink(join(root, ...at, name)) : undefined;
    if (target === undefined) {
      at.push(name);
      continue;
    }
    links++;
    if (target.startsWith('/')) at = [];
    ahead.push(...target.split('/').toReversed());
  }
  return join(root, ...at);
}

/** What a symbolic link says; undefined for anything else, missing files included: whoever opens the path hears of it. */
function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
