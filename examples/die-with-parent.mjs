// A process that dies with its parent, whatever ends the parent. This file is the parent too, when called with `parent`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openProcess, startProcess } from '@forkexec/exec';

if (process.argv[2] === 'parent') {
  const child = await startProcess('/bin/sleep', ['sleep', '60'], { sys: { pdeathsig: 'SIGKILL' } });
  console.log(child.pid);
  await child.wait();
} else {
  const parent = spawn(process.execPath, [fileURLToPath(import.meta.url), 'parent'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface(parent.stdout), 'line');
  const orphan = openProcess(Number(line));
  parent.kill('SIGKILL'); // no handler of the parent's can run
  await orphan.wait(); // a pidfd: also tells the end of a process that is not ours
  console.log('the parent was killed, and its child is gone');
}
