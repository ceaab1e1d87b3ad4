import { fstatSync } from 'node:fs';
import { Failure } from '../failure.js';

/**
 * Now, before the launch opens descriptors of its own: one of those would pass for the user's.
 * @throws Failure for one that is not open
 */
export function refuseClosed(option: string, fd: number): void {
  try {
    fstatSync(fd);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Failure(`${option}: descriptor ${fd}: ${code}`, undefined, `open it for forkexec: … ${fd}<file`);
  }
}
