/** Not a feature but what explains the lack of others: seccomp(2), the filters of whoever started us. */
import { fails, type Feature, works } from './feature.js';
import { status } from './proc.js';

export function seccomp(): Feature {
  const mode = status('Seccomp');
  if (mode === undefined) {
    return fails('seccomp', 'seccomp filter', {
      reason: '/proc/self/status has no Seccomp: no proc, or no seccomp in this kernel',
      fix: 'mount proc on /proc',
    });
  }
  return works('seccomp', 'seccomp filter', describeSeccomp(mode, status('Seccomp_filters'), status('NoNewPrivs')));
}

/** `none`, `1 in front of this process, no_new_privs`. The number came with Linux 5.9. */
export function describeSeccomp(mode: string, filters: string | undefined, noNewPrivs: string | undefined): string {
  const front = mode === '2' ? `${filters ?? 'some'} in front of this process` : 'none';
  return noNewPrivs === '1' ? `${front}, no_new_privs` : front;
}
