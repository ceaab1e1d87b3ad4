// Resource limits: a program that writes more than it may. The signal that ended it, and what it used.
import { closeSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lookPath, startProcess } from '@forkexec/exec';

const dir = mkdtempSync(join(tmpdir(), 'forkexec-'));
try {
  const file = join(dir, 'output');
  const fd = openSync(file, 'w');
  const child = await startProcess(lookPath('head'), ['head', '-c', '1000000', '/dev/zero'], {
    files: [0, fd, 2],
    sys: { rlimits: { fsize: 4096, nofile: 64, core: 0, cpu: { soft: 1, hard: 2 } } },
  });
  closeSync(fd); // the child has its own
  const state = await child.wait();
  console.log(String(state), state.signal);
  console.log(`${statSync(file).size} bytes written`);
  console.log(`CPU time below a second: ${state.rusage.userMs + state.rusage.systemMs < 1000}`);
} finally {
  rmSync(dir, { recursive: true });
}
