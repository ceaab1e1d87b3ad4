import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';

/** What libuv's table lacks, or has under another name, but the calls of a launch can give: errno(3), Linux numbers. */
const more: ReadonlyMap<number, readonly [string, string]> = new Map([
  [8, ['ENOEXEC', 'exec format error']],
  [49, ['EUNATCH', 'protocol driver not attached']],
  [52, ['EBADE', 'invalid exchange']],
  [77, ['EBADFD', 'file descriptor in bad state']],
  [80, ['ELIBBAD', 'accessing a corrupted shared library']],
  [85, ['ERESTART', 'interrupted system call should be restarted']],
  [87, ['EUSERS', 'too many users']],
  [95, ['EOPNOTSUPP', 'operation not supported']], // libuv's ENOTSUP is of sockets
  [117, ['EUCLEAN', 'structure needs cleaning']],
  [132, ['ERFKILL', 'operation not possible due to rf-kill']],
  [133, ['EHWPOISON', 'memory page has hardware error']],
]);

const codes = new Map(Object.entries(constants.errno).map(([code, n]) => [n, code]));

/** `['EPERM', 'operation not permitted']` for 1. */
export function describeErrno(errno: number): readonly [code: string, text: string] {
  const known = more.get(errno) ?? getSystemErrorMap().get(-errno);
  if (known) return [known[0], known[1]];
  return [codes.get(errno) ?? `E${errno}`, 'unknown error'];
}
