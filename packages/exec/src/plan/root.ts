import type { Planner } from './asked.js';

/**
 * chroot(2) leaves the working directory where it was, outside: the child could walk out by `..`, and a relative `dir`
 * would be looked up out there. So it goes to the new `/`, unless an absolute `dir` takes it inside anyway. (Go leaves it.)
 */
export const root: Planner = ({ chroot, dir }) => {
  if (chroot === undefined) return [];
  return dir?.startsWith('/')
    ? [{ op: 'chroot', path: chroot }]
    : [
        { op: 'chroot', path: chroot },
        { op: 'chdir', path: '/' },
      ];
};
