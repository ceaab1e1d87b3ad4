import { original } from '../original.js';
import { refusedPart } from './stdio.js';

const checked = ['timeout', 'maxBuffer', 'killSignal', 'input', 'encoding'] as const;

/**
 * For options that look as if Node's spawnSync did not take them. Its versions differ, and it may take them all the same; it
 * starts nothing in any case.
 * @throws what it throws
 */
export function refuseOptions(options: Readonly<Record<string, unknown>>): void {
  const some = Object.fromEntries(checked.filter((name) => name in options).map((name) => [name, options[name]]));
  const spawnSync = original.spawnSync as (...args: unknown[]) => unknown;
  // A directory is no program: EACCES.
  spawnSync('/', [], { ...some, stdio: refusedPart(options['stdio']) });
}
