// A plan is known before anything runs, and an error says which of its steps failed.
import { CLONE_NEWNS, CLONE_NEWUSER } from '@forkexec/attrs';
import { formatPlan, startProcess, StepError } from '@forkexec/exec';

const attr = {
  sys: {
    cloneflags: CLONE_NEWUSER | CLONE_NEWNS,
    uidMappings: [{ containerID: 0, hostID: process.geteuid?.() ?? 0, size: 1 }],
    gidMappings: [{ containerID: 0, hostID: process.getegid?.() ?? 0, size: 1 }],
    chroot: '/no/such/root',
  },
};

try {
  await startProcess('/bin/true', ['true'], attr);
} catch (error) {
  if (!(error instanceof StepError)) throw error;
  const { message, code, syscall, path, side, index, plan, hint } = error;
  console.log(message);
  if (hint) console.log(hint);
  console.log({ code, syscall, path, side, index });

  const failed = 1 + (side === 'child' ? plan.parent.length : 0) + index; // the line: the first is the clone
  const lines = formatPlan(plan).split('\n');
  console.log(lines.map((line, i) => `${index >= 0 && i === failed ? '>' : ' '} ${line}`).join('\n'));
}
