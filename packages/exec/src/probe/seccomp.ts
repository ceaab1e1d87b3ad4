/** Not a feature but what explains the lack of others: seccomp(2), the filters of whoever started us. */
import { fails, type Feature, works } from './feature.js';
import { readProc, status } from './proc.js';

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

/** What a filter may do here: seccomp(2), /proc/sys/kernel/seccomp, Linux 4.14. */
export function seccompActions(): Feature {
  const [name, title] = ['seccomp-actions', 'seccomp actions'] as const;
  const actions = readProc('/proc/sys/kernel/seccomp/actions_avail')?.trim();
  if (actions !== undefined) return works(name, title, actions.replaceAll(' ', ', '));
  return fails(name, title, {
    reason: 'there is no /proc/sys/kernel/seccomp: no proc, or a kernel without CONFIG_SECCOMP_FILTER',
    fix: 'mount proc on /proc, or use a kernel that has it',
  });
}
