/** What there is of it: getrlimit(2) as proc_pid_limits(5) prints it, for this process and so for its children. */
import { fails, type Feature, works } from './feature.js';
import { readProc } from './proc.js';

const shown: readonly (readonly [line: string, name: string])[] = [
  ['Max open files', 'nofile'],
  ['Max processes', 'nproc'],
  ['Max locked memory', 'memlock'],
  ['Max core file size', 'core'],
];

export function limits(): Feature {
  const text = readProc('/proc/self/limits');
  if (text === undefined) {
    return fails('limits', 'limits', { reason: 'there is no /proc/self/limits', fix: 'mount proc on /proc' });
  }
  return works('limits', 'limits', describeLimits(text));
}

/** `nofile 1024:524288, nproc 62932, core 0:unlimited`: soft and hard, or both at once. */
function describeLimits(text: string): string {
  return shown
    .flatMap(([line, name]) => {
      const [, soft, hard] = new RegExp(`^${line} +(\\S+) +(\\S+)`, 'm').exec(text) ?? [];
      return soft === undefined ? [] : [`${name} ${soft === hard ? soft : `${soft}:${hard}`}`];
    })
    .join(', ');
}
