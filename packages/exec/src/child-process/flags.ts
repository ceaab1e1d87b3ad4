/** The flag word that Node 24 hands to the launch in place of options: its bits are Node's own secret. */
import { original, type Internals } from './original.js';

const EMFILE = -24;
let detached: number | undefined;

/** The bit that Node sets for `detached`, found out by letting it: the launch is refused, and nothing is started. */
function detachedBit(): number {
  let seen = 0;
  const handle = {
    spawn: (...given: readonly unknown[]) => {
      seen = Number(given[5]);
      return EMFILE;
    },
    onexit: () => undefined,
  };
  const request = { file: '-', args: [], detached: true, stdio: ['ignore', 'ignore', 'ignore'] };
  const child = Object.create(original.ChildProcess.prototype, { _handle: { value: handle } }) as Internals;
  child.spawn(request);
  return seen;
}

export function isDetached(flags: number): boolean {
  if (flags === 0) return false;
  detached ??= detachedBit();
  return (flags & detached) !== 0;
}
