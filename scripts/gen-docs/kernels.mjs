// docs/kernel-support.md: the last run of the kernel tests on each kernel that scripts/kernel-vm.mjs has run them on.
import { runs } from '../kernel-vm/record.mjs';
import { table } from './table.mjs';

export function kernelRuns() {
  const rows = Object.values(runs()).map((run) => [
    run.release,
    `${run.passed}`,
    `${run.failed}`,
    `${run.skipped}`,
    `${Math.ceil(run.seconds / 60)} min (${run.accelerator})`,
    run.date,
  ]);
  const skips = Object.values(runs()).flatMap(({ release, why }) => {
    const reasons = Object.entries(why).map(([text, count]) => `${count} × ${text}`);
    return reasons.length === 0 ? [] : [`- Skipped on ${release}: ${reasons.join('; ')}`];
  });
  return [table(['Kernel', 'Passed', 'Failed', 'Skipped', 'Time', 'Date'], rows), ...skips, ''].join('\n');
}
